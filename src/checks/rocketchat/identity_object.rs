//! Userinfo is one JSON object, without a member result in its place.

use crate::account::rocket_chat::{Stop, profile};
use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;

/// Userinfo is one JSON object, without a member result in its place.
pub struct IdentityObject;

impl Check for IdentityObject {
    const META: &'static Meta = &Meta {
        id: "rocketchat-identity-object",
        title: "Userinfo is one JSON object, without a member result in its place",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "5.3.2")],
        needs: &[Need::Flow],
        why: "Of null, a text, a number or a list the app can make no user; a member result that is not empty replaces the whole answer.",
        fix: "Answer with one JSON object of claims, and leave out a member called result.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let (id, read) = profile(evidence)?;
        match read {
            Err(Stop::Answer(what)) => {
                Ok(Finding::new(format!("The app can make no user of {what}")).compare("a JSON object", what).at(id, "").into())
            }
            _ => Ok(Outcome::Pass),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::checks::rocketchat::support::tests::with_userinfo;

    #[test]
    fn objects_pass() {
        let judge = |value: Value| with_userinfo("rocketchat", &value).judge::<IdentityObject>("");
        assert_eq!(judge(json!({})), Outcome::Pass);
        assert_eq!(judge(json!({ "result": { "sub": "a" } })), Outcome::Pass);
        for bad in [json!(null), json!("a"), json!(1), json!([]), json!({ "sub": "a", "result": "ok" })] {
            assert!(matches!(judge(bad), Outcome::Fail(_)));
        }
    }
}
