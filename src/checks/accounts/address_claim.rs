//! An address in the form the app reads.

use schemars::JsonSchema;
use serde::Deserialize;

use super::support::{at_claim, in_words};
use crate::account::claim::Claims;
use crate::check::{Check, Finding, Level, Meta, Missing, Need, Outcome};
use crate::evidence::Evidence;

/// The address is text, or comes in parts at the top level.
#[derive(Debug)]
pub struct AddressClaim;

/// Parameters of [`AddressClaim`].
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddressClaimParams {
    /// The claim of the whole address.
    pub claim: String,
    /// Whether names are paths and alternatives (`resolve-nested-claims`).
    #[serde(default)]
    pub nested: bool,
    /// The claims of its parts.
    pub parts: Vec<String>,
}

impl Check for AddressClaim {
    const META: &'static Meta = &Meta {
        id: "address-claim",
        title: "The address is text, or comes in parts at the top level",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "The app passes over the object form of OpenID Connect, so that the account's address stays empty.",
        fix: "Send the address as text, or its parts as claims of their own; or map them as address.street_address … with resolve-nested-claims.",
    };
    type Params = AddressClaimParams;

    fn judge(evidence: &Evidence<'_>, params: &AddressClaimParams) -> Result<Outcome, Missing> {
        let claims = Claims::of_user_oidc(evidence, params.nested)?;
        if params.parts.iter().any(|part| claims.text(part).is_some()) {
            return Ok(Outcome::Pass);
        }
        Ok(match claims.get(&params.claim) {
            None => Outcome::NotApplicable("there is no address".to_owned()),
            Some(value) if value.is_string() => Outcome::Pass,
            Some(value) => {
                let finding =
                    Finding::new("the address is no text, and the app passes it over").compare("text", in_words(Some(value)));
                at_claim(finding, &claims, evidence, &params.claim).into()
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::evidence::fixture::Fixture;

    fn judge(change: Value) -> Outcome {
        let params = "claim = \"address\"\nparts = [\"street_address\", \"locality\"]";
        Fixture::app("nextcloud-user-oidc").claims(change).judge::<AddressClaim>(params)
    }

    #[test]
    fn the_object_form_is_passed_over() {
        assert!(matches!(judge(json!({ "address": { "locality": "X" } })), Outcome::Fail(_)));
        assert_eq!(judge(json!({ "address": { "locality": "X" }, "locality": "X" })), Outcome::Pass);
        assert_eq!(judge(json!({ "address": "Road 1, X" })), Outcome::Pass);
        assert!(matches!(judge(json!({})), Outcome::NotApplicable(_)));
    }
}
