//! No error comes back.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::CallbackMode;

/// The provider comes back without an `error`, even an empty one.
pub struct CallbackErrorWords;

impl Check for CallbackErrorWords {
    const META: &'static Meta = &Meta {
        id: "jumbojett-callback-error",
        title: "The provider comes back without an error",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "3.1.2.6"), SpecRef::new(Doc::Rfc(6749), "4.1.2.1")],
        needs: &[Need::Flow],
        why: "An error wins over a code, and its words are shown to the user.",
        fix: "Allow what the app asks for: a scope that names openid twice, a request without PKCE; the error names it.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let callback = evidence.reached_callback()?;
        if callback.mode != CallbackMode::Query {
            return Err(Missing::not_reached("the answer is not in the query, where the app looks"));
        }
        let Some(error) = callback.last_parameter("error") else { return Ok(Outcome::Pass) };
        let description = callback.last_parameter("error_description");
        let words = format!("{error}{}", description.map(|d| format!(" Description: {d}")).unwrap_or_default());
        let said = description.filter(|d| !d.is_empty()).map_or_else(|| error.to_owned(), |d| format!("{error} ({d})"));
        Ok(Finding::new(format!("The provider comes back with error {said}"))
            .compare("a code", format!("error {said}"))
            .words(words)
            .at(callback.exchange, "")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::Fixture;

    fn words(change: serde_json::Value) -> Option<String> {
        match Fixture::app("nextcloud-oidc-login").callback(change).judge::<CallbackErrorWords>("") {
            Outcome::Fail(finding) => finding.words,
            Outcome::Pass => None,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_words_are_repeated() {
        assert_eq!(words(json!({})), None);
        assert_eq!(words(json!({ "error": "access_denied" })).as_deref(), Some("access_denied"));
        let both = words(json!({ "error": "invalid_scope", "error_description": "openid twice" }));
        assert_eq!(both.as_deref(), Some("invalid_scope Description: openid twice"));
        assert_eq!(words(json!({ "error": "", "error_description": "" })).as_deref(), Some(" Description: "));
    }
}
