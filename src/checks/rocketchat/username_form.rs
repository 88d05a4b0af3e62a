//! The username is text of letters, digits and . _ -.

use crate::check::{Check, Finding, Level, Meta, Missing, Need, NoParams, Outcome};
use crate::evidence::Evidence;

use super::support::{identified, words};

/// The username is text of letters, digits and . _ -.
pub struct UsernameForm;

impl Check for UsernameForm {
    const META: &'static Meta = &Meta {
        id: "rocketchat-username-form",
        title: "The username is text of letters, digits and . _ -",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "The app stores any value, also a list, and does not complain; others cannot mention or find users with such names.",
        fix: "Map a claim with plain names, or cut the local part off with a template.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let (id, profile) = identified(evidence)?;
        let Some(username) = &profile.username else {
            return Err(Missing::not_reached("the account has no username"));
        };
        let plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
        if username.as_str().is_some_and(|name| name.chars().all(plain)) {
            return Ok(Outcome::Pass);
        }
        let actual = words(Some(username));
        Ok(Finding::new(format!("The username is {actual}")).compare("letters, digits and . _ -", actual).at(id, "").into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::checks::rocketchat::support::tests::with_user;

    #[test]
    fn plain_names_pass() {
        let judge =
            |name: serde_json::Value| with_user("rocketchat", json!({ "preferred_username": name })).judge::<UsernameForm>("");
        assert_eq!(judge(json!("al.ice_L-1")), Outcome::Pass);
        for bad in [json!("alice@example.test"), json!("äl"), json!(" "), json!(42), json!(["a"]), json!({})] {
            assert!(matches!(judge(bad), Outcome::Fail(_)));
        }
    }
}
