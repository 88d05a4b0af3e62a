//! Userinfo answers a good access token with status 200.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::Step;

/// Userinfo answers a good access token with status 200.
pub struct Response;

impl Check for Response {
    const META: &'static Meta = &Meta {
        id: "userinfo-response",
        title: "Userinfo answers a good access token with status 200",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "5.3.2")],
        needs: &[Need::Step(Step::Discovery), Need::Flow],
        why: "Apps that take the account from userinfo cannot log anyone in without it.",
        fix: "Let the access token of a login with scope openid read userinfo.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        if let Some(outcome) = super::endpoint::absent(evidence)? {
            return Ok(outcome);
        }

        let (id, response) = evidence.flow()?.userinfo_response()?;
        if response.status == 200 {
            return Ok(Outcome::Pass);
        }
        let challenge = response.header("www-authenticate").map(|c| format!(" ({c})")).unwrap_or_default();
        Ok(Finding::new(format!("Userinfo is answered with status {}{challenge}", response.status))
            .compare("status 200", format!("status {}{challenge}", response.status))
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
    fn claims_pass() {
        assert_eq!(
            Fixture::app("core")
                .userinfo(Answer::json(200, &json!({ "sub": "alice", "name": "Alice L", "email": "alice@example.test" })))
                .judge::<Response>(""),
            Outcome::Pass
        );
    }

    #[test]
    fn a_refusal_fails() {
        let finding = Fixture::app("core").userinfo(Answer::raw(401, "text/plain", "")).fails::<Response>("");
        assert!(finding.message.contains("401"), "{}", finding.message);
    }

    #[test]
    fn no_endpoint_does_not_count() {
        assert!(matches!(
            Fixture::app("core").discovery(json!({ "userinfo_endpoint": null })).judge::<Response>(""),
            Outcome::NotApplicable(_)
        ));
    }

    #[test]
    fn an_unasked_one_stays_open() {
        let missing = Fixture::app("core").stays_open::<Response>("");
        assert_eq!(missing.cause, "not-observed");
    }

    #[test]
    fn a_login_that_never_was_stays_open() {
        let missing = Fixture::app("core").without_account().stays_open::<Response>("");
        assert_eq!(missing.cause, "no-account");
    }
}
