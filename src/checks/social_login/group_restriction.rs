//! Groups that may log in.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::account::social_login::GroupRule;
use crate::check::{Check, Finding, Level, Meta, Missing, Need, Outcome};
use crate::evidence::Evidence;
use crate::php::to_text;

/// The user is in a group, or in one of the mapped groups.
pub struct GroupRestriction;

/// Which restriction.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// One of the mapped groups is demanded, not just any.
    #[serde(default)]
    mapped: bool,
    /// How groups are taken.
    rule: GroupRule,
}

impl Check for GroupRestriction {
    const META: &'static Meta = &Meta {
        id: "social-login-group-restriction",
        title: "The user is in a group that the restriction of the login wants",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "With the restriction on, users without such a group are turned away; without a groups claim that is everybody.",
        fix: "Release the groups in the ID Token or in userinfo, as a list of texts, under the claim that the app is given.",
    };
    type Params = Params;

    fn judge(evidence: &Evidence<'_>, params: &Params) -> Result<Outcome, Missing> {
        let sources = evidence.two_sources()?;
        let list = params.rule.list(sources, evidence.view().version).0.unwrap_or_default();
        let mapping = params.rule.mapped();
        if params.mapped && mapping.is_empty() {
            return Ok(Outcome::NotApplicable("without a group mapping the restriction has no effect".to_owned()));
        }
        if params.mapped && list.iter().any(serde_json::Value::is_object) {
            return Err(Missing::not_reached("the app breaks on groups that are objects"));
        }
        let met = if params.mapped { list.iter().any(|group| mapping.contains_key(&to_text(group))) } else { !list.is_empty() };
        if met {
            return Ok(Outcome::Pass);
        }
        let wanted = if params.mapped { mapping.keys().cloned().collect::<Vec<_>>().join(", ") } else { "a group".to_owned() };
        let has: Vec<String> = list.iter().map(ToString::to_string).collect();
        let has = if has.is_empty() { "no group".to_owned() } else { has.join(", ") };
        Ok(Finding::new("The user is in no group that may log in").compare(wanted, has).at(sources.token_exchange, "").into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::evidence::fixture::Fixture;

    fn judge(groups: Value, claim: &str, mapping: &str, mapped: bool) -> Outcome {
        let rule = format!("mapped = {mapped}\nrule = {{ claim = {claim:?}, name = \"idp\", mapping = {mapping:?} }}");
        let fixture = Fixture::app("nextcloud-sociallogin").set("userInfoUrl", "");
        fixture.claims(json!({ "groups": groups })).judge::<GroupRestriction>(&rule)
    }

    #[test]
    fn any_group() {
        assert_eq!(judge(json!(["a"]), "groups", "", false), Outcome::Pass);
        assert_eq!(judge(json!([null]), "groups", "", false), Outcome::Pass, "it is the list that counts");
        for nobody in
            [judge(json!([]), "groups", "", false), judge(json!(7), "groups", "", false), judge(json!(["a"]), "", "", false)]
        {
            assert!(matches!(nobody, Outcome::Fail(_)), "{nobody:?}");
        }
    }

    #[test]
    fn a_mapped_group() {
        let mapping = r#"{"staff":"x","7":"y"}"#;
        assert_eq!(judge(json!(["a", "staff"]), "groups", mapping, true), Outcome::Pass);
        assert_eq!(judge(json!([7]), "groups", mapping, true), Outcome::Pass);
        assert!(matches!(judge(json!(["a"]), "groups", mapping, true), Outcome::Fail(_)));
        assert!(matches!(judge(json!(["staff"]), "", mapping, true), Outcome::Fail(_)), "without a claim there are no groups");
        assert!(matches!(judge(json!(["a"]), "groups", "{}", true), Outcome::NotApplicable(_)));
        assert!(matches!(judge(json!([{ "gid": "staff" }]), "groups", mapping, true), Outcome::NotApplicable(_)));
    }
}
