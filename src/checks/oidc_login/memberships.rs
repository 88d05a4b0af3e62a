//! Memberships that were given by hand.

use super::support::written;
use crate::check::{Check, Finding, Level, Meta, Missing, Need, NoParams, Outcome};
use crate::evidence::Evidence;

/// Memberships that the provider does not know outlive a login.
pub struct KeptMemberships;

impl Check for KeptMemberships {
    const META: &'static Meta = &Meta {
        id: "oidc-login-memberships",
        title: "Memberships that the claim does not name outlive a login",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "Where the groups claim is there, even an empty one, the account leaves every group it does not name, admin included; oidc_create_groups does not matter.",
        fix: "Map the groups to a claim that the provider does not send, if memberships are given in Nextcloud.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let (keys, flat) = written(evidence)?;
        if flat.get(&keys.groups).is_none() {
            return Ok(Outcome::Pass);
        }
        let finding = Finding::new(format!(
            "{:?} is there, so that every login takes the account out of all groups it does not name, those given by hand included",
            keys.groups
        ));
        Ok(flat.point(finding.compare("no such claim", "a claim"), &keys.groups).into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    #[test]
    fn an_empty_claim_is_one() {
        let judged =
            |userinfo| Fixture::app("nextcloud-oidc-login").userinfo(Answer::json(200, &userinfo)).judge::<KeptMemberships>("");
        assert_eq!(judged(json!({ "sub": "a", "groups": ["x"] })), Outcome::Pass, "not the claim that is mapped");
        assert!(matches!(judged(json!({ "sub": "a", "ownCloudGroups": [] })), Outcome::Fail(_)));
    }
}
