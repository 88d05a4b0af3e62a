//! Every key names its type.

use serde_json::Value;

use crate::check::{Check, Doc, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::oidc::json::excerpt;
use crate::recording::Step;

/// Every key names its type.
pub struct KeyType;

impl Check for KeyType {
    const META: &'static Meta = &Meta {
        id: "jwk-set-key-type",
        title: "Every key names its type",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::Rfc(7517), "4.1")],
        needs: &[Need::Step(Step::JwkSet)],
        why: "Clients cannot use a key without kty, and some refuse the whole set for it.",
        fix: "Give every key the member kty.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        super::keys::none_with(evidence, fault, "Keys do not name their type", "kty in every key")
    }
}

/// What is wrong with one key, as the end of a sentence that begins with its name.
fn fault(key: &Value) -> Option<String> {
    match key.get("kty") {
        Some(Value::String(kty)) if !kty.is_empty() => None,
        Some(other) => Some(format!("has kty {}", excerpt(other))),
        None => Some("has no kty".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture, jwk};

    #[test]
    fn typed_keys_pass() {
        assert_eq!(Fixture::app("core").judge::<KeyType>(""), Outcome::Pass);
    }

    #[test]
    fn one_without_fails() {
        let finding = Fixture::app("core").keys(vec![jwk("rsa"), json!({ "kid": "x" })]).fails::<KeyType>("");
        assert!(finding.message.contains("key \"x\" has no kty"), "{}", finding.message);
    }

    #[test]
    fn a_page_instead_of_keys_stays_open() {
        let missing =
            Fixture::app("core").jwk_set_answers(vec![Answer::raw(200, "text/html", "<html>")]).stays_open::<KeyType>("");
        assert_eq!(missing.cause, "no-jwk-set");
    }
}
