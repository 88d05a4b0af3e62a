//! Nobody takes over a local account by its username.

use crate::check::{Check, Finding, Level, Meta, Missing, Need, NoParams, Outcome};
use crate::evidence::Evidence;

use super::support::identified;

/// Nobody takes over a local account by its username.
pub struct AdoptedAccounts;

impl Check for AdoptedAccounts {
    const META: &'static Meta = &Meta {
        id: "rocketchat-adopted-accounts",
        title: "Nobody takes over a local account by its username",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "With both merge settings on, a login takes over the account of the same username, that of an administrator too. It is a setting of the app.",
        fix: "Switch Merge users from distinct services off, at the latest once the existing accounts are linked.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let (id, _) = identified(evidence)?;
        let settings = evidence.settings();
        if !(settings.is_on("merge_users") && settings.is_on("merge_users_distinct_services")) {
            return Ok(Outcome::Pass);
        }
        let message = "Whoever can choose a username at the provider takes over the local account of that name";
        Ok(Finding::new(message).compare("merge_users_distinct_services off", "on").at(id, "").into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::checks::rocketchat::support::tests::with_user;

    #[test]
    fn both_switches_together() {
        let user = || with_user("rocketchat", json!({})).set("merge_users_distinct_services", true);
        assert_eq!(user().judge::<AdoptedAccounts>(""), Outcome::Pass);
        assert!(matches!(user().set("merge_users", true).judge::<AdoptedAccounts>(""), Outcome::Fail(_)));
    }
}
