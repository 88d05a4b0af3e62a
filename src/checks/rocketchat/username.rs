//! The account gets its username from userinfo.

use crate::check::{Check, Finding, Level, Meta, Missing, Need, NoParams, Outcome};
use crate::evidence::Evidence;
use crate::js;

use super::support::identified;

/// The account gets its username from userinfo.
pub struct Username;

impl Check for Username {
    const META: &'static Meta = &Meta {
        id: "rocketchat-username",
        title: "The account gets its username from userinfo",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "With an empty Username field the account has none, and every new user has to choose one.",
        fix: "Set the Username field to a claim that userinfo has for every user.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let (id, profile) = identified(evidence)?;
        if profile.username.is_some() || !profile.id.as_ref().is_some_and(|id| js::is_truthy(Some(id))) {
            return Ok(Outcome::Pass);
        }
        Ok(Finding::new("The account is made without a username, and the user has to choose one")
            .compare("a username", "none")
            .at(id, "")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::checks::rocketchat::support::tests::with_user;

    #[test]
    fn an_empty_field_gives_none() {
        assert_eq!(with_user("rocketchat", json!({})).judge::<Username>(""), Outcome::Pass);
        let empty = with_user("rocketchat", json!({ "username": "al" })).set("username_field", "").judge::<Username>("");
        assert!(matches!(empty, Outcome::Fail(_)));
    }
}
