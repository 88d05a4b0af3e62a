//! Userinfo has an id of the user.

use super::support::{made_profile, words};
use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;

/// Userinfo has an id of the user.
pub struct UserId;

impl Check for UserId {
    const META: &'static Meta = &Meta {
        id: "rocketchat-user-id",
        title: "Userinfo has an id of the user",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "5.3.2")],
        needs: &[Need::Flow],
        why: "The account hangs on it: sub, unless one of the members is there that the app prefers.",
        fix: "Put sub into the userinfo answer, as text that is not empty.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let (id, profile) = made_profile(evidence)?;
        if profile.id.is_some() {
            return Ok(Outcome::Pass);
        }
        let sub = words(profile.members.get("sub"));
        let finding = Finding::new(format!("The answer has no id: sub is {sub}, and none of the others that would do is there"));
        Ok(finding.compare("sub as text", sub).at(id, "/sub").into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::checks::rocketchat::support::tests::with_user;

    #[test]
    fn any_id_will_do() {
        let judge = |change| with_user("rocketchat", change).judge::<UserId>("");
        for good in [json!({}), json!({ "sub": null, "id": 0 }), json!({ "sub": null, "userid": "x" }), json!({ "sub": ["x"] })] {
            assert_eq!(judge(good), Outcome::Pass);
        }
        for bad in [
            json!({ "sub": null }),
            json!({ "sub": "" }),
            json!({ "sub": 0 }),
            json!({ "result": { "preferred_username": "a", "email": "e" } }),
        ] {
            assert!(matches!(judge(bad), Outcome::Fail(_)));
        }
    }

    #[test]
    fn an_object_called_json_may_bring_one_in_the_newer_flow() {
        let judge = |app| with_user(app, json!({ "sub": null, "_json": { "id": "j" } })).judge::<UserId>("");
        assert_eq!(judge("rocketchat-passport"), Outcome::Pass);
        assert!(matches!(judge("rocketchat"), Outcome::Fail(_)));
    }
}
