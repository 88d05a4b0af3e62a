//! id_token_signing_alg_values_supported lists RS256.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::oidc::Member;
use crate::oidc::json::excerpt;
use crate::recording::Step;

/// id_token_signing_alg_values_supported lists RS256.
pub struct SigningAlgorithms;

impl Check for SigningAlgorithms {
    const META: &'static Meta = &Meta {
        id: "discovery-signing-algorithms",
        title: "id_token_signing_alg_values_supported lists RS256",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcDiscovery, "3"), SpecRef::new(Doc::OidcCore, "15.1")],
        needs: &[Need::Step(Step::Discovery)],
        why: "RS256 is the one algorithm that every client knows; some apps verify nothing else.",
        fix: "Offer RS256 for ID Tokens and list it, also where another algorithm is the default.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let metadata = evidence.metadata()?;
        let place = evidence.discovery()?.exchange;

        match metadata.list("id_token_signing_alg_values_supported") {
            Member::Value(algorithms) if algorithms.contains(&"RS256") => Ok(Outcome::Pass),
            Member::Value(algorithms) => Ok(Finding::new("id_token_signing_alg_values_supported does not list RS256")
                .compare("a list with \"RS256\"", algorithms.join(", "))
                .at(place, "/id_token_signing_alg_values_supported")
                .into()),
            Member::Malformed(other) => Ok(Finding::new("id_token_signing_alg_values_supported is no list of texts")
                .compare("a list with \"RS256\"", excerpt(other))
                .at(place, "/id_token_signing_alg_values_supported")
                .into()),
            Member::Absent => {
                Err(Missing::new("no-discovery", "the discovery document has no id_token_signing_alg_values_supported"))
            }
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
    fn rs256_passes() {
        assert_eq!(Fixture::app("core").judge::<SigningAlgorithms>(""), Outcome::Pass);
    }

    #[test]
    fn es256_alone_fails() {
        let finding = Fixture::app("core")
            .discovery(json!({ "id_token_signing_alg_values_supported": ["ES256"] }))
            .fails::<SigningAlgorithms>("");
        assert!(finding.message.contains("RS256"), "{}", finding.message);
    }

    #[test]
    fn an_unreachable_provider_stays_open() {
        let missing = Fixture::app("core")
            .discovery_answers(vec![Answer::failure(FailureKind::Timeout, "timed out")])
            .stays_open::<SigningAlgorithms>("");
        assert_eq!(missing.cause, "no-discovery");
    }
}
