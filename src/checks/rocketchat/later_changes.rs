//! A later change of name or e-mail address does not lock the user out.

use crate::check::{Check, Finding, Level, Meta, Missing, Need, NoParams, Outcome};
use crate::evidence::Evidence;

use super::support::identified;

/// A later change of name or e-mail address does not lock the user out.
pub struct LaterChanges;

impl Check for LaterChanges {
    const META: &'static Meta = &Meta {
        id: "rocketchat-later-changes",
        title: "A later change of name or e-mail address does not lock the user out",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "With a Username field and Merge users off, the next login after any change, of letter case too, ends with User with username X already exists. It is a setting of the app.",
        fix: "Switch Merge users on, and leave Merge users from distinct services off.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let (id, profile) = identified(evidence)?;
        let merges = evidence.settings().is_on("merge_users");
        let checked = !evidence.settings().text("username_field").trim().is_empty() || profile.members.contains_key("username");
        if merges || !checked {
            return Ok(Outcome::Pass);
        }
        let message = "Merge users is off: whoever gets another name or e-mail address at the provider cannot log in any more";
        Ok(Finding::new(message).compare("merge_users on", "off").at(id, "").into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::checks::rocketchat::support::tests::with_user;

    #[test]
    fn merging_mends_it() {
        let user = || with_user("rocketchat", json!({}));
        assert!(matches!(user().judge::<LaterChanges>(""), Outcome::Fail(_)));
        assert_eq!(user().set("merge_users", true).judge::<LaterChanges>(""), Outcome::Pass);
        assert_eq!(user().set("username_field", "").judge::<LaterChanges>(""), Outcome::Pass);
    }
}
