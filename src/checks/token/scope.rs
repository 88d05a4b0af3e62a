//! scope of the token answer is text with spaces between.

use serde_json::Value;

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::oidc::json::excerpt;

/// scope of the token answer is text with spaces between.
pub struct Scope;

impl Check for Scope {
    const META: &'static Meta = &Meta {
        id: "token-scope",
        title: "scope of the token answer is text with spaces between",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::Rfc(6749), "5.1"), SpecRef::new(Doc::Rfc(6749), "3.3")],
        needs: &[Need::Flow],
        why: "Typed clients refuse a list; others take the whole list for one scope.",
        fix: "Return the granted scopes as one text, or leave scope out where they are those that were asked for.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let flow = evidence.flow()?;
        let tokens = flow.tokens()?;
        let place = flow.token_exchange_id()?;

        match tokens.get("scope") {
            None => Ok(Outcome::NotApplicable("the token answer has no scope".to_owned())),
            Some(Value::String(_)) => Ok(Outcome::Pass),
            Some(other) => Ok(Finding::new(format!("scope of the token answer is {}", excerpt(other)))
                .compare("text with spaces between", excerpt(other))
                .at(place, "/scope")
                .into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    #[test]
    fn none_does_not_count() {
        assert!(matches!(Fixture::app("core").judge::<Scope>(""), Outcome::NotApplicable(_)));
    }

    #[test]
    fn text_passes() {
        assert_eq!(Fixture::app("core").token(json!({ "scope": "openid email" })).judge::<Scope>(""), Outcome::Pass);
    }

    #[test]
    fn a_list_fails() {
        let finding = Fixture::app("core").token(json!({ "scope": ["openid"] })).fails::<Scope>("");
        assert!(finding.message.contains("["), "{}", finding.message);
    }

    #[test]
    fn an_error_stays_open() {
        let missing = Fixture::app("core")
            .token_answers(vec![Answer::json(400, &json!({ "error": "invalid_grant" }))])
            .stays_open::<Scope>("");
        assert_eq!(missing.cause, "no-token-answer");
    }

    #[test]
    fn a_login_that_never_was_stays_open() {
        let missing = Fixture::app("core").without_account().stays_open::<Scope>("");
        assert_eq!(missing.cause, "no-account");
    }
}
