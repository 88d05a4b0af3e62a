//! An error comes back with the state of its request.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::wire::Probe;

/// An error comes back with the state of its request.
pub struct ErrorState;

/// Requests that should fail, each once.
const FAILING: [Probe; 2] = [Probe::UnknownResponseType, Probe::PromptNoneWithoutSession];

impl Check for ErrorState {
    const META: &'static Meta = &Meta {
        id: "authorization-error-state",
        title: "An error comes back with the state of its request",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::Rfc(6749), "4.1.2.1")],
        needs: &[Need::Probe(Probe::UnknownResponseType), Need::Probe(Probe::PromptNoneWithoutSession)],
        why: "Without it an app does not know whose login has failed, and most show an error of their own instead.",
        fix: "Return state with errors as with codes.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let mut seen = false;
        for probe in FAILING {
            let flow = evidence.probe(probe)?;
            let Some(callback) = flow.record.callback.as_ref().filter(|c| c.parameter("error").is_some()) else { continue };
            seen = true;
            let (sent, came) = (flow.record.sent.state.as_deref(), callback.parameter("state"));
            if sent.is_some() && sent != came {
                let actual = came.map_or_else(|| "no state".to_owned(), |state| format!("{state:?}"));
                return Ok(Finding::new("An error comes back without the state of its request")
                    .compare(format!("{:?}", sent.unwrap_or_default()), actual)
                    .at(callback.exchange, "")
                    .into());
            }
        }
        Ok(if seen { Outcome::Pass } else { Outcome::NotApplicable("no error came back to the app".to_owned()) })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    fn answered(callback: Value) -> Outcome {
        let no = || Answer::json(400, &json!({}));
        FAILING.into_iter().fold(Fixture::app("core"), |f, p| f.probe(p, no())).callback(callback).judge::<ErrorState>("")
    }

    #[test]
    fn the_state_is_compared() {
        assert_eq!(answered(json!({ "code": null, "error": "login_required" })), Outcome::Pass);
        assert!(matches!(answered(json!({ "error": "login_required", "state": null })), Outcome::Fail(_)));
        assert!(matches!(answered(json!({ "error": "login_required", "state": "other" })), Outcome::Fail(_)));
        assert!(matches!(answered(json!({})), Outcome::NotApplicable(_)));
    }

    #[test]
    fn an_untried_one_stays_open() {
        assert!(matches!(Fixture::app("core").judge::<ErrorState>(""), Outcome::Inconclusive(_)));
    }
}
