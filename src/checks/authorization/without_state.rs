//! A request without state is answered without state.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef, must_accept};
use crate::evidence::Evidence;
use crate::wire::Probe;

/// A request without state is answered without state.
pub struct WithoutState;

impl Check for WithoutState {
    const META: &'static Meta = &Meta {
        id: "authorization-without-state",
        title: "A request without state is answered without state",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::Rfc(6749), "4.1.1"), SpecRef::new(Doc::Rfc(6749), "4.1.2")],
        needs: &[Need::Probe(Probe::WithoutState)],
        why: "state is the client's choice; one that protects itself by nonce and PKCE may leave it out.",
        fix: "Make state optional, and invent none.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let flow = evidence.probe(Probe::WithoutState)?;
        // A refusal says more than the empty state that some send with it.
        let callback = flow.record.callback.as_ref().filter(|c| c.parameter("error").is_none());
        if let Some((callback, state)) = callback.and_then(|c| Some((c, c.parameter("state")?))) {
            return Ok(Finding::new("The provider returns a state although none was sent")
                .compare("no state", format!("{state:?}"))
                .at(callback.exchange, "")
                .into());
        }
        must_accept(evidence, &flow, None, "a request without state")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    #[test]
    fn no_state_passes() {
        assert_eq!(
            Fixture::app("core")
                .callback(json!({ "state": null }))
                .probe(Probe::WithoutState, Answer::json(200, &json!({ "access_token": "at-2", "token_type": "Bearer" })))
                .judge::<WithoutState>(""),
            Outcome::Pass
        );
    }

    #[test]
    fn an_invented_state_fails() {
        let finding = Fixture::app("core")
            .probe(Probe::WithoutState, Answer::json(200, &json!({ "access_token": "at-2", "token_type": "Bearer" })))
            .fails::<WithoutState>("");
        assert!(finding.message.contains("although none was sent"), "{}", finding.message);
    }

    #[test]
    fn a_refusal_fails() {
        let finding = Fixture::app("core")
            .callback(json!({ "state": null }))
            .probe(Probe::WithoutState, Answer::json(400, &json!({ "error": "invalid_request" })))
            .fails::<WithoutState>("");
        assert!(finding.message.contains("invalid_request"), "{}", finding.message);
    }

    #[test]
    fn a_refusal_with_an_empty_state_is_a_refusal() {
        let finding = Fixture::app("core")
            .callback(json!({ "code": null, "error": "invalid_state", "state": "" }))
            .probe(Probe::WithoutState, Answer::json(400, &json!({})))
            .judge::<WithoutState>("");
        assert!(!format!("{finding:?}").contains("although none was sent"), "{finding:?}");
    }

    #[test]
    fn an_untried_one_stays_open() {
        let missing = Fixture::app("core").stays_open::<WithoutState>("");
        assert_eq!(missing.cause, "not-observed");
    }
}
