//! A login that is open to members of some groups only.

use schemars::JsonSchema;
use serde::Deserialize;

use super::support::{at_claim, in_words};
use crate::account::claim::Claims;
use crate::account::groups::{GroupRule, GroupsError, is_served_by_entra, taken};
use crate::check::{Check, Finding, Level, Meta, Missing, Need, Outcome};
use crate::evidence::Evidence;

/// At least one group passes the whitelist.
#[derive(Debug)]
pub struct LoginRestrictionGroup;

/// Parameters of the checks on groups.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GroupParams {
    /// The claim, by the name the operator mapped.
    pub claim: String,
    /// Whether names are paths and alternatives (`resolve-nested-claims`).
    #[serde(default)]
    pub nested: bool,
    /// How the app takes groups.
    pub rule: GroupRule,
}

impl Check for LoginRestrictionGroup {
    const META: &'static Meta = &Meta {
        id: "login-restriction-group",
        title: "The user is in a group that may log in",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "With the restriction on, the app turns away every user of whom no group is left after the whitelist.",
        fix: "Send the user's groups in the mapped claim (see the scope or the mapper of the provider), with a name that the whitelist lets pass.",
    };
    type Params = GroupParams;

    fn judge(evidence: &Evidence<'_>, params: &GroupParams) -> Result<Outcome, Missing> {
        let claims = Claims::of_user_oidc(evidence, params.nested)?;
        let claim = claims.get(&params.claim);
        let message = match taken(claim, &params.rule, is_served_by_entra(evidence)) {
            Ok(groups) if groups.counted > 0 => return Ok(Outcome::Pass),
            // Another exception comes first; the check on group ids has it.
            Err(GroupsError::ServerError(_)) => return Ok(Outcome::Pass),
            Err(GroupsError::Unknown(why)) => return Err(Missing::new("not-observed", why)),
            Err(GroupsError::NotTaken(why)) => why,
            Ok(groups) if groups.held_back.is_empty() => format!("the claim {:?} names no group", params.claim),
            Ok(groups) => {
                format!("none of the groups {} passes the whitelist {:?}", groups.held_back.join(", "), params.rule.whitelist)
            }
        };
        let finding = Finding::new(message).compare("at least one group", in_words(claim));
        Ok(at_claim(finding, &claims, evidence, &params.claim).into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::evidence::fixture::Fixture;

    fn judge(groups: &Value, whitelist: &str) -> Outcome {
        let params =
            format!("claim = \"groups\"\nrule = {{ whitelist = {whitelist:?}, ids = {{ unique = true, provider_id = 1 }} }}");
        Fixture::app("nextcloud-user-oidc").claims(json!({ "groups": groups })).judge::<LoginRestrictionGroup>(&params)
    }

    #[test]
    fn a_fitting_group_opens_the_door() {
        assert_eq!(judge(&json!(["x", "sso-a"]), "^sso-"), Outcome::Pass);
        assert_eq!(judge(&json!("x"), ""), Outcome::Pass);
        assert_eq!(judge(&json!([""]), ""), Outcome::Pass, "the empty text counts");
    }

    #[test]
    fn no_fitting_group_closes_it() {
        for (groups, whitelist) in
            [(json!(["x"]), "^sso-"), (json!(null), ""), (json!([]), ""), (json!(7), ""), (json!(["sso-a"]), "*")]
        {
            assert!(matches!(judge(&groups, whitelist), Outcome::Fail(_)), "{groups} {whitelist}");
        }
    }

    #[test]
    fn a_pattern_beyond_this_tool_decides_nothing() {
        assert!(matches!(judge(&json!(["x"]), "(?|a)"), Outcome::Inconclusive(_)));
    }
}
