//! An app that makes no accounts.

use crate::check::{Check, Finding, Level, Meta, Missing, Need, NoParams, Outcome};
use crate::evidence::Evidence;

/// The app may make the account of a new user. Bound only while its settings forbid that.
#[derive(Debug)]
pub struct AccountCreation;

impl Check for AccountCreation {
    const META: &'static Meta = &Meta {
        id: "account-creation",
        title: "The app may make an account for a new user",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "With account creation off, only users log in whose account exists under exactly the value of the mapped claim.",
        fix: "Let the app make accounts, or make them beforehand under the value of the mapped claim.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        evidence.reached_claims()?;
        let finding = Finding::new("the app makes no accounts, and a new user has none");
        Ok(finding.compare("an account may be made", "account creation is off").into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::fixture::Fixture;

    #[test]
    fn a_new_user_has_no_account() {
        assert!(matches!(Fixture::app("nextcloud-user-oidc").judge::<AccountCreation>(""), Outcome::Fail(_)));
    }

    #[test]
    fn without_a_login_nobody_can_tell() {
        let outcome = Fixture::app("nextcloud-user-oidc").without_account().judge::<AccountCreation>("");
        assert!(matches!(outcome, Outcome::Inconclusive(_)));
    }
}
