//! The id is sub, and no other member beside it.

use crate::account::rocket_chat::identity;
use crate::check::{Check, Finding, Level, Meta, Missing, Need, NoParams, Outcome};
use crate::evidence::Evidence;
use crate::js;

use super::support::{identified, words};

/// The id is sub, and no other member beside it.
pub struct UserIdSource;

impl Check for UserIdSource {
    const META: &'static Meta = &Meta {
        id: "rocketchat-user-id-source",
        title: "The id is sub, and no other member beside it",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "id, _id, ID, user_id, CharacterID, user.userid, user.user_id and phid are taken in place of sub, as is what a member result holds.",
        fix: "Leave these members out of userinfo for this client; do not share the claims that were mapped for another app.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let (id, profile) = identified(evidence)?;
        let (_, raw) = identity(evidence)?;
        let sub = raw.get("sub").filter(|v| js::is_truthy(Some(v)));
        // Without a sub there is nothing to prefer something to.
        if sub.is_none() || profile.id.as_ref() == sub {
            return Ok(Outcome::Pass);
        }
        let from = &profile.id_from;
        let (taken, sub) = (words(profile.id.as_ref()), words(sub));
        let finding = Finding::new(format!("The account hangs on {from} ({taken}), not on sub ({sub})"));
        Ok(finding.compare(format!("sub, {sub}"), format!("{from}, {taken}")).at(id, "").into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::checks::rocketchat::support::tests::with_user;

    #[test]
    fn members_that_are_preferred() {
        let judge = |change| with_user("rocketchat", change).judge::<UserIdSource>("");
        for good in
            [json!({}), json!({ "userid": "x" }), json!({ "id": "alice" }), json!({ "sub": null, "id": "x" }), json!({ "id": 0 })]
        {
            assert_eq!(judge(good), Outcome::Pass);
        }
        for bad in [
            json!({ "id": "x" }),
            json!({ "_id": "x" }),
            json!({ "user_id": 7 }),
            json!({ "user": { "userid": "x", "email": "e" } }),
        ] {
            assert!(matches!(judge(bad), Outcome::Fail(_)));
        }
    }
}
