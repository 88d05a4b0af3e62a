//! Groups that somebody has to make.

use schemars::JsonSchema;
use serde::Deserialize;

use super::support::where_it_should_be;
use crate::account::social_login::GroupRule;
use crate::check::{Check, Finding, Level, Meta, Missing, Need, Outcome};
use crate::evidence::Evidence;

/// Something comes of the groups that the provider gives.
pub struct GroupCreation;

/// How groups are taken.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// How groups are taken.
    rule: GroupRule,
}

impl Check for GroupCreation {
    const META: &'static Meta = &Meta {
        id: "social-login-group-creation",
        title: "Something comes of the groups: they are made, mapped, or there already",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "A group that nobody made and no mapping names is passed over in silence; which groups there are cannot be seen from outside.",
        fix: "Switch auto_create_groups on, map the groups, or make them in Nextcloud under the prefixed names.",
    };
    type Params = Params;

    fn judge(evidence: &Evidence<'_>, params: &Params) -> Result<Outcome, Missing> {
        let sources = evidence.two_sources()?;
        let taken = params.rule.taken(sources, evidence.view().version);
        if taken.error.is_some() {
            return Err(Missing::not_reached("the app breaks on the groups"));
        }
        // With a mapping, groups that are not mapped are left out on purpose.
        if taken.waiting.is_empty() || !params.rule.mapped().is_empty() {
            return Ok(Outcome::Pass);
        }
        let waiting = taken.waiting.join(", ");
        let finding = Finding::new(format!("nothing comes of the groups unless they are there already: {waiting}"))
            .compare("auto_create_groups on, a mapping, or groups of these names", waiting);
        let place = params.rule.claim.split(['.', ',']).next().unwrap_or_default();
        Ok(where_it_should_be(finding, sources, place).into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::Fixture;

    #[test]
    fn somebody_must_make_the_groups() {
        let judge = |groups, more: &str| {
            let fixture = Fixture::app("nextcloud-sociallogin").set("userInfoUrl", "").claims(json!({ "groups": groups }));
            fixture.judge::<GroupCreation>(&format!("rule = {{ claim = \"groups\", name = \"idp\"{more} }}"))
        };
        assert!(matches!(judge(json!(["a"]), ""), Outcome::Fail(f) if f.message.contains("idp-a")));
        assert_eq!(judge(json!(["a"]), ", create = true"), Outcome::Pass);
        assert_eq!(judge(json!(["a"]), ", mapping = '{\"b\":\"c\"}'"), Outcome::Pass);
        assert_eq!(judge(json!([]), ""), Outcome::Pass);
    }
}
