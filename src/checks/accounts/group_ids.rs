//! Groups that the server can write.

use schemars::JsonSchema;
use serde::Deserialize;

use super::support::{at_claim, in_words};
use crate::account::claim::Claims;
use crate::account::groups::{GroupRule, GroupsError, LONGEST_NAME, is_served_by_entra, taken};
use crate::check::{Check, Finding, Level, Meta, Missing, Need, Outcome};
use crate::evidence::Evidence;

/// Every group of the claim can be written.
#[derive(Debug)]
pub struct GroupIds;

/// Parameters of [`GroupIds`].
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GroupIdsParams {
    /// The claim, by the name the operator mapped.
    pub claim: String,
    /// Whether names are paths and alternatives (`resolve-nested-claims`).
    #[serde(default)]
    pub nested: bool,
    /// How the app takes groups.
    pub rule: GroupRule,
    /// Whether the groups are written (`group-provisioning`), or only looked at for a login restriction.
    pub written: bool,
}

impl Check for GroupIds {
    const META: &'static Meta = &Meta {
        id: "group-ids",
        title: "Every group has an id the server can write",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "A group name of more than 255 characters, or a gid that is a list or an object, is an exception nobody catches.",
        fix: "Send groups as texts of at most 255 characters, or let group-whitelist-regex keep the others out.",
    };
    type Params = GroupIdsParams;

    fn judge(evidence: &Evidence<'_>, params: &GroupIdsParams) -> Result<Outcome, Missing> {
        let claims = Claims::of_user_oidc(evidence, params.nested)?;
        let claim = claims.get(&params.claim);
        let (message, expected) = match taken(claim, &params.rule, is_served_by_entra(evidence)) {
            Ok(_) if !params.written => return Ok(Outcome::Pass),
            Ok(groups) => match (groups.too_long, groups.unfit_name) {
                (Some(length), _) => {
                    (format!("a group name has {length} characters"), format!("at most {LONGEST_NAME} characters"))
                }
                (None, Some(gid)) => (format!("the displayName of the group {gid:?} is a list or an object"), "text".to_owned()),
                (None, None) => return Ok(Outcome::Pass),
            },
            Err(GroupsError::ServerError(why)) => (why, "text".to_owned()),
            Err(GroupsError::NotTaken(why)) => return Ok(Outcome::NotApplicable(why)),
            Err(GroupsError::Unknown(why)) => return Err(Missing::new("not-observed", why)),
        };
        let finding = Finding::new(message).compare(expected, in_words(claim));
        Ok(at_claim(finding, &claims, evidence, &params.claim).into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::evidence::fixture::Fixture;

    fn judge(groups: &Value, unique: bool, whitelist: &str) -> Outcome {
        let ids = format!("ids = {{ unique = {unique}, provider_id = 1 }}");
        let params = format!("claim = \"groups\"\nwritten = true\nrule = {{ whitelist = {whitelist:?}, {ids} }}");
        Fixture::app("nextcloud-user-oidc").claims(json!({ "groups": groups })).judge::<GroupIds>(&params)
    }

    #[test]
    fn names_are_at_most_255_characters() {
        assert_eq!(judge(&json!(["g".repeat(255)]), false, ""), Outcome::Pass);
        assert!(matches!(judge(&json!(["g".repeat(256)]), false, ""), Outcome::Fail(_)));
        assert_eq!(judge(&json!(["g".repeat(256)]), true, ""), Outcome::Pass, "hashed");
        assert_eq!(judge(&json!(["g".repeat(256)]), false, "^sso-"), Outcome::Pass, "held back");
    }

    #[test]
    fn ids_are_scalars() {
        assert_eq!(judge(&json!([{ "gid": 5 }]), true, ""), Outcome::Pass);
        assert!(matches!(judge(&json!([{ "gid": [5] }]), true, ""), Outcome::Fail(_)));
        assert_eq!(judge(&json!([{ "gid": "a", "displayName": 5 }]), true, ""), Outcome::Pass);
        assert!(matches!(judge(&json!([{ "gid": "a", "displayName": ["A"] }]), true, ""), Outcome::Fail(_)));
    }
}
