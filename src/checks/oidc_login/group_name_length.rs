//! Names of groups that would have to be made.

use super::support::written;
use crate::account::oidc_login::{BadGroup, groups_claim};
use crate::check::{Check, Finding, Level, Meta, Missing, Need, NoParams, Outcome};
use crate::evidence::Evidence;

/// Names of groups have at most 255 characters.
pub struct GroupNameLength;

impl Check for GroupNameLength {
    const META: &'static Meta = &Meta {
        id: "oidc-login-group-name-length",
        title: "Names of groups have at most 255 characters",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "The server makes no group of a longer name, and the login is refused.",
        fix: "Send shorter names of groups.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let (keys, flat) = written(evidence)?;
        let claim = groups_claim(&flat, &keys);
        let Some(BadGroup::TooLong(length)) = claim.bad_group(&keys) else { return Ok(Outcome::Pass) };
        let finding = Finding::new(format!("A group has a name of {length} characters"));
        Ok(flat.point(finding.compare("255 characters or less", length.to_string()), &keys.groups).into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    #[test]
    fn only_groups_that_are_made_count() {
        let judged = |length: usize, create: bool| {
            let answer = Answer::json(200, &json!({ "sub": "a", "groups": ["g".repeat(length)] }));
            let fixture = Fixture::app("nextcloud-oidc-login").userinfo(answer).set("oidc_create_groups", create);
            fixture.set("oidc_login_attributes.groups", "groups").judge::<GroupNameLength>("")
        };
        assert_eq!(judged(255, true), Outcome::Pass);
        assert!(matches!(judged(256, true), Outcome::Fail(_)));
        assert_eq!(judged(256, false), Outcome::Pass);
    }
}
