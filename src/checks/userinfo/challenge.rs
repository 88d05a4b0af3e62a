//! Refused userinfo names the scheme Bearer.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::Step;

/// Refused userinfo names the scheme Bearer.
pub struct Challenge;

impl Check for Challenge {
    const META: &'static Meta = &Meta {
        id: "userinfo-challenge",
        title: "Refused userinfo names the scheme Bearer",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::Rfc(6750), "3")],
        needs: &[Need::Step(Step::Discovery), Need::Step(Step::UserinfoWithoutToken)],
        why: "A client learns from WWW-Authenticate what is missing.",
        fix: "Send `WWW-Authenticate: Bearer` with status 401.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        if let Some(outcome) = super::endpoint::absent(evidence)? {
            return Ok(outcome);
        }

        let (id, response) = evidence.response(Step::UserinfoWithoutToken)?;
        if response.is_success() {
            return Err(Missing::new("not-observed", "userinfo without a token was not refused"));
        }
        let mut challenges =
            response.headers.iter().filter(|(name, _)| name == "www-authenticate").map(|(_, value)| value.as_str());
        let is_bearer = |value: &str| value.to_ascii_lowercase().split([' ', ',']).any(|word| word == "bearer");
        if challenges.clone().any(is_bearer) {
            return Ok(Outcome::Pass);
        }
        Ok(Finding::new("Userinfo without a token is refused without WWW-Authenticate: Bearer")
            .compare("WWW-Authenticate: Bearer", challenges.next().unwrap_or("no such header"))
            .at(id, "")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    #[test]
    fn bearer_passes() {
        assert_eq!(
            Fixture::app("core")
                .step(
                    Step::UserinfoWithoutToken,
                    vec![Answer::raw(401, "text/plain", "").header("www-authenticate", "Bearer realm=x")],
                    None
                )
                .judge::<Challenge>(""),
            Outcome::Pass
        );
    }

    #[test]
    fn none_fails() {
        let finding = Fixture::app("core")
            .step(Step::UserinfoWithoutToken, vec![Answer::raw(401, "text/plain", "")], None)
            .fails::<Challenge>("");
        assert!(finding.message.contains("without WWW"), "{}", finding.message);
    }

    #[test]
    fn no_endpoint_does_not_count() {
        assert!(matches!(
            Fixture::app("core").discovery(json!({ "userinfo_endpoint": null })).judge::<Challenge>(""),
            Outcome::NotApplicable(_)
        ));
    }

    #[test]
    fn an_unasked_one_stays_open() {
        let missing = Fixture::app("core").stays_open::<Challenge>("");
        assert_eq!(missing.cause, "not-observed");
    }
}
