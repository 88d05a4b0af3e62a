//! Userinfo has no member that overrules the claims in use.

use crate::account::rocket_chat::{Flow, Rules, identity};
use crate::check::{Check, Finding, Level, Meta, Missing, Need, NoParams, Outcome};
use crate::evidence::Evidence;
use crate::js;

use super::support::{identified, words};

/// Userinfo has no member that overrules the claims in use.
pub struct ProfileMembers;

impl Check for ProfileMembers {
    const META: &'static Meta = &Meta {
        id: "rocketchat-profile-members",
        title: "Userinfo has no member that overrules the claims in use",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "displayName, emails and the members of an object called _json win over what the field settings name.",
        fix: "Leave displayName, emails and _json out of userinfo for this client.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let (id, profile) = identified(evidence)?;
        let (_, raw) = identity(evidence)?;
        let Ok(plain) = Rules::new(Flow::Classic, evidence.settings()).read(raw.clone()) else { return Ok(Outcome::Pass) };
        if (&plain.id, &plain.username, &plain.email, &plain.name)
            == (&profile.id, &profile.username, &profile.email, &profile.name)
        {
            return Ok(Outcome::Pass);
        }
        let overruling = [("_json", "_json"), ("displayName", "displayName"), ("emails", "emails.0.value")];
        for (member, path) in overruling {
            let Some(value) = js::path(&raw, path).filter(|v| js::is_truthy(Some(v))) else { continue };
            let value = words(Some(&value));
            let finding = Finding::new(format!("{member} ({value}) gives the account other values than the claims in use"));
            return Ok(finding.compare(format!("no {member}"), value).at(id, format!("/{member}")).into());
        }
        Ok(Outcome::Pass)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::checks::rocketchat::support::tests::with_user;

    #[test]
    fn other_values_are_told() {
        let judge = |change| with_user("rocketchat-passport", change).judge::<ProfileMembers>("");
        for good in [
            json!({}),
            json!({ "displayName": "Alice L" }),
            json!({ "emails": [{ "address": "x" }] }),
            json!({ "_json": { "email": "x@y" } }),
        ] {
            assert_eq!(judge(good), Outcome::Pass);
        }
        for bad in [json!({ "displayName": "D" }), json!({ "emails": [{ "value": "x@y" }] }), json!({ "_json": { "id": "j" } })] {
            assert!(matches!(judge(bad), Outcome::Fail(_)));
        }
    }
}
