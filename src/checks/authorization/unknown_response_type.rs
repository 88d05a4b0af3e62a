//! A response_type that nobody knows gives no code.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::wire::Probe;

/// A response_type that nobody knows gives no code.
pub struct UnknownResponseType;

impl Check for UnknownResponseType {
    const META: &'static Meta = &Meta {
        id: "authorization-unknown-response-type",
        title: "A response_type that nobody knows is an error",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::Rfc(6749), "3.1.1"), SpecRef::new(Doc::OidcCore, "3.1.2.2")],
        needs: &[Need::Probe(Probe::UnknownResponseType)],
        why: "A provider that takes it for code does not read the request.",
        fix: "Answer with the error unsupported_response_type.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let flow = evidence.probe(Probe::UnknownResponseType)?;
        let Ok(callback) = flow.callback() else {
            return match flow.obstacle().filter(|obstacle| obstacle.is_providers()) {
                Some(_) => Ok(Outcome::Pass),
                None => flow.callback().map(|_| Outcome::Pass),
            };
        };
        if callback.parameter("code").is_none_or(str::is_empty) {
            return Ok(Outcome::Pass);
        }
        Ok(Finding::new("The provider gives a code for a response_type that nobody knows")
            .compare("the error unsupported_response_type", "a code")
            .at(callback.exchange, "")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    fn answered(callback: serde_json::Value) -> Outcome {
        let fixture = Fixture::app("core").callback(callback).probe(Probe::UnknownResponseType, Answer::json(400, &json!({})));
        fixture.judge::<UnknownResponseType>("")
    }

    #[test]
    fn an_error_passes_and_a_code_fails() {
        assert_eq!(answered(json!({ "code": null, "error": "unsupported_response_type" })), Outcome::Pass);
        assert!(matches!(answered(json!({})), Outcome::Fail(_)));
    }

    #[test]
    fn an_untried_one_stays_open() {
        assert!(matches!(Fixture::app("core").judge::<UnknownResponseType>(""), Outcome::Inconclusive(_)));
    }
}
