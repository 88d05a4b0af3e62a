//! The mapping itself.

use crate::account::oidc_login::{NULL, has_joined_names};
use crate::check::{Check, Finding, Level, Meta, Missing, Need, NoParams, Outcome};
use crate::evidence::Evidence;
use crate::recording::Step;

/// Entries of the mapping that must be text; `name` may be a list.
const TEXTS: [&str; 9] = ["id", "mail", "quota", "home", "ldap_uid", "groups", "login_filter", "photoURL", "name"];

/// Every entry of `oidc_login_attributes` names a claim.
pub struct AttributeNames;

impl Check for AttributeNames {
    const META: &'static Meta = &Meta {
        id: "oidc-login-attribute-names",
        title: "Every entry of oidc_login_attributes names a claim",
        level: Level::App,
        spec: &[],
        needs: &[Need::Step(Step::Discovery)],
        why: "An entry set to null is an error that nobody catches, before the browser is sent anywhere, although the app's README advises it.",
        fix: "Take the entry out of oidc_login_attributes, or give it the name of a claim that does not exist.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let value = |name: &str| evidence.settings().text(&format!("oidc_login_attributes.{name}"));
        if value("name").trim_start().starts_with('[') && !has_joined_names(evidence.view().version) {
            let finding = Finding::new("oidc_login_attributes maps name to a list, which versions before 3.3.0 do not take");
            return Ok(finding.compare("the name of a claim", value("name")).into());
        }
        match TEXTS.iter().find(|name| value(name) == NULL) {
            None => Ok(Outcome::Pass),
            Some(name) => {
                Ok(Finding::new(format!("oidc_login_attributes maps {name} to null")).compare("the name of a claim", NULL).into())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::fixture::Fixture;

    #[test]
    fn null_crashes_for_every_entry_but_two() {
        let judged = |name: &str| {
            let fixture = Fixture::app("nextcloud-oidc-login").set(&format!("oidc_login_attributes.{name}"), NULL);
            fixture.judge::<AttributeNames>("")
        };
        for name in TEXTS {
            assert!(matches!(judged(name), Outcome::Fail(_)), "{name}");
        }
        let list = || Fixture::app("nextcloud-oidc-login").set("oidc_login_attributes.name", "[\"name\"]");
        assert_eq!(list().judge::<AttributeNames>(""), Outcome::Pass);
        assert!(matches!(list().version("3.2.5").judge::<AttributeNames>(""), Outcome::Fail(_)));
        for name in ["is_admin", "birthdate"] {
            assert_eq!(judged(name), Outcome::Pass, "{name}");
        }
    }
}
