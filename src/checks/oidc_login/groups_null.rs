//! Groups that are null.

use super::support::written;
use crate::account::oidc_login::{GroupsClaim, groups_claim};
use crate::check::{Check, Finding, Level, Meta, Missing, Need, NoParams, Outcome};
use crate::evidence::Evidence;

/// The groups claim, where there is one, is not null.
pub struct GroupsNull;

impl Check for GroupsNull {
    const META: &'static Meta = &Meta {
        id: "oidc-login-groups-null",
        title: "The groups claim, where there is one, is not null",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "null is a claim that is there and no list: the login is refused, and a new account is left behind.",
        fix: "Leave the claim out, or send an empty list, for users without groups.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let (keys, flat) = written(evidence)?;
        if groups_claim(&flat, &keys) != GroupsClaim::Null {
            return Ok(Outcome::Pass);
        }
        let finding = Finding::new(format!("The groups claim {:?} is null", keys.groups)).compare("a list of text", "null");
        Ok(flat.point(finding, &keys.groups).into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    #[test]
    fn null_is_not_absent() {
        let judged = |userinfo| {
            let fixture = Fixture::app("nextcloud-oidc-login").set("oidc_login_attributes.groups", "groups");
            fixture.userinfo(Answer::json(200, &userinfo)).judge::<GroupsNull>("")
        };
        assert_eq!(judged(json!({ "sub": "a" })), Outcome::Pass);
        assert_eq!(judged(json!({ "sub": "a", "groups": [] })), Outcome::Pass);
        assert!(matches!(judged(json!({ "sub": "a", "groups": null })), Outcome::Fail(_)));
    }
}
