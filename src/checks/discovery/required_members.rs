//! Discovery document has every required member.

use serde_json::Value;

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::Step;

/// Discovery document has every required member.
pub struct RequiredMembers;

impl Check for RequiredMembers {
    const META: &'static Meta = &Meta {
        id: "discovery-required-members",
        title: "Discovery document has every required member",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcDiscovery, "3")],
        needs: &[Need::Step(Step::Discovery)],
        why: "Strict clients refuse metadata that lacks one of them; others fail later, at the place where they \
              need it.",
        fix: "Publish all of issuer, authorization_endpoint, token_endpoint, jwks_uri, response_types_supported, \
              subject_types_supported and id_token_signing_alg_values_supported.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let metadata = evidence.metadata()?;
        let lacks = |name: &&&str| metadata.0.get(**name).is_none_or(Value::is_null);
        let absent: Vec<&str> = REQUIRED.iter().filter(lacks).copied().collect();
        if absent.is_empty() {
            return Ok(Outcome::Pass);
        }
        Ok(Finding::new(format!("The discovery document lacks {}", absent.join(", ")))
            .compare(REQUIRED.join(", "), format!("without {}", absent.join(", ")))
            .at(evidence.discovery()?.exchange, "")
            .into())
    }
}

/// Required of every provider that has a code flow.
const REQUIRED: [&str; 7] = [
    "issuer",
    "authorization_endpoint",
    "token_endpoint",
    "jwks_uri",
    "response_types_supported",
    "subject_types_supported",
    "id_token_signing_alg_values_supported",
];

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};
    use crate::recording::FailureKind;

    #[test]
    fn a_whole_document_passes() {
        assert_eq!(Fixture::app("core").judge::<RequiredMembers>(""), Outcome::Pass);
    }

    #[test]
    fn one_without_keys_fails() {
        let finding =
            Fixture::app("core").discovery(json!({ "jwks_uri": null, "issuer": { "null": 1 } })).fails::<RequiredMembers>("");
        assert!(finding.message.contains("lacks issuer, jwks_uri"), "{}", finding.message);
    }

    #[test]
    fn an_unreachable_provider_stays_open() {
        let missing = Fixture::app("core")
            .discovery_answers(vec![Answer::failure(FailureKind::Timeout, "timed out")])
            .stays_open::<RequiredMembers>("");
        assert_eq!(missing.cause, "no-discovery");
    }
}
