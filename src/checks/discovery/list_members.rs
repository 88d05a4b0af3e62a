//! Members of the metadata that are lists are JSON lists of texts.

use serde_json::Value;

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::oidc::json::excerpt;
use crate::recording::Step;

/// Members of the metadata that are lists are JSON lists of texts.
pub struct ListMembers;

impl Check for ListMembers {
    const META: &'static Meta = &Meta {
        id: "discovery-list-members",
        title: "Members of the metadata that are lists are JSON lists of texts",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcDiscovery, "3"), SpecRef::new(Doc::OidcDiscovery, "4.2")],
        needs: &[Need::Step(Step::Discovery)],
        why: "Typed clients refuse the whole document for one text where a list belongs.",
        fix: "Write lists even where there is only one value.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let metadata = evidence.metadata()?;
        let wrong: Vec<(&str, &Value)> = LISTS
            .iter()
            .filter_map(|name| metadata.0.get(*name).map(|value| (*name, value)))
            .filter(|(_, value)| !value.as_array().is_some_and(|items| items.iter().all(Value::is_string)))
            .collect();
        let words: Vec<String> = wrong.iter().map(|(name, value)| format!("{name} is {}", excerpt(value))).collect();
        let Some((first, _)) = wrong.first() else {
            return Ok(Outcome::Pass);
        };
        Ok(Finding::new(format!(
            "Members of the discovery document have another type than a list of texts: {}",
            words.join("; ")
        ))
        .compare("a list of texts", words.join("; "))
        .at(evidence.discovery()?.exchange, format!("/{first}"))
        .into())
    }
}

/// Members that are lists of texts.
const LISTS: [&str; 27] = [
    "scopes_supported",
    "response_types_supported",
    "response_modes_supported",
    "grant_types_supported",
    "acr_values_supported",
    "subject_types_supported",
    "id_token_signing_alg_values_supported",
    "id_token_encryption_alg_values_supported",
    "id_token_encryption_enc_values_supported",
    "userinfo_signing_alg_values_supported",
    "userinfo_encryption_alg_values_supported",
    "userinfo_encryption_enc_values_supported",
    "request_object_signing_alg_values_supported",
    "request_object_encryption_alg_values_supported",
    "request_object_encryption_enc_values_supported",
    "token_endpoint_auth_methods_supported",
    "token_endpoint_auth_signing_alg_values_supported",
    "display_values_supported",
    "claim_types_supported",
    "claims_supported",
    "claims_locales_supported",
    "ui_locales_supported",
    "prompt_values_supported",
    "code_challenge_methods_supported",
    "revocation_endpoint_auth_methods_supported",
    "introspection_endpoint_auth_methods_supported",
    "dpop_signing_alg_values_supported",
];

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};
    use crate::recording::FailureKind;

    #[test]
    fn right_types_pass() {
        assert_eq!(Fixture::app("core").judge::<ListMembers>(""), Outcome::Pass);
    }

    #[test]
    fn a_wrong_type_fails() {
        let finding =
            Fixture::app("core").discovery(json!({ "grant_types_supported": "authorization_code" })).fails::<ListMembers>("");
        assert!(finding.message.contains("grant_types_supported"), "{}", finding.message);
    }

    #[test]
    fn an_unreachable_provider_stays_open() {
        let missing = Fixture::app("core")
            .discovery_answers(vec![Answer::failure(FailureKind::Timeout, "timed out")])
            .stays_open::<ListMembers>("");
        assert_eq!(missing.cause, "no-discovery");
    }
}
