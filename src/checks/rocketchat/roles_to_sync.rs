//! Some role may be synced.

use schemars::JsonSchema;
use serde::Deserialize;

use super::support::identified;
use crate::check::{Check, Finding, Level, Meta, Missing, Need, Outcome};
use crate::evidence::Evidence;

/// The list.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// Roles, comma separated.
    roles: String,
}

/// Some role may be synced.
pub struct RolesToSync;

impl Check for RolesToSync {
    const META: &'static Meta = &Meta {
        id: "rocketchat-roles-to-sync",
        title: "The app is told which roles the provider may give",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "Merge Roles from SSO does nothing while the list of roles to sync is empty. It is a setting of the app.",
        fix: "List every role that is to be given and taken under Roles to Sync.",
    };
    type Params = Params;

    fn judge(evidence: &Evidence<'_>, params: &Params) -> Result<Outcome, Missing> {
        let (id, _) = identified(evidence)?;
        if params.roles.split(',').any(|role| !role.trim().is_empty()) {
            return Ok(Outcome::Pass);
        }
        let finding = Finding::new("No role is listed to be synced, so that none is given or taken");
        Ok(finding.compare("a list of roles", "an empty one").at(id, "").into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::checks::rocketchat::support::tests::with_user;

    #[test]
    fn an_empty_list_does_nothing() {
        let judge = |roles: &str| with_user("rocketchat", json!({})).judge::<RolesToSync>(&format!("roles = {roles:?}"));
        assert_eq!(judge("admin, staff"), Outcome::Pass);
        assert!(matches!(judge(" ,"), Outcome::Fail(_)));
    }
}
