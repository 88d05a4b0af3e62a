//! An account of that name that another backend owns.

use super::support::ClaimParams;
use crate::check::{Check, Level, Meta, Missing, Need, Outcome};
use crate::evidence::Evidence;

/// No other backend owns an account of exactly the claim's value.
#[derive(Debug)]
pub struct AccountOwnership;

impl Check for AccountOwnership {
    const META: &'static Meta = &Meta {
        id: "account-ownership",
        title: "No account of another backend bears the name in the claim",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "An account of exactly that name is taken over, or with soft_auto_provision off the login ends as a conflict.",
        fix: "Compare the names the provider gives with the accounts the app has, and map a claim that cannot collide.",
    };
    type Params = ClaimParams;

    fn judge(evidence: &Evidence<'_>, params: &ClaimParams) -> Result<Outcome, Missing> {
        let claims = params.claims(evidence)?;
        let name = claims.text(&params.claim).unwrap_or_default();
        Ok(Outcome::NotApplicable(format!(
            "which accounts the app already has cannot be seen from outside; look for {name:?} there"
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::fixture::Fixture;

    #[test]
    fn it_names_the_account_to_look_for() {
        let outcome = Fixture::app("nextcloud-user-oidc").judge::<AccountOwnership>("claim = \"sub\"");
        assert!(matches!(outcome, Outcome::NotApplicable(why) if why.contains("\"alice\"")));
    }
}
