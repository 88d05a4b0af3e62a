//! token_type is Bearer.

use serde_json::Value;

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::oidc::json::excerpt;

/// token_type is Bearer.
pub struct TokenType;

impl Check for TokenType {
    const META: &'static Meta = &Meta {
        id: "token-type",
        title: "token_type is Bearer",
        level: Level::Must,
        spec: &[
            SpecRef::new(Doc::OidcCore, "3.1.3.3"),
            SpecRef::new(Doc::Rfc(6749), "5.1"),
            SpecRef::new(Doc::Rfc(6750), "6.1.1"),
        ],
        needs: &[Need::Flow],
        why: "A client must not use a token of a type that it does not know.",
        fix: "Return \"token_type\": \"Bearer\".",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let flow = evidence.flow()?;
        let tokens = flow.tokens()?;
        let place = flow.token_exchange_id()?;

        match tokens.get("token_type") {
            // RFC 6749, section 5.1: the value is case insensitive.
            Some(Value::String(kind)) if kind.eq_ignore_ascii_case("bearer") => Ok(Outcome::Pass),
            found => {
                let actual = found.map_or("no token_type".to_owned(), excerpt);
                Ok(Finding::new(format!("The token answer has {actual} instead of token_type Bearer"))
                    .compare("Bearer", actual)
                    .at(place, "/token_type")
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
    fn bearer_passes() {
        assert_eq!(Fixture::app("core").judge::<TokenType>(""), Outcome::Pass);
    }

    #[test]
    fn lower_case_passes() {
        assert_eq!(Fixture::app("core").token(json!({ "token_type": "bearer" })).judge::<TokenType>(""), Outcome::Pass);
    }

    #[test]
    fn another_fails() {
        let finding = Fixture::app("core").token(json!({ "token_type": "mac" })).fails::<TokenType>("");
        assert!(finding.message.contains("mac"), "{}", finding.message);
    }

    #[test]
    fn none_fails() {
        let finding = Fixture::app("core").token(json!({ "token_type": null })).fails::<TokenType>("");
        assert!(finding.message.contains("no token_type"), "{}", finding.message);
    }

    #[test]
    fn an_error_stays_open() {
        let missing = Fixture::app("core")
            .token_answers(vec![Answer::json(400, &json!({ "error": "invalid_grant" }))])
            .stays_open::<TokenType>("");
        assert_eq!(missing.cause, "no-token-answer");
    }

    #[test]
    fn a_login_that_never_was_stays_open() {
        let missing = Fixture::app("core").without_account().stays_open::<TokenType>("");
        assert_eq!(missing.cause, "no-account");
    }
}
