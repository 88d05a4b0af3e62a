//! claims_supported is published.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::Step;

/// claims_supported is published.
pub struct ClaimsSupported;

impl Check for ClaimsSupported {
    const META: &'static Meta = &Meta {
        id: "discovery-claims-supported",
        title: "claims_supported is published",
        level: Level::Should,
        spec: &[SpecRef::new(Doc::OidcDiscovery, "3")],
        needs: &[Need::Step(Step::Discovery)],
        why: "Administrators read from it which claims they can map.",
        fix: "Publish claims_supported with the claims that the provider can give.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        Ok(match evidence.metadata()?.0.get("claims_supported") {
            Some(_) => Outcome::Pass,
            None => Finding::new("The discovery document does not say which claims there are")
                .compare("claims_supported", "no such member")
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
    fn a_list_passes() {
        assert_eq!(
            Fixture::app("core").discovery(json!({ "claims_supported": ["sub"] })).judge::<ClaimsSupported>(""),
            Outcome::Pass
        );
    }

    #[test]
    fn none_fails() {
        let finding = Fixture::app("core").fails::<ClaimsSupported>("");
        assert!(!finding.message.is_empty() && !finding.evidence.is_empty());
    }

    #[test]
    fn an_unreachable_provider_stays_open() {
        let missing = Fixture::app("core")
            .discovery_answers(vec![Answer::failure(FailureKind::Timeout, "timed out")])
            .stays_open::<ClaimsSupported>("");
        assert_eq!(missing.cause, "no-discovery");
    }
}
