//! The answer is where the app looks, and holds a code.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::CallbackMode;
use schemars::JsonSchema;
use serde::Deserialize;

use super::support::{callback_error, read_callback};
use crate::account::rocket_chat::Flow;

/// What counts.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// A missing or empty code is as bad as a fragment; the classic flow goes on to the token endpoint with it.
    code: bool,
}

/// The answer is where the app looks, and holds a code.
pub struct CallbackCode;

impl Check for CallbackCode {
    const META: &'static Meta = &Meta {
        id: "rocketchat-callback-code",
        title: "The answer is where the app looks, and holds a code",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "3.1.2.5"), SpecRef::new(Doc::Rfc(6749), "4.1.2")],
        needs: &[Need::Flow],
        why: "In the fragment no server sees it; the newer flow sends a browser without a code to the provider once more, without end.",
        fix: "Answer with code and state in the query of the redirect URI.",
    };
    type Params = Params;

    fn judge(evidence: &Evidence<'_>, params: &Params) -> Result<Outcome, Missing> {
        let callback = evidence.reached_callback()?;
        let actual = match callback.mode {
            CallbackMode::Fragment => "everything in the fragment",
            CallbackMode::FormPost => return read_callback(evidence).map(|_| Outcome::Pass),
            // Of a POST the classic flow reads the body alone, and there is the login form, without a state.
            CallbackMode::Query if Flow::of(evidence) == Flow::Classic && evidence.repeated_form()?.is_some() => {
                "the login form in a POST, after a redirect with status 307 or 308"
            }
            CallbackMode::Query if callback_error(callback).is_some() => {
                return Err(Missing::not_reached("the app stops at the error in the answer"));
            }
            CallbackMode::Query => match callback.last_parameter("code") {
                None if params.code => "no code",
                Some("") if params.code => "an empty code",
                _ => return Ok(Outcome::Pass),
            },
        };
        let finding = Finding::new(format!("The browser comes back with {actual}"));
        Ok(finding.compare("a code in the query", actual).at(callback.exchange, "").into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::checks::rocketchat::support::tests::advised;

    #[test]
    fn a_missing_code_is_a_loop_in_the_newer_flow() {
        let passport = |change| advised("rocketchat-passport").callback(change).judge::<CallbackCode>("code = true");
        assert_eq!(passport(json!({})), Outcome::Pass);
        assert!(matches!(passport(json!({ "code": null })), Outcome::Fail(_)));
        assert!(matches!(passport(json!({ "code": "" })), Outcome::Fail(_)));
        assert!(matches!(passport(json!({ "code": null, "error": "x" })), Outcome::NotApplicable(_)));
        let classic = advised("rocketchat").callback(json!({ "code": null })).judge::<CallbackCode>("code = false");
        assert_eq!(classic, Outcome::Pass);
    }

    #[test]
    fn a_login_form_that_is_posted_once_more_hides_the_answer() {
        let repeated: fn(&mut crate::recording::Recording) = |r| {
            let id = r.flows[0].callback.as_ref().unwrap().exchange;
            r.exchanges[id].request.method = "POST".to_owned();
            r.exchanges[id].response.as_mut().unwrap().status = 307;
        };
        let judge = |app: &str, params| advised(app).edit(repeated).judge::<CallbackCode>(params);
        assert!(matches!(judge("rocketchat", "code = false"), Outcome::Fail(_)));
        assert_eq!(judge("rocketchat-passport", "code = true"), Outcome::Pass, "there no POST gets this far");
    }

    #[test]
    fn a_fragment_is_seen_by_nobody() {
        for (app, params) in [("rocketchat", "code = false"), ("rocketchat-passport", "code = true")] {
            assert!(matches!(advised(app).mode(CallbackMode::Fragment).judge::<CallbackCode>(params), Outcome::Fail(_)));
        }
        assert_eq!(advised("rocketchat").mode(CallbackMode::FormPost).judge::<CallbackCode>("code = false"), Outcome::Pass);
    }
}
