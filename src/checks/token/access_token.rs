//! Token answer has an access_token.

use serde_json::Value;

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::oidc::json::excerpt;

/// Token answer has an access_token.
pub struct AccessToken;

impl Check for AccessToken {
    const META: &'static Meta = &Meta {
        id: "token-access-token",
        title: "Token answer has an access_token",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::Rfc(6749), "5.1"), SpecRef::new(Doc::OidcCore, "3.1.3.3")],
        needs: &[Need::Flow],
        why: "Without it no app can read userinfo.",
        fix: "Return access_token as text at the top level of the answer.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let flow = evidence.flow()?;
        let tokens = flow.tokens()?;
        let place = flow.token_exchange_id()?;

        match tokens.get("access_token") {
            Some(Value::String(token)) if !token.is_empty() => Ok(Outcome::Pass),
            found => {
                let actual = found.map_or("no access_token".to_owned(), excerpt);
                Ok(Finding::new(format!("The token answer has {actual}"))
                    .compare("access_token, text that is not empty", actual)
                    .at(place, "/access_token")
                    .into())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    #[test]
    fn text_passes() {
        assert_eq!(Fixture::app("core").judge::<AccessToken>(""), Outcome::Pass);
    }

    #[test]
    fn none_fails() {
        let finding = Fixture::app("core").token(json!({ "access_token": null })).fails::<AccessToken>("");
        assert!(finding.message.contains("no access_token"), "{}", finding.message);
    }

    #[test]
    fn an_empty_one_fails() {
        let finding = Fixture::app("core").token(json!({ "access_token": "" })).fails::<AccessToken>("");
        assert!(!finding.message.is_empty() && !finding.evidence.is_empty());
    }

    #[test]
    fn an_error_stays_open() {
        let missing = Fixture::app("core")
            .token_answers(vec![Answer::json(400, &json!({ "error": "invalid_grant" }))])
            .stays_open::<AccessToken>("");
        assert_eq!(missing.cause, "no-token-answer");
    }

    #[test]
    fn a_login_that_never_was_stays_open() {
        let missing = Fixture::app("core").without_account().stays_open::<AccessToken>("");
        assert_eq!(missing.cause, "no-account");
    }
}
