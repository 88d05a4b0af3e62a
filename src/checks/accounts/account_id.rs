//! The account name that comes out.

use schemars::JsonSchema;
use serde::Deserialize;

use super::support::at_claim;
use crate::account::claim::Claims;
use crate::account::uid::IdRule;
use crate::check::{Check, Finding, Level, Meta, Missing, Need, Outcome};
use crate::evidence::Evidence;

/// The account name is not empty.
#[derive(Debug)]
pub struct AccountId;

/// Parameters of the checks on the account name.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AccountIdParams {
    /// The claim, by the name the operator mapped.
    pub claim: String,
    /// Whether names are paths and alternatives (`resolve-nested-claims`).
    #[serde(default)]
    pub nested: bool,
    /// How the app forms the name.
    pub ids: IdRule,
}

impl Check for AccountId {
    const META: &'static Meta = &Meta {
        id: "account-id",
        title: "The claim that names the account is not empty",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "An empty text passes the check on the claim's type, and then there is no account of an empty name.",
        fix: "Put a value into the claim, or map another claim that is never empty.",
    };
    type Params = AccountIdParams;

    fn judge(evidence: &Evidence<'_>, params: &AccountIdParams) -> Result<Outcome, Missing> {
        let claims = Claims::of_user_oidc(evidence, params.nested)?;
        let Some(claim) = claims.text(&params.claim) else {
            return Ok(Outcome::NotApplicable("the claim is no text".to_owned()));
        };
        if !params.ids.account(claim).is_empty() {
            return Ok(Outcome::Pass);
        }
        let finding = Finding::new(format!("the claim {:?} is empty, and so is the account name", params.claim));
        let finding = finding.compare("a text with characters in it", "the empty text");
        Ok(at_claim(finding, &claims, evidence, &params.claim).into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::Fixture;

    fn judge(sub: &str, ids: &str) -> Outcome {
        let params = format!("claim = \"sub\"\nids = {{ {ids}, provider_id = 1, provider_identifier = \"idp\" }}");
        Fixture::app("nextcloud-user-oidc").claims(json!({ "sub": sub })).judge::<AccountId>(&params)
    }

    #[test]
    fn only_the_plain_empty_name_is_no_account() {
        assert!(matches!(judge("", "unique = false"), Outcome::Fail(_)));
        assert_eq!(judge("", "unique = true"), Outcome::Pass, "the empty text is hashed");
        assert_eq!(judge("", "unique = false, provider_based = true"), Outcome::Pass, "the prefix is a name");
        assert_eq!(judge("alice", "unique = false"), Outcome::Pass);
    }
}
