//! subject_types_supported lists public or pairwise.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::oidc::Member;
use crate::oidc::json::excerpt;
use crate::recording::Step;

/// subject_types_supported lists public or pairwise.
pub struct SubjectTypes;

impl Check for SubjectTypes {
    const META: &'static Meta = &Meta {
        id: "discovery-subject-types",
        title: "subject_types_supported lists public or pairwise",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcDiscovery, "3"), SpecRef::new(Doc::OidcCore, "8")],
        needs: &[Need::Step(Step::Discovery)],
        why: "Strict clients refuse metadata with an empty or unknown list.",
        fix: "Publish [\"public\"], [\"pairwise\"] or both.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let metadata = evidence.metadata()?;
        let place = evidence.discovery()?.exchange;

        let wanted = "a list of \"public\" and \"pairwise\"";
        match metadata.list("subject_types_supported") {
            Member::Value(types) if !types.is_empty() && types.iter().all(|t| ["public", "pairwise"].contains(t)) => {
                Ok(Outcome::Pass)
            }
            Member::Value(types) => Ok(Finding::new(format!("subject_types_supported holds {types:?}"))
                .compare(wanted, types.join(", "))
                .at(place, "/subject_types_supported")
                .into()),
            Member::Malformed(other) => Ok(Finding::new("subject_types_supported is no list of texts")
                .compare(wanted, excerpt(other))
                .at(place, "/subject_types_supported")
                .into()),
            Member::Absent => Err(Missing::new("no-discovery", "the discovery document has no subject_types_supported")),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};
    use crate::recording::FailureKind;

    #[test]
    fn public_passes() {
        assert_eq!(Fixture::app("core").judge::<SubjectTypes>(""), Outcome::Pass);
    }

    #[test]
    fn another_word_fails() {
        let finding = Fixture::app("core").discovery(json!({ "subject_types_supported": ["Public"] })).fails::<SubjectTypes>("");
        assert!(finding.message.contains("Public"), "{}", finding.message);
    }

    #[test]
    fn an_empty_list_fails() {
        let finding = Fixture::app("core").discovery(json!({ "subject_types_supported": [] })).fails::<SubjectTypes>("");
        assert!(!finding.message.is_empty() && !finding.evidence.is_empty());
    }

    #[test]
    fn an_unreachable_provider_stays_open() {
        let missing = Fixture::app("core")
            .discovery_answers(vec![Answer::failure(FailureKind::Timeout, "timed out")])
            .stays_open::<SubjectTypes>("");
        assert_eq!(missing.cause, "no-discovery");
    }
}
