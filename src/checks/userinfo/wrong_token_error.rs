//! A wrong token is refused with invalid_token.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::Step;

/// A wrong token is refused with invalid_token.
pub struct WrongTokenError;

impl Check for WrongTokenError {
    const META: &'static Meta = &Meta {
        id: "userinfo-wrong-token-error",
        title: "A wrong token is refused with invalid_token",
        level: Level::Should,
        spec: &[SpecRef::new(Doc::Rfc(6750), "3.1")],
        needs: &[Need::Step(Step::Discovery), Need::Step(Step::UserinfoWrongToken)],
        why: "Clients tell an expired token from a missing right by this error.",
        fix: "Send `WWW-Authenticate: Bearer error=\"invalid_token\"`.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        if let Some(outcome) = super::endpoint::absent(evidence)? {
            return Ok(outcome);
        }

        let (id, response) = evidence.response(Step::UserinfoWrongToken)?;
        if response.is_success() {
            return Err(Missing::new("not-observed", "the wrong token was not refused"));
        }
        let challenge = response.header("www-authenticate").unwrap_or("no WWW-Authenticate");
        if challenge.contains("invalid_token") {
            return Ok(Outcome::Pass);
        }
        Ok(Finding::new("A wrong token is refused without the error invalid_token")
            .compare("WWW-Authenticate: Bearer error=\"invalid_token\"", challenge)
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
    fn invalid_token_passes() {
        assert_eq!(
            Fixture::app("core")
                .step(
                    Step::UserinfoWrongToken,
                    vec![Answer::raw(401, "text/plain", "").header("www-authenticate", "Bearer error=\"invalid_token\"")],
                    None
                )
                .judge::<WrongTokenError>(""),
            Outcome::Pass
        );
    }

    #[test]
    fn none_fails() {
        let finding = Fixture::app("core")
            .step(Step::UserinfoWrongToken, vec![Answer::raw(401, "text/plain", "")], None)
            .fails::<WrongTokenError>("");
        assert!(finding.message.contains("invalid_token"), "{}", finding.message);
    }

    #[test]
    fn no_endpoint_does_not_count() {
        assert!(matches!(
            Fixture::app("core").discovery(json!({ "userinfo_endpoint": null })).judge::<WrongTokenError>(""),
            Outcome::NotApplicable(_)
        ));
    }

    #[test]
    fn an_unasked_one_stays_open() {
        let missing = Fixture::app("core").stays_open::<WrongTokenError>("");
        assert_eq!(missing.cause, "not-observed");
    }
}
