//! Which claim accounts are found again by.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, Outcome, SpecRef};
use crate::evidence::Evidence;

/// Standard claims that describe a person and promise nothing: each of them can change, and be given to another person.
const CHANGEABLE: [&str; 10] = [
    "preferred_username",
    "username",
    "unique_name",
    "nickname",
    "name",
    "given_name",
    "family_name",
    "email",
    "upn",
    "phone_number",
];

/// Accounts are keyed on a claim that stays with its user.
#[derive(Debug)]
pub struct AccountKeyClaim;

/// What names the account.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// The claim, as the operator mapped it.
    pub claim: String,
    /// Name of the setting that maps it.
    pub setting: String,
}

impl Check for AccountKeyClaim {
    const META: &'static Meta = &Meta {
        id: "account-key-claim",
        title: "Accounts are keyed on a claim that stays with its user",
        level: Level::App,
        spec: &[SpecRef::new(Doc::OidcCore, "5.7")],
        needs: &[Need::Flow],
        why: "Whoever changes that claim, in a profile page perhaps, gets another account: a new and empty one, or somebody else's.",
        fix: "Map sub before the first login. Where accounts exist already, let nobody but the administrators change the claim.",
    };
    type Params = Params;

    fn judge(_: &Evidence<'_>, params: &Params) -> Result<Outcome, Missing> {
        if !CHANGEABLE.contains(&params.claim.as_str()) {
            return Ok(Outcome::Pass);
        }
        Ok(Finding::new(format!("Accounts are found by the claim {:?}, which users may be able to change.", params.claim))
            .compare(format!("{}=sub", params.setting), format!("{}={}", params.setting, params.claim))
            .into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::fixture::Fixture;

    fn judged(claim: &str) -> Outcome {
        Fixture::app("nextcloud-user-oidc").judge::<AccountKeyClaim>(&format!("claim = {claim:?}\nsetting = \"mapping-uid\""))
    }

    #[test]
    fn names_and_addresses_change() {
        let Outcome::Fail(finding) = judged("preferred_username") else { panic!("it passed") };
        assert_eq!(finding.expected, "mapping-uid=sub");
        assert!(matches!(judged("email"), Outcome::Fail(_)));
    }

    #[test]
    fn identifiers_and_claims_of_the_operator_stay() {
        assert_eq!(judged("sub"), Outcome::Pass);
        assert_eq!(judged("nextcloud_username"), Outcome::Pass);
    }
}
