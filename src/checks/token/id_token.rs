//! Token answer has an id_token.

use serde_json::Value;

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::oidc::json::excerpt;

/// Token answer has an id_token.
pub struct IdToken;

impl Check for IdToken {
    const META: &'static Meta = &Meta {
        id: "token-id-token",
        title: "Token answer has an id_token",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "3.1.3.3")],
        needs: &[Need::Flow],
        why: "It is what makes OpenID Connect out of OAuth: most apps refuse the login without it.",
        fix: "Allow the scope openid for this client, and return id_token as text whenever it was asked for.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let flow = evidence.flow()?;
        let tokens = flow.tokens()?;
        let place = flow.token_exchange_id()?;

        match tokens.get("id_token") {
            Some(Value::String(token)) if !token.is_empty() => Ok(Outcome::Pass),
            found => {
                let actual = found.map_or("no id_token".to_owned(), excerpt);
                Ok(Finding::new(format!("The token answer has {actual}"))
                    .compare("id_token, text that is not empty", actual)
                    .at(place, "/id_token")
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
        assert_eq!(Fixture::app("core").judge::<IdToken>(""), Outcome::Pass);
    }

    #[test]
    fn none_fails() {
        let finding = Fixture::app("core").token(json!({ "id_token": "<none>" })).fails::<IdToken>("");
        assert!(finding.message.contains("no id_token"), "{}", finding.message);
    }

    #[test]
    fn a_number_fails() {
        let finding = Fixture::app("core").token(json!({ "id_token": 1 })).fails::<IdToken>("");
        assert!(finding.message.contains("1"), "{}", finding.message);
    }

    #[test]
    fn an_error_stays_open() {
        let missing = Fixture::app("core")
            .token_answers(vec![Answer::json(400, &json!({ "error": "invalid_grant" }))])
            .stays_open::<IdToken>("");
        assert_eq!(missing.cause, "no-token-answer");
    }

    #[test]
    fn a_login_that_never_was_stays_open() {
        let missing = Fixture::app("core").without_account().stays_open::<IdToken>("");
        assert_eq!(missing.cause, "no-account");
    }
}
