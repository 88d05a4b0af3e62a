//! The id is one that nobody else has.

use serde_json::Value;

use crate::check::{Check, Finding, Level, Meta, Missing, Need, NoParams, Outcome};
use crate::evidence::Evidence;
use crate::js;

use super::support::identified;

/// The id is one that nobody else has.
pub struct UserIdOwn;

impl Check for UserIdOwn {
    const META: &'static Meta = &Meta {
        id: "rocketchat-user-id-own",
        title: "The id is one that nobody else has",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "An id that is null leads to the first account without this service; 0, an empty text or true are shared by all who have them.",
        fix: "Put sub into the userinfo answer as text, and never id, _id or their like as null, empty or a truth value.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let (id, profile) = identified(evidence)?;
        let shared = match &profile.id {
            Some(value @ Value::Bool(_)) => Some(value),
            value => value.as_ref().filter(|v| !js::is_truthy(Some(v))),
        };
        let Some(value) = shared else { return Ok(Outcome::Pass) };
        let finding = Finding::new(format!(
            "The id is {value}, which makes one account of all such users, or leads to that of somebody else"
        ));
        Ok(finding.compare("an id of its own for every user", value.to_string()).at(id, "/id").into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::checks::rocketchat::support::tests::with_user;

    #[test]
    fn ids_that_are_shared() {
        let judge = |id: Value| {
            with_user("rocketchat", json!({ "sub": null }))
                .userinfo(crate::evidence::fixture::Answer::json(
                    200,
                    &json!({ "id": id, "preferred_username": "a", "email": "e" }),
                ))
                .judge::<UserIdOwn>("")
        };
        for bad in [json!(null), json!(0), json!(""), json!(false), json!(true)] {
            assert!(matches!(judge(bad), Outcome::Fail(_)));
        }
        assert_eq!(judge(json!(7)), Outcome::Pass);
        assert!(matches!(with_user("rocketchat", json!({ "sub": null })).judge::<UserIdOwn>(""), Outcome::NotApplicable(_)));
    }
}
