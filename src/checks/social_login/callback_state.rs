//! `state` comes back.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::php::htmlentities;
use crate::recording::CallbackMode;

/// So many bytes of the state are shown.
const SHOWN: usize = 100;

/// The provider returns `state` unchanged, posted or in the query.
pub struct CallbackState;

impl Check for CallbackState {
    const META: &'static Meta = &Meta {
        id: "social-login-callback-state",
        title: "The provider returns state unchanged, in the query or in a posted form",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "3.1.2.5"), SpecRef::new(Doc::Rfc(6749), "4.1.2")],
        needs: &[Need::Flow],
        why: "The app compares it with what it remembers, 39 characters long.",
        fix: "Return state exactly as it was sent, all of it.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let callback = evidence.reached_callback()?;
        let given = |name: &str| callback.last_parameter(name).filter(|v| !matches!(*v, "" | "0"));
        if callback.mode == CallbackMode::Fragment || given("error").is_some() || given("code").is_none() {
            return Err(Missing::not_reached("the app does not come to look at state"));
        }
        let sent = evidence.stored_state()?;
        if given("state").is_some() && given("state") == sent.as_deref() {
            return Ok(Outcome::Pass);
        }
        let came = callback.last_parameter("state");
        Ok(Finding::new("The provider does not return state as it was sent")
            .compare(sent.unwrap_or_default(), came.unwrap_or("none"))
            .words(shown(came.unwrap_or_default()))
            .at(callback.exchange, "")
            .into())
    }
}

/// The state as the user reads it: escaped, and only then cut.
fn shown(state: &str) -> String {
    let escaped = htmlentities(state);
    String::from_utf8_lossy(escaped.as_bytes().get(..SHOWN).unwrap_or(escaped.as_bytes())).into_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::evidence::fixture::{Fixture, STATE};

    fn judge(change: Value) -> Outcome {
        Fixture::app("nextcloud-sociallogin").callback(change).judge::<CallbackState>("")
    }

    #[test]
    fn another_state_fails_with_its_words() {
        assert_eq!(judge(json!({})), Outcome::Pass);
        let words = |state: Value| match judge(json!({ "state": state })) {
            Outcome::Fail(finding) => finding.words.unwrap_or_default(),
            other => panic!("{other:?}"),
        };
        assert_eq!(words(json!(null)), "");
        assert_eq!(words(json!("a'b")), "a&#039;b");
        assert_eq!(words(json!("x".repeat(120))), "x".repeat(100));
        assert_eq!(words(json!(STATE.to_lowercase())), STATE.to_lowercase());
    }

    #[test]
    fn a_state_typed_into_the_url_is_the_apps_own() {
        let typed = || Fixture::app("nextcloud-sociallogin").set("authorizeUrl", "https://op.example.org/auth?state=mine");
        assert_eq!(typed().callback(json!({ "state": "mine" })).judge::<CallbackState>(""), Outcome::Pass);
        assert!(matches!(typed().judge::<CallbackState>(""), Outcome::Fail(_)));
    }

    #[test]
    fn errors_and_missing_codes_come_first() {
        assert!(matches!(judge(json!({ "error": "x", "state": null })), Outcome::NotApplicable(_)));
        assert!(matches!(judge(json!({ "code": null, "state": null })), Outcome::NotApplicable(_)));
    }
}
