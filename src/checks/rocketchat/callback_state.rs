//! The provider returns state as the app needs it.

use crate::account::rocket_chat::Flow;
use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::js;

use super::support::{callback_error, read_callback};

/// The token inside of Meteor's state; `None` when it cannot be read.
fn credential_token(state: &str) -> Option<String> {
    let json = js::json_parse_bytes(&js::base64_decode(state))?;
    Some(js::member(&json, "credentialToken")?.as_str()?.to_owned())
}

/// The provider returns state as the app needs it.
pub struct CallbackState;

impl Check for CallbackState {
    const META: &'static Meta = &Meta {
        id: "rocketchat-callback-state",
        title: "The provider returns state as the app needs it",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "3.1.2.5"), SpecRef::new(Doc::Rfc(6749), "4.1.2")],
        needs: &[Need::Flow],
        why: "The classic flow finds its browser by the token inside of state, the newer one compares the whole of it.",
        fix: "Return state exactly as it was sent, however long it is.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let callback = read_callback(evidence)?;
        if callback_error(callback).is_some() {
            return Err(Missing::not_reached("the app stops at the error in the answer"));
        }
        let sent = evidence.reached_flow()?.record.sent.state.as_deref().unwrap_or_default();
        let mut came = callback.parameters.iter().filter(|(name, _)| name == "state").map(|(_, value)| value.as_str());
        let (first, second) = (came.next(), came.next());
        let fits = match (Flow::of(evidence), first) {
            (_, None) => false,
            (Flow::Classic, Some(state)) => second.is_none() && credential_token(state) == credential_token(sent),
            (Flow::Passport, Some(state)) => second.is_none() && state == sent,
        };
        if fits {
            return Ok(Outcome::Pass);
        }
        let actual = match (first, second) {
            (None, _) => "no state".to_owned(),
            (Some(_), Some(_)) => "state twice".to_owned(),
            (Some(state), None) => format!("{state:?}"),
        };
        let finding = Finding::new(format!("The answer does not hold the state that was sent, but {actual}"));
        Ok(finding.compare(format!("{sent:?}"), actual).at(callback.exchange, "").into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::checks::rocketchat::support::tests::advised;
    use crate::evidence::fixture::{Fixture, STATE};
    use crate::recording::Recording;

    const METEOR: &str = "eyJsb2dpblN0eWxlIjoicG9wdXAiLCJjcmVkZW50aWFsVG9rZW4iOiJhYmMiLCJpc0NvcmRvdmEiOmZhbHNlfQ==";

    fn classic(state: &str) -> Fixture {
        let sent: fn(&mut Recording) = |r| r.flows.iter_mut().for_each(|f| f.sent.state = Some(METEOR.to_owned()));
        advised("rocketchat").callback(json!({ "state": state })).edit(sent)
    }

    #[test]
    fn the_classic_flow_decodes_leniently() {
        for good in [METEOR, METEOR.trim_end_matches('='), &format!("{METEOR}\n")] {
            assert_eq!(classic(good).judge::<CallbackState>(""), Outcome::Pass, "{good}");
        }
        for bad in ["", "abc", &METEOR[..64], &METEOR.to_lowercase(), "e30="] {
            assert!(matches!(classic(bad).judge::<CallbackState>(""), Outcome::Fail(_)), "{bad}");
        }
    }

    #[test]
    fn the_newer_flow_compares() {
        let passport = |change| advised("rocketchat-passport").callback(change).judge::<CallbackState>("");
        assert_eq!(passport(json!({ "state": STATE })), Outcome::Pass);
        assert!(matches!(passport(json!({ "state": null })), Outcome::Fail(_)));
        assert!(matches!(passport(json!({ "state": STATE.to_lowercase() })), Outcome::Fail(_)));
        assert!(matches!(passport(json!({ "state": null, "error": "x" })), Outcome::NotApplicable(_)));
    }
}
