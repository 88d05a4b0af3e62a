//! response_types_supported lists code.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::oidc::Member;
use crate::oidc::json::excerpt;
use crate::recording::Step;

/// response_types_supported lists code.
pub struct ResponseTypes;

impl Check for ResponseTypes {
    const META: &'static Meta = &Meta {
        id: "discovery-response-types",
        title: "response_types_supported lists code",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcDiscovery, "3")],
        needs: &[Need::Step(Step::Discovery)],
        why: "Every app here uses the code flow; one that reads the list will not start it otherwise.",
        fix: "Add \"code\" to response_types_supported.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let metadata = evidence.metadata()?;
        let place = evidence.discovery()?.exchange;

        match metadata.list("response_types_supported") {
            Member::Value(types) if types.contains(&"code") => Ok(Outcome::Pass),
            Member::Value(types) => Ok(Finding::new("response_types_supported does not list code")
                .compare("a list with \"code\"", types.join(", "))
                .at(place, "/response_types_supported")
                .into()),
            Member::Malformed(other) => Ok(Finding::new("response_types_supported is no list of texts")
                .compare("a list with \"code\"", excerpt(other))
                .at(place, "/response_types_supported")
                .into()),
            Member::Absent => Err(Missing::new("no-discovery", "the discovery document has no response_types_supported")),
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
    fn code_passes() {
        assert_eq!(Fixture::app("core").judge::<ResponseTypes>(""), Outcome::Pass);
    }

    #[test]
    fn implicit_alone_fails() {
        let finding =
            Fixture::app("core").discovery(json!({ "response_types_supported": ["id_token"] })).fails::<ResponseTypes>("");
        assert!(finding.message.contains("does not list code"), "{}", finding.message);
    }

    #[test]
    fn text_fails() {
        let finding = Fixture::app("core").discovery(json!({ "response_types_supported": "code" })).fails::<ResponseTypes>("");
        assert!(finding.message.contains("no list"), "{}", finding.message);
    }

    #[test]
    fn an_unreachable_provider_stays_open() {
        let missing = Fixture::app("core")
            .discovery_answers(vec![Answer::failure(FailureKind::Timeout, "timed out")])
            .stays_open::<ResponseTypes>("");
        assert_eq!(missing.cause, "no-discovery");
    }
}
