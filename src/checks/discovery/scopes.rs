//! scopes_supported lists openid where it is published.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::oidc::Member;
use crate::oidc::json::excerpt;
use crate::recording::Step;

/// scopes_supported lists openid where it is published.
pub struct Scopes;

impl Check for Scopes {
    const META: &'static Meta = &Meta {
        id: "discovery-scopes",
        title: "scopes_supported lists openid where it is published",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcDiscovery, "3")],
        needs: &[Need::Step(Step::Discovery)],
        why: "A client that reads the list would not ask for openid, and without it there is no ID Token.",
        fix: "Add \"openid\" to scopes_supported.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let metadata = evidence.metadata()?;
        let place = evidence.discovery()?.exchange;

        match metadata.list("scopes_supported") {
            Member::Absent => Ok(Outcome::NotApplicable("scopes_supported is not published".to_owned())),
            Member::Value(scopes) if scopes.contains(&"openid") => Ok(Outcome::Pass),
            Member::Value(scopes) => Ok(Finding::new("scopes_supported does not list openid")
                .compare("a list with \"openid\"", scopes.join(", "))
                .at(place, "/scopes_supported")
                .into()),
            Member::Malformed(other) => Ok(Finding::new("scopes_supported is no list of texts")
                .compare("a list with \"openid\"", excerpt(other))
                .at(place, "/scopes_supported")
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
    fn openid_passes() {
        assert_eq!(Fixture::app("core").judge::<Scopes>(""), Outcome::Pass);
    }

    #[test]
    fn an_absent_list_does_not_count() {
        assert!(matches!(
            Fixture::app("core").discovery(json!({ "scopes_supported": null })).judge::<Scopes>(""),
            Outcome::NotApplicable(_)
        ));
    }

    #[test]
    fn a_list_without_fails() {
        let finding = Fixture::app("core").discovery(json!({ "scopes_supported": ["email"] })).fails::<Scopes>("");
        assert!(finding.message.contains("openid"), "{}", finding.message);
    }

    #[test]
    fn an_unreachable_provider_stays_open() {
        let missing = Fixture::app("core")
            .discovery_answers(vec![Answer::failure(FailureKind::Timeout, "timed out")])
            .stays_open::<Scopes>("");
        assert_eq!(missing.cause, "no-discovery");
    }
}
