//! Logins that are open to some users only.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::support::{in_words, seen};
use crate::account::oidc_login::{GroupsClaim, Keys, groups_claim, list_claim, memberships};
use crate::check::{Check, Finding, Level, Meta, Missing, Need, Outcome};
use crate::evidence::Evidence;

/// At least one of the allowed values is there.
pub struct AllowedValues;

/// Which restriction.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// The restriction that is meant.
    by: By,
}

/// A restriction of logins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum By {
    /// `oidc_login_allowed_groups`
    Groups,
    /// `oidc_login_filter_allowed_values`
    Filter,
}

/// What the app says to a user who has none of them.
const GROUPS: &str = "Access to this service is not allowed because you are not member of the allowed groups. If you think this is an error, contact your administrator.";
/// The same, of the login filter.
const FILTER: &str = "Access to this service is not allowed because you do not have one of the allowed login filter values. If you think this is an error, contact your administrator.";

impl Check for AllowedValues {
    const META: &'static Meta = &Meta {
        id: "oidc-login-allowed-values",
        title: "The user has one of the values that may log in",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "Without one of them, or with null in the place of the list, the user is turned away.",
        fix: "Send the claim as a list of text that holds an allowed value, or widen the setting.",
    };
    type Params = Params;

    fn judge(evidence: &Evidence<'_>, params: &Params) -> Result<Outcome, Missing> {
        let (keys, flat) = seen(evidence)?;
        let (claim, allowed, read, refusal, field) = match params.by {
            By::Groups => (&keys.groups, &keys.allowed_groups, groups_claim(&flat, &keys), GROUPS, "Groups"),
            By::Filter => {
                let read = list_claim(&flat, &keys.login_filter);
                (&keys.login_filter, &keys.filter_allowed_values, read, FILTER, "Login filter values")
            }
        };
        if allowed.is_empty() {
            return Ok(Outcome::NotApplicable("nobody is turned away".to_owned()));
        }
        let fail = |words: String| {
            let actual = in_words(flat.get(claim));
            let finding = Finding::new(format!("The claim {claim:?} lets the user not in: {actual}"));
            let finding = finding.compare(format!("one of {}", allowed.join(", ")), actual).words(words);
            Outcome::from(flat.point(finding, claim))
        };
        let mut values: Vec<String> = match &read {
            GroupsClaim::Null => return Ok(fail(format!("{field} field must be an array, NULL given"))),
            GroupsClaim::Scalar => return Err(Missing::not_reached("the claim is a number or a boolean")),
            GroupsClaim::Absent => Vec::new(),
            GroupsClaim::Items(items) => items.iter().map(word).collect(),
        };
        if params.by == By::Groups {
            // The default group and is_admin count, too.
            let always = Keys { create_groups: true, ..keys.clone() };
            values.extend(memberships(&flat, &always).groups.unwrap_or_default());
        }
        Ok(if values.iter().any(|value| allowed.contains(value)) { Outcome::Pass } else { fail(refusal.to_owned()) })
    }
}

/// `(string) $item`
fn word(item: &Value) -> String {
    crate::php::to_text(item)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    fn filtered(roles: Option<Value>) -> Result<(), String> {
        let mut userinfo = json!({ "sub": "alice" });
        if let Some(roles) = roles {
            userinfo["roles"] = roles;
        }
        let fixture = Fixture::app("nextcloud-oidc-login").userinfo(Answer::json(200, &userinfo));
        match fixture.set("oidc_login_filter_allowed_values", "staff,7").judge::<AllowedValues>("by = \"filter\"") {
            Outcome::Fail(finding) => Err(finding.words.unwrap_or_default()),
            Outcome::Pass => Ok(()),
            other => Err(format!("{other:?}")),
        }
    }

    #[test]
    fn one_allowed_value_is_enough() {
        for good in [json!(["x", "staff"]), json!("x staff"), json!({ "a": "staff" }), json!([7]), json!("staff")] {
            assert_eq!(filtered(Some(good.clone())), Ok(()), "{good}");
        }
        for bad in [json!(["x"]), json!("x,staff"), json!([])] {
            assert_eq!(filtered(Some(bad.clone())), Err(FILTER.to_owned()), "{bad}");
        }
        assert_eq!(filtered(None), Err(FILTER.to_owned()));
        assert_eq!(filtered(Some(json!(null))), Err("Login filter values field must be an array, NULL given".to_owned()));
    }

    #[test]
    fn the_default_group_counts_among_groups() {
        let app = || Fixture::app("nextcloud-oidc-login").userinfo(Answer::json(200, &json!({ "sub": "alice" })));
        let judged =
            |fixture: Fixture| fixture.set("oidc_login_allowed_groups", "staff").judge::<AllowedValues>("by = \"groups\"");
        assert!(matches!(judged(app()), Outcome::Fail(_)));
        assert_eq!(judged(app().set("oidc_login_default_group", "staff")), Outcome::Pass);
        assert!(matches!(app().judge::<AllowedValues>("by = \"groups\""), Outcome::NotApplicable(_)));
    }
}
