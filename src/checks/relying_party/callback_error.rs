//! No error comes back.

use serde_json::json;

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::php::json_encode;
use crate::recording::CallbackMode;

/// The provider comes back without an `error`.
pub struct CallbackError;

impl Check for CallbackError {
    const META: &'static Meta = &Meta {
        id: "callback-without-error",
        title: "The provider comes back without an error",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "3.1.2.6"), SpecRef::new(Doc::Rfc(6749), "4.1.2.1")],
        needs: &[Need::Flow],
        why: "Any error in the answer ends the login, whatever else it holds.",
        fix: "Allow what the app asks for: the scopes, the claims parameter, PKCE, the prompt value; the error names it.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let callback = evidence.reached_callback()?;
        if callback.mode != CallbackMode::Query {
            return Err(Missing::not_reached("the answer is not in the query, where the app looks"));
        }
        let error = callback.last_parameter("error").unwrap_or_default();
        if error.is_empty() {
            return Ok(Outcome::Pass);
        }
        let description = callback.last_parameter("error_description").unwrap_or_default();
        let said = if description.is_empty() { format!("error {error}") } else { format!("error {error} ({description})") };
        Ok(Finding::new(format!("The provider comes back with {said}"))
            .compare("a code", said)
            .words(json_encode(&json!({ "error": error, "error_description": description })))
            .at(callback.exchange, "")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::fixture::Fixture;

    fn judge(change: serde_json::Value) -> Outcome {
        Fixture::app("nextcloud-user-oidc").callback(change).judge::<CallbackError>("")
    }

    #[test]
    fn an_error_fails_even_with_a_code_and_no_state() {
        assert_eq!(judge(json!({})), Outcome::Pass);
        assert_eq!(judge(json!({ "error": "" })), Outcome::Pass);
        let Outcome::Fail(finding) = judge(json!({ "error": "access_denied", "error_description": "nö/", "state": null }))
        else {
            panic!("this must fail")
        };
        assert!(finding.message.ends_with("error access_denied (nö/)"), "{}", finding.message);
        assert_eq!(finding.words.as_deref(), Some(r#"{"error":"access_denied","error_description":"n\u00f6\/"}"#));
    }
}
