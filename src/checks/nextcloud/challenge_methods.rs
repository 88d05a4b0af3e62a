//! The list of challenge methods is one.

use serde_json::Value;

use super::support::discovery_member;
use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::oidc::json::excerpt;
use crate::recording::Step;

/// `code_challenge_methods_supported` is a list, an object, null or absent.
pub struct ChallengeMethods;

impl Check for ChallengeMethods {
    const META: &'static Meta = &Meta {
        id: "nextcloud-challenge-methods",
        title: "code_challenge_methods_supported is a list or absent",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::Rfc(8414), "2")],
        needs: &[Need::Step(Step::Discovery)],
        why: "The app searches the list, and searching a text is an exception nobody catches.",
        fix: "Write code_challenge_methods_supported as a list: [\"S256\"].",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let (id, value) = discovery_member(evidence, "code_challenge_methods_supported")?;
        match value {
            None | Some(Value::Null | Value::Array(_) | Value::Object(_)) => Ok(Outcome::Pass),
            Some(other) => Ok(Finding::new("code_challenge_methods_supported is no list")
                .compare("[\"S256\"]", excerpt(&other))
                .at(id, "/code_challenge_methods_supported")
                .into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::Fixture;

    #[test]
    fn a_text_fails() {
        let judge = |value: Value| {
            let change = json!({ "code_challenge_methods_supported": value });
            Fixture::app("nextcloud-user-oidc").discovery(change).judge::<ChallengeMethods>("")
        };
        for good in [json!(null), json!({ "null": 1 }), json!([]), json!({ "a": "S256" }), json!(["plain"])] {
            assert_eq!(judge(good), Outcome::Pass);
        }
        for bad in [json!("S256"), json!(true), json!(0)] {
            assert!(matches!(judge(bad), Outcome::Fail(_)));
        }
    }
}
