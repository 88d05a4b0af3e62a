//! The claim that is chosen to name accounts.

use super::support::seen;
use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;

/// Accounts are named by a claim that users cannot change.
pub struct IdentifierChoice;

/// Claims that change, or that users change.
const MUTABLE: [&str; 7] = ["preferred_username", "email", "nickname", "name", "username", "upn", "unique_name"];

impl Check for IdentifierChoice {
    const META: &'static Meta = &Meta {
        id: "oidc-login-identifier-choice",
        title: "Accounts are named by a claim that stays the same, and that no user can choose",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "5.7")],
        needs: &[Need::Flow],
        why: "The claim is the account name without any prefix: whoever gets the name of another account, a local administrator's included, is logged in as its owner.",
        fix: "Map id to sub, or to an attribute that only administrators of the provider can change.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let (keys, flat) = seen(evidence)?;
        if !MUTABLE.contains(&keys.id.as_str()) {
            return Ok(Outcome::Pass);
        }
        let finding = Finding::new(format!("Accounts are named by {:?}, which may change or be chosen by users", keys.id));
        Ok(flat.point(finding.compare("sub", keys.id.clone()), &keys.id).into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    #[test]
    fn names_that_users_choose_are_told() {
        let judged = |claim: &str| {
            let fixture = Fixture::app("nextcloud-oidc-login").set("oidc_login_attributes.id", claim);
            fixture.userinfo(Answer::json(200, &json!({ "sub": "a" }))).judge::<IdentifierChoice>("")
        };
        assert_eq!(judged("sub"), Outcome::Pass);
        assert!(matches!(judged("preferred_username"), Outcome::Fail(_)));
    }
}
