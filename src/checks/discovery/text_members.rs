//! Members of the metadata that are texts are JSON strings.

use serde_json::Value;

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::oidc::json::excerpt;
use crate::recording::Step;

/// Members of the metadata that are texts are JSON strings.
pub struct TextMembers;

impl Check for TextMembers {
    const META: &'static Meta = &Meta {
        id: "discovery-text-members",
        title: "Members of the metadata that are texts are JSON strings",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcDiscovery, "3")],
        needs: &[Need::Step(Step::Discovery)],
        why: "Typed clients refuse the whole document for one null or number where text belongs.",
        fix: "Leave a member out instead of writing null.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let metadata = evidence.metadata()?;
        let wrong: Vec<(&str, &Value)> = TEXTS
            .iter()
            .filter_map(|name| metadata.0.get(*name).map(|value| (*name, value)))
            .filter(|(_, value)| !value.is_string())
            .collect();
        let words: Vec<String> = wrong.iter().map(|(name, value)| format!("{name} is {}", excerpt(value))).collect();
        let Some((first, _)) = wrong.first() else {
            return Ok(Outcome::Pass);
        };
        Ok(Finding::new(format!("Members of the discovery document have another type than text: {}", words.join("; ")))
            .compare("text", words.join("; "))
            .at(evidence.discovery()?.exchange, format!("/{first}"))
            .into())
    }
}

/// Members that are texts.
const TEXTS: [&str; 15] = [
    "issuer",
    "authorization_endpoint",
    "token_endpoint",
    "userinfo_endpoint",
    "jwks_uri",
    "registration_endpoint",
    "end_session_endpoint",
    "check_session_iframe",
    "revocation_endpoint",
    "introspection_endpoint",
    "device_authorization_endpoint",
    "pushed_authorization_request_endpoint",
    "service_documentation",
    "op_policy_uri",
    "op_tos_uri",
];

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};
    use crate::recording::FailureKind;

    #[test]
    fn right_types_pass() {
        assert_eq!(Fixture::app("core").judge::<TextMembers>(""), Outcome::Pass);
    }

    #[test]
    fn a_wrong_type_fails() {
        let finding = Fixture::app("core").discovery(json!({ "end_session_endpoint": { "null": 1 } })).fails::<TextMembers>("");
        assert!(finding.message.contains("end_session_endpoint is null"), "{}", finding.message);
    }

    #[test]
    fn an_unreachable_provider_stays_open() {
        let missing = Fixture::app("core")
            .discovery_answers(vec![Answer::failure(FailureKind::Timeout, "timed out")])
            .stays_open::<TextMembers>("");
        assert_eq!(missing.cause, "no-discovery");
    }
}
