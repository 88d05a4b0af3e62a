//! end_session_endpoint is published.

use serde_json::Value;

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::Step;

/// end_session_endpoint is published.
pub struct Endpoint;

impl Check for Endpoint {
    const META: &'static Meta = &Meta {
        id: "end-session-endpoint",
        title: "end_session_endpoint is published",
        level: Level::May,
        spec: &[SpecRef::new(Doc::RpInitiatedLogout, "2.1")],
        needs: &[Need::Step(Step::Discovery)],
        why: "Without it an app ends only its own session, and the next click logs the user straight in again.",
        fix: "Publish end_session_endpoint.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        match evidence.metadata()?.0.get("end_session_endpoint") {
            Some(Value::String(_)) => Ok(Outcome::Pass),
            _ => Ok(Finding::new("The provider publishes no end_session_endpoint")
                .compare("end_session_endpoint", "no such member")
                .at(evidence.discovery()?.exchange, "")
                .into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::Fixture;

    #[test]
    fn an_endpoint_passes() {
        assert_eq!(Fixture::app("core").judge::<Endpoint>(""), Outcome::Pass);
    }

    #[test]
    fn none_is_told() {
        let finding = Fixture::app("core").discovery(json!({ "end_session_endpoint": null })).fails::<Endpoint>("");
        assert!(finding.message.contains("no end_session_endpoint"), "{}", finding.message);
    }
}
