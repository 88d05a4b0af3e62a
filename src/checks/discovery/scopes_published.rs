//! scopes_supported is published.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::Step;

/// scopes_supported is published.
pub struct ScopesPublished;

impl Check for ScopesPublished {
    const META: &'static Meta = &Meta {
        id: "discovery-scopes-published",
        title: "scopes_supported is published",
        level: Level::Should,
        spec: &[SpecRef::new(Doc::OidcDiscovery, "3")],
        needs: &[Need::Step(Step::Discovery)],
        why: "Administrators and apps learn from it which scopes they may ask for.",
        fix: "Publish scopes_supported with every scope that clients may use.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        Ok(match evidence.metadata()?.0.get("scopes_supported") {
            Some(_) => Outcome::Pass,
            None => Finding::new("The discovery document does not say which scopes there are")
                .compare("scopes_supported", "no such member")
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
        assert_eq!(Fixture::app("core").judge::<ScopesPublished>(""), Outcome::Pass);
    }

    #[test]
    fn none_fails() {
        let finding = Fixture::app("core").discovery(json!({ "scopes_supported": null })).fails::<ScopesPublished>("");
        assert!(!finding.message.is_empty() && !finding.evidence.is_empty());
    }

    #[test]
    fn an_unreachable_provider_stays_open() {
        let missing = Fixture::app("core")
            .discovery_answers(vec![Answer::failure(FailureKind::Timeout, "timed out")])
            .stays_open::<ScopesPublished>("");
        assert_eq!(missing.cause, "no-discovery");
    }
}
