//! userinfo_endpoint is published.

use serde_json::Value;

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::Step;

/// userinfo_endpoint is published.
pub struct UserinfoEndpoint;

impl Check for UserinfoEndpoint {
    const META: &'static Meta = &Meta {
        id: "discovery-userinfo-endpoint",
        title: "userinfo_endpoint is published",
        level: Level::Should,
        spec: &[SpecRef::new(Doc::OidcDiscovery, "3")],
        needs: &[Need::Step(Step::Discovery)],
        why: "Many apps take name and e-mail address from userinfo alone.",
        fix: "Publish userinfo_endpoint.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        Ok(match evidence.metadata()?.0.get("userinfo_endpoint") {
            Some(Value::String(_)) => Outcome::Pass,
            _ => Finding::new("The discovery document names no userinfo_endpoint")
                .compare("userinfo_endpoint", "no such member")
                .at(evidence.discovery()?.exchange, "")
                .into(),
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};
    use crate::recording::FailureKind;

    #[test]
    fn an_endpoint_passes() {
        assert_eq!(Fixture::app("core").judge::<UserinfoEndpoint>(""), Outcome::Pass);
    }

    #[test]
    fn none_fails() {
        let finding = Fixture::app("core").discovery(json!({ "userinfo_endpoint": null })).fails::<UserinfoEndpoint>("");
        assert!(!finding.message.is_empty() && !finding.evidence.is_empty());
    }

    #[test]
    fn an_unreachable_provider_stays_open() {
        let missing = Fixture::app("core")
            .discovery_answers(vec![Answer::failure(FailureKind::Timeout, "timed out")])
            .stays_open::<UserinfoEndpoint>("");
        assert_eq!(missing.cause, "no-discovery");
    }
}
