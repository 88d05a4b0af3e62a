//! No error comes back.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::php::sanitize_special_chars;
use crate::recording::CallbackMode;

/// The provider comes back without an error, posted or in the query.
pub struct CallbackError;

impl Check for CallbackError {
    const META: &'static Meta = &Meta {
        id: "social-login-callback-error",
        title: "The provider comes back without an error, posted or in the query",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "3.1.2.6"), SpecRef::new(Doc::Rfc(6749), "4.1.2.1")],
        needs: &[Need::Flow],
        why: "Any error in the answer ends the login, whatever else it holds; the user reads code and description.",
        fix: "Allow what the app asks for: the code flow without PKCE and without a nonce, and its scopes; the error names it.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let callback = evidence.reached_callback()?;
        if callback.mode == CallbackMode::Fragment {
            return Err(Missing::not_reached("the answer is in the fragment, where no server sees it"));
        }
        let part = |name: &str| callback.last_parameter(name).unwrap_or_default();
        let error = part("error");
        if matches!(error, "" | "0") {
            return Ok(Outcome::Pass);
        }
        let description = part("error_description");
        let said = if description.is_empty() { format!("error {error}") } else { format!("error {error} ({description})") };
        // Parts that are missing leave their blanks behind.
        let words = [error, description, part("error_uri")].map(sanitize_special_chars).join(" ");
        Ok(Finding::new(format!("The provider comes back with {said}"))
            .compare("a code", said)
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

    #[test]
    fn the_words_are_escaped_and_keep_their_blanks() {
        let judge = |change| Fixture::app("nextcloud-sociallogin").callback(change).judge::<CallbackError>("");
        assert_eq!(judge(json!({})), Outcome::Pass);
        assert_eq!(judge(json!({ "error": "0" })), Outcome::Pass);
        let words = |change| match judge(change) {
            Outcome::Fail(finding) => finding.words.unwrap_or_default(),
            other => panic!("{other:?}"),
        };
        assert_eq!(words(json!({ "error": "access_denied" })), "access_denied  ");
        let all = json!({ "error": "a", "error_description": "it's \"b\"", "error_uri": "c" });
        assert_eq!(words(all), "a it&#39;s &#34;b&#34; c");
    }

    #[test]
    fn a_posted_error_counts_too() {
        let fixture = |mode| Fixture::app("nextcloud-sociallogin").callback(json!({ "error": "x" })).mode(mode);
        assert!(matches!(fixture(CallbackMode::FormPost).judge::<CallbackError>(""), Outcome::Fail(_)));
        assert!(matches!(fixture(CallbackMode::Fragment).judge::<CallbackError>(""), Outcome::NotApplicable(_)));
    }
}
