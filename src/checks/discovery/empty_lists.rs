//! Members of the metadata without any value are left out.

use serde_json::Value;

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::Step;

/// Members of the metadata without any value are left out.
pub struct EmptyLists;

impl Check for EmptyLists {
    const META: &'static Meta = &Meta {
        id: "discovery-empty-lists",
        title: "Members of the metadata without any value are left out",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcDiscovery, "4.2")],
        needs: &[Need::Step(Step::Discovery)],
        why: "An empty list reads as \"nothing is supported\", while an absent member stands for the default.",
        fix: "Leave empty lists out of the discovery document.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let metadata = evidence.metadata()?;
        let members = metadata.0.as_object().into_iter().flatten();
        let is_empty = |value: &Value| value.as_array().is_some_and(Vec::is_empty);
        let empty: Vec<&str> = members.filter(|(_, value)| is_empty(value)).map(|(name, _)| name.as_str()).collect();
        let Some(first) = empty.first() else {
            return Ok(Outcome::Pass);
        };
        Ok(Finding::new(format!("The discovery document has empty lists: {}", empty.join(", ")))
            .compare("no empty list", empty.join(", "))
            .at(evidence.discovery()?.exchange, format!("/{first}"))
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};
    use crate::recording::FailureKind;

    #[test]
    fn no_empty_list_passes() {
        assert_eq!(Fixture::app("core").judge::<EmptyLists>(""), Outcome::Pass);
    }

    #[test]
    fn an_empty_one_fails() {
        let finding = Fixture::app("core").discovery(json!({ "ui_locales_supported": [] })).fails::<EmptyLists>("");
        assert!(finding.message.contains("ui_locales_supported"), "{}", finding.message);
    }

    #[test]
    fn an_unreachable_provider_stays_open() {
        let missing = Fixture::app("core")
            .discovery_answers(vec![Answer::failure(FailureKind::Timeout, "timed out")])
            .stays_open::<EmptyLists>("");
        assert_eq!(missing.cause, "no-discovery");
    }
}
