//! Groups that the app takes over.

use schemars::JsonSchema;
use serde::Deserialize;

use super::support::where_it_should_be;
use crate::account::social_login::GroupRule;
use crate::check::{Check, Finding, Level, Meta, Missing, Need, Outcome};
use crate::evidence::Evidence;

/// The groups claim is there, in a shape the app reads.
pub struct Groups;

/// How groups are taken.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// How groups are taken.
    rule: GroupRule,
}

impl Check for Groups {
    const META: &'static Meta = &Meta {
        id: "social-login-groups",
        title: "The groups claim is there, as a list of texts",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "What is absent or unreadable counts as no groups; with update_profile_on_login on, every membership is then taken away.",
        fix: "Release the groups in the ID Token or in userinfo as a list of texts (or one text with commas), under the claim that the app is given.",
    };
    type Params = Params;

    fn judge(evidence: &Evidence<'_>, params: &Params) -> Result<Outcome, Missing> {
        let sources = evidence.two_sources()?;
        let version = evidence.view().version;
        let rule = &params.rule;
        let taken = rule.taken(sources, version);
        if taken.error.is_some() {
            return Err(Missing::not_reached("the app breaks on the groups"));
        }
        if taken.list.is_none() {
            return Ok(Outcome::NotApplicable("no groups claim is configured".to_owned()));
        }
        let lost = if rule.prunes() { "the user is taken out of every group" } else { "the user joins none" };
        let readable = rule.readable(sources, version);
        let actual = readable.clone().err().unwrap_or_else(|| taken.odd.join(", "));
        let message = match readable {
            Err(what) => format!("the groups claim {:?} is {what}, so that {lost}", rule.claim),
            Ok(()) if !taken.odd.is_empty() => {
                format!("of some groups nothing comes, or a group that nobody meant: {}", taken.odd.join(", "))
            }
            Ok(()) => return Ok(Outcome::Pass),
        };
        let finding = Finding::new(message).compare("a list of texts", actual);
        let place = rule.claim.split(['.', ',']).next().unwrap_or_default();
        Ok(where_it_should_be(finding, sources, place).into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::evidence::fixture::Fixture;

    fn judge(groups: &Value, more: &str) -> Outcome {
        let fixture = Fixture::app("nextcloud-sociallogin").set("userInfoUrl", "").claims(json!({ "groups": groups }));
        fixture.judge::<Groups>(&format!("rule = {{ claim = \"groups\", name = \"idp\"{more} }}"))
    }

    #[test]
    fn shapes_of_which_groups_come() {
        for good in [json!(["a"]), json!([]), json!("a,b"), json!(""), json!([{ "gid": "a" }]), json!([7])] {
            assert_eq!(judge(&good, ", create = true"), Outcome::Pass, "{good}");
        }
        for bad in [json!(null), json!(7), json!({ "a": 1 }), json!([{ "name": "a" }]), json!([null]), json!([["a"]])] {
            assert!(matches!(judge(&bad, ", create = true"), Outcome::Fail(_)), "{bad}");
        }
        assert!(matches!(judge(&json!(["g".repeat(300)]), ", create = true"), Outcome::NotApplicable(_)));
    }

    #[test]
    fn with_updates_it_costs_memberships() {
        assert!(matches!(judge(&json!(null), ", update = true"), Outcome::Fail(f) if f.message.contains("every group")));
        assert!(matches!(judge(&json!(null), ", update = true, keep = true"), Outcome::Fail(f) if f.message.contains("none")));
    }
}
