//! Groups that arrive, and in which the user ends.

use super::support::{in_words, written};
use crate::account::oidc_login::{GroupsClaim, groups_claim};
use crate::check::{Check, Finding, Level, Meta, Missing, Need, NoParams, Outcome};
use crate::evidence::Evidence;

/// The groups of the mapped claim become memberships.
pub struct GroupsTaken;

/// The claim that the app reads unless another is mapped; hardly any provider has it.
const UNMAPPED: &str = "ownCloudGroups";
/// The group that every Nextcloud has.
const ADMIN: &str = "admin";

impl Check for GroupsTaken {
    const META: &'static Meta = &Meta {
        id: "oidc-login-groups-taken",
        title: "The mapped groups claim is there, and its groups become memberships",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "Groups that Nextcloud does not have are passed over unless oidc_create_groups is on, while memberships that the claim does not name are taken away.",
        fix: "Send the claim where the app looks, and set oidc_create_groups, or make the groups in Nextcloud beforehand under exactly these names.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let (keys, flat) = written(evidence)?;
        let claim = groups_claim(&flat, &keys);
        let message = match &claim {
            GroupsClaim::Null | GroupsClaim::Scalar => return Err(Missing::not_reached("the groups claim is no list")),
            GroupsClaim::Absent if keys.groups == UNMAPPED => {
                return Ok(Outcome::NotApplicable("no groups claim is mapped".to_owned()));
            }
            GroupsClaim::Absent => format!("There is no claim {:?} in {}, so that no group arrives", keys.groups, flat.source()),
            GroupsClaim::Items(_) => {
                let passed_over: Vec<String> = claim.names().into_iter().filter(|name| name != ADMIN).collect();
                if keys.create_groups || passed_over.is_empty() {
                    return Ok(Outcome::Pass);
                }
                format!("Of the groups {}, the account joins only those that Nextcloud has already", passed_over.join(", "))
            }
        };
        let finding = Finding::new(message).compare("groups that the account joins", in_words(flat.get(&keys.groups)));
        Ok(flat.point(finding, &keys.groups).into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    fn app(userinfo: &Value) -> Fixture {
        let fixture = Fixture::app("nextcloud-oidc-login").userinfo(Answer::json(200, userinfo));
        fixture.set("oidc_login_attributes.groups", "groups")
    }

    #[test]
    fn groups_nobody_makes_are_passed_over() {
        let some = || app(&json!({ "sub": "a", "groups": ["staff"] }));
        assert!(matches!(some().judge::<GroupsTaken>(""), Outcome::Fail(_)));
        assert_eq!(some().set("oidc_create_groups", true).judge::<GroupsTaken>(""), Outcome::Pass);
        assert_eq!(app(&json!({ "sub": "a", "groups": ["admin"] })).judge::<GroupsTaken>(""), Outcome::Pass);
        assert_eq!(app(&json!({ "sub": "a", "groups": [] })).judge::<GroupsTaken>(""), Outcome::Pass);
    }

    #[test]
    fn a_mapped_claim_that_is_absent_is_a_loss() {
        assert!(matches!(app(&json!({ "sub": "a" })).judge::<GroupsTaken>(""), Outcome::Fail(_)));
        let unmapped = app(&json!({ "sub": "a" })).set("oidc_login_attributes.groups", UNMAPPED);
        assert!(matches!(unmapped.judge::<GroupsTaken>(""), Outcome::NotApplicable(_)));
    }
}
