//! code_challenge_methods_supported lists S256 where it is published.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::oidc::Member;
use crate::oidc::json::excerpt;
use crate::recording::Step;

/// code_challenge_methods_supported lists S256 where it is published.
pub struct CodeChallengeMethods;

impl Check for CodeChallengeMethods {
    const META: &'static Meta = &Meta {
        id: "discovery-code-challenge-methods",
        title: "code_challenge_methods_supported lists S256 where it is published",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::Rfc(8414), "2"), SpecRef::new(Doc::Rfc(7636), "4.2")],
        needs: &[Need::Step(Step::Discovery)],
        why: "Clients use PKCE only with a method they find here, and S256 is the one that all of them know.",
        fix: "Publish [\"S256\"].",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let metadata = evidence.metadata()?;
        let place = evidence.discovery()?.exchange;

        let wanted = "a list with \"S256\"";
        match metadata.list("code_challenge_methods_supported") {
            Member::Absent => Ok(Outcome::NotApplicable("code_challenge_methods_supported is not published".to_owned())),
            Member::Value(methods) if methods.contains(&"S256") => Ok(Outcome::Pass),
            Member::Value(methods) => Ok(Finding::new("code_challenge_methods_supported does not list S256")
                .compare(wanted, methods.join(", "))
                .at(place, "/code_challenge_methods_supported")
                .into()),
            Member::Malformed(other) => Ok(Finding::new("code_challenge_methods_supported is no list of texts")
                .compare(wanted, excerpt(other))
                .at(place, "/code_challenge_methods_supported")
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
    fn s256_passes() {
        assert_eq!(Fixture::app("core").judge::<CodeChallengeMethods>(""), Outcome::Pass);
    }

    #[test]
    fn plain_alone_fails() {
        let finding = Fixture::app("core")
            .discovery(json!({ "code_challenge_methods_supported": ["plain"] }))
            .fails::<CodeChallengeMethods>("");
        assert!(finding.message.contains("S256"), "{}", finding.message);
    }

    #[test]
    fn none_does_not_count() {
        assert!(matches!(
            Fixture::app("core").discovery(json!({ "code_challenge_methods_supported": null })).judge::<CodeChallengeMethods>(""),
            Outcome::NotApplicable(_)
        ));
    }

    #[test]
    fn an_unreachable_provider_stays_open() {
        let missing = Fixture::app("core")
            .discovery_answers(vec![Answer::failure(FailureKind::Timeout, "timed out")])
            .stays_open::<CodeChallengeMethods>("");
        assert_eq!(missing.cause, "no-discovery");
    }
}
