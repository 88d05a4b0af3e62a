//! Members of the metadata that are switches are JSON booleans.

use serde_json::Value;

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::oidc::json::excerpt;
use crate::recording::Step;

/// Members of the metadata that are switches are JSON booleans.
pub struct BooleanMembers;

impl Check for BooleanMembers {
    const META: &'static Meta = &Meta {
        id: "discovery-boolean-members",
        title: "Members of the metadata that are switches are JSON booleans",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcDiscovery, "3")],
        needs: &[Need::Step(Step::Discovery)],
        why: "A text \"false\" counts as true in many languages.",
        fix: "Write true or false without quotes.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let metadata = evidence.metadata()?;
        let wrong: Vec<(&str, &Value)> = SWITCHES
            .iter()
            .filter_map(|name| metadata.0.get(*name).map(|value| (*name, value)))
            .filter(|(_, value)| !value.is_boolean())
            .collect();
        let words: Vec<String> = wrong.iter().map(|(name, value)| format!("{name} is {}", excerpt(value))).collect();
        let Some((first, _)) = wrong.first() else {
            return Ok(Outcome::Pass);
        };
        Ok(Finding::new(format!("Members of the discovery document have another type than a boolean: {}", words.join("; ")))
            .compare("a boolean", words.join("; "))
            .at(evidence.discovery()?.exchange, format!("/{first}"))
            .into())
    }
}

/// Members that are true or false.
const SWITCHES: [&str; 12] = [
    "claims_parameter_supported",
    "request_parameter_supported",
    "request_uri_parameter_supported",
    "require_request_uri_registration",
    "authorization_response_iss_parameter_supported",
    "require_pushed_authorization_requests",
    "require_signed_request_object",
    "tls_client_certificate_bound_access_tokens",
    "frontchannel_logout_supported",
    "frontchannel_logout_session_supported",
    "backchannel_logout_supported",
    "backchannel_logout_session_supported",
];

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};
    use crate::recording::FailureKind;

    #[test]
    fn right_types_pass() {
        assert_eq!(
            Fixture::app("core").discovery(json!({ "claims_parameter_supported": true })).judge::<BooleanMembers>(""),
            Outcome::Pass
        );
    }

    #[test]
    fn a_wrong_type_fails() {
        let finding =
            Fixture::app("core").discovery(json!({ "claims_parameter_supported": "false" })).fails::<BooleanMembers>("");
        assert!(finding.message.contains("claims_parameter_supported is \"false\""), "{}", finding.message);
    }

    #[test]
    fn an_unreachable_provider_stays_open() {
        let missing = Fixture::app("core")
            .discovery_answers(vec![Answer::failure(FailureKind::Timeout, "timed out")])
            .stays_open::<BooleanMembers>("");
        assert_eq!(missing.cause, "no-discovery");
    }
}
