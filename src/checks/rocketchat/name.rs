//! The account gets a name that is text, and more than its id.

use crate::check::{Check, Finding, Level, Meta, Missing, Need, NoParams, Outcome};
use crate::evidence::Evidence;

use super::support::{identified, words};

/// The account gets a name that is text, and more than its id.
pub struct Name;

impl Check for Name {
    const META: &'static Meta = &Meta {
        id: "rocketchat-name",
        title: "The account gets a name that is text, and more than its id",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "The name is the first of several members that is there, at last the username; a number or an object is stored as it comes.",
        fix: "Release name in userinfo as text, and ask for the scope profile.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let (id, profile) = identified(evidence)?;
        let actual = words(profile.name.as_ref());
        let takes_id = evidence.settings().text("username_field").trim() == profile.id_from;
        if takes_id && profile.name.is_some() && profile.name == profile.id {
            let message = format!("The account has no other name than its id, {actual}");
            return Ok(Finding::new(message).compare("a name", actual).at(id, "/name").into());
        }
        if profile.name.as_ref().is_some_and(|v| v.is_string()) {
            return Ok(Outcome::Pass);
        }
        Ok(Finding::new(format!("The name of the account is {actual}")).compare("text", actual).at(id, "/name").into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::checks::rocketchat::support::tests::with_user;

    #[test]
    fn names_are_text() {
        let judge = |name: serde_json::Value| with_user("rocketchat", json!({ "name": name })).judge::<Name>("");
        assert_eq!(judge(json!("A")), Outcome::Pass);
        assert_eq!(judge(json!(null)), Outcome::Pass, "the username stands in");
        assert!(matches!(judge(json!(42)), Outcome::Fail(_)));
        let bare = with_user("rocketchat", json!({ "name": null, "preferred_username": null }))
            .set("username_field", "")
            .judge::<Name>("");
        assert!(matches!(bare, Outcome::Fail(_)));
    }

    #[test]
    fn an_id_is_no_name() {
        let judge = |name: serde_json::Value| {
            with_user("rocketchat", json!({ "name": name })).set("username_field", "sub").judge::<Name>("")
        };
        assert_eq!(judge(json!("A")), Outcome::Pass);
        assert!(matches!(judge(json!(null)), Outcome::Fail(_)));
    }
}
