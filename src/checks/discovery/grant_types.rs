//! grant_types_supported lists authorization_code where it is published.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::oidc::Member;
use crate::oidc::json::excerpt;
use crate::recording::Step;

/// grant_types_supported lists authorization_code where it is published.
pub struct GrantTypes;

impl Check for GrantTypes {
    const META: &'static Meta = &Meta {
        id: "discovery-grant-types",
        title: "grant_types_supported lists authorization_code where it is published",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcDiscovery, "3")],
        needs: &[Need::Step(Step::Discovery)],
        why: "A client that reads the list takes the code flow for unsupported.",
        fix: "Add \"authorization_code\" to grant_types_supported, or leave the member out: its default contains it.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let metadata = evidence.metadata()?;
        let place = evidence.discovery()?.exchange;

        match metadata.list("grant_types_supported") {
            Member::Absent => {
                Ok(Outcome::NotApplicable("grant_types_supported is not published; its default contains it".to_owned()))
            }
            Member::Value(types) if types.contains(&"authorization_code") => Ok(Outcome::Pass),
            Member::Value(types) => Ok(Finding::new("grant_types_supported does not list authorization_code")
                .compare("a list with \"authorization_code\"", types.join(", "))
                .at(place, "/grant_types_supported")
                .into()),
            Member::Malformed(other) => Ok(Finding::new("grant_types_supported is no list of texts")
                .compare("a list with \"authorization_code\"", excerpt(other))
                .at(place, "/grant_types_supported")
                .into()),
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
    fn the_default_does_not_count() {
        assert!(matches!(Fixture::app("core").judge::<GrantTypes>(""), Outcome::NotApplicable(_)));
    }

    #[test]
    fn the_grant_passes() {
        assert_eq!(
            Fixture::app("core").discovery(json!({ "grant_types_supported": ["authorization_code"] })).judge::<GrantTypes>(""),
            Outcome::Pass
        );
    }

    #[test]
    fn implicit_alone_fails() {
        let finding = Fixture::app("core").discovery(json!({ "grant_types_supported": ["implicit"] })).fails::<GrantTypes>("");
        assert!(finding.message.contains("authorization_code"), "{}", finding.message);
    }

    #[test]
    fn an_unreachable_provider_stays_open() {
        let missing = Fixture::app("core")
            .discovery_answers(vec![Answer::failure(FailureKind::Timeout, "timed out")])
            .stays_open::<GrantTypes>("");
        assert_eq!(missing.cause, "no-discovery");
    }
}
