//! acr of the ID Token is text and amr a list of texts.

use serde_json::Value;

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::oidc::json::excerpt;

/// acr of the ID Token is text and amr a list of texts.
pub struct AuthenticationContext;

impl Check for AuthenticationContext {
    const META: &'static Meta = &Meta {
        id: "id-token-authentication-context",
        title: "acr of the ID Token is text and amr a list of texts",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "2")],
        needs: &[Need::Flow],
        why: "Typed clients refuse the whole token when one of them has another type.",
        fix: "Write acr as text and amr as a list of texts, or leave them out.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let flow = evidence.flow()?;
        let claims = flow.id_token_claims()?;
        let place = flow.token_exchange_id()?;

        let (acr, amr) = (claims.get("acr"), claims.get("amr"));
        if acr.is_none() && amr.is_none() {
            return Ok(Outcome::NotApplicable("the ID Token has neither acr nor amr".to_owned()));
        }
        let is_list = |value: &Value| value.as_array().is_some_and(|items| items.iter().all(Value::is_string));
        let wrong = [("acr", acr.filter(|v| !v.is_string())), ("amr", amr.filter(|v| !is_list(v)))];
        let Some((name, value)) = wrong.into_iter().find_map(|(name, value)| value.map(|value| (name, value))) else {
            return Ok(Outcome::Pass);
        };
        Ok(Finding::new(format!("{name} of the ID Token is {}", excerpt(value)))
            .compare(if name == "acr" { "text" } else { "a list of texts" }, excerpt(value))
            .at(place, format!("/id_token/payload/{name}"))
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::Fixture;

    #[test]
    fn none_does_not_count() {
        assert!(matches!(Fixture::app("core").judge::<AuthenticationContext>(""), Outcome::NotApplicable(_)));
    }

    #[test]
    fn right_types_pass() {
        assert_eq!(
            Fixture::app("core").claims(json!({ "acr": "1", "amr": ["pwd"] })).judge::<AuthenticationContext>(""),
            Outcome::Pass
        );
    }

    #[test]
    fn a_number_fails() {
        let finding = Fixture::app("core").claims(json!({ "acr": 1 })).fails::<AuthenticationContext>("");
        assert!(finding.message.contains("acr"), "{}", finding.message);
    }

    #[test]
    fn text_for_a_list_fails() {
        let finding = Fixture::app("core").claims(json!({ "amr": "pwd" })).fails::<AuthenticationContext>("");
        assert!(finding.message.contains("amr"), "{}", finding.message);
    }

    #[test]
    fn a_login_that_never_was_stays_open() {
        let missing = Fixture::app("core").without_account().stays_open::<AuthenticationContext>("");
        assert_eq!(missing.cause, "no-account");
    }
}
