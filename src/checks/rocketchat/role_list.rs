//! Userinfo has the roles or groups as a list of texts.

use crate::check::{Check, Finding, Level, Meta, Missing, Need, Outcome};
use crate::evidence::Evidence;
use schemars::JsonSchema;
use serde::Deserialize;

use super::support::{identified, words};

/// Which list.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// The name of the claim.
    claim: String,
}

/// Userinfo has the roles or groups as a list of texts.
pub struct RoleList;

impl Check for RoleList {
    const META: &'static Meta = &Meta {
        id: "rocketchat-role-list",
        title: "Userinfo has the roles or groups as a list of texts",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "The list is looked up under exactly that name at the top, dots in names of claims having become underscores; anything else counts as none.",
        fix: "Map the roles or groups into userinfo as a flat list of texts under the configured name.",
    };
    type Params = Params;

    fn judge(evidence: &Evidence<'_>, params: &Params) -> Result<Outcome, Missing> {
        let (id, profile) = identified(evidence)?;
        let value = profile.members.get(&params.claim);
        let fits = |items: &Vec<serde_json::Value>| items.iter().all(serde_json::Value::is_string);
        if value.and_then(|v| v.as_array()).is_some_and(fits) {
            return Ok(Outcome::Pass);
        }
        let hint = if params.claim.contains('.') {
            "; dots in names of claims become underscores, and paths are not followed"
        } else {
            ""
        };
        let actual = words(value);
        let finding = Finding::new(format!("{:?} is {actual}{hint}", params.claim));
        Ok(finding
            .compare("a list of texts", actual)
            .at(id, format!("/{}", params.claim.replace('~', "~0").replace('/', "~1")))
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::checks::rocketchat::support::tests::with_user;

    #[test]
    fn flat_lists_of_texts() {
        let judge = |change, claim: &str| with_user("rocketchat", change).judge::<RoleList>(&format!("claim = {claim:?}"));
        assert_eq!(judge(json!({ "roles": ["a"] }), "roles"), Outcome::Pass);
        assert_eq!(judge(json!({ "https://x.org/roles": ["a"] }), "https://x_org/roles"), Outcome::Pass);
        for (change, claim) in [
            (json!({ "roles": "a" }), "roles"),
            (json!({ "roles": [{ "name": "a" }] }), "roles"),
            (json!({}), "roles"),
            (json!({ "realm_access": { "roles": ["a"] } }), "realm_access.roles"),
            (json!({ "a.b": ["a"] }), "a.b"),
        ] {
            assert!(matches!(judge(change, claim), Outcome::Fail(_)), "{claim}");
        }
    }
}
