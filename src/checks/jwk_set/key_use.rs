//! use of a key is sig or enc and agrees with alg and key_ops.

use serde_json::Value;

use crate::check::{Check, Doc, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::oidc::json::excerpt;
use crate::recording::Step;

/// use of a key is sig or enc and agrees with alg and key_ops.
pub struct KeyUse;

impl Check for KeyUse {
    const META: &'static Meta = &Meta {
        id: "jwk-set-key-use",
        title: "use of a key is sig or enc and agrees with alg and key_ops",
        level: Level::Should,
        spec: &[SpecRef::new(Doc::Rfc(7517), "4.2"), SpecRef::new(Doc::Rfc(7517), "4.3")],
        needs: &[Need::Step(Step::JwkSet)],
        why: "Clients choose keys by use; a list, another word or a contradiction makes them pass over the key.",
        fix: "Write \"use\": \"sig\" as text for keys that sign.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        super::keys::none_with(evidence, fault, "The use of keys is unclear", "use \"sig\" or \"enc\"")
    }
}

/// What is wrong with one key, as the end of a sentence that begins with its name.
fn fault(key: &Value) -> Option<String> {
    let usage = match key.get("use") {
        None => return None,
        Some(Value::String(usage)) if usage == "sig" || usage == "enc" => usage.as_str(),
        Some(other) => return Some(format!("has use {}", excerpt(other))),
    };
    let alg = super::keys::text(key, "alg").unwrap_or_default();
    if usage == "enc" && super::keys::fitting(alg).is_some() {
        return Some(format!("is for encryption and has the signature algorithm {alg}"));
    }
    let operations = key.get("key_ops").and_then(Value::as_array)?;
    let fitting: &[&str] = if usage == "sig" {
        &["sign", "verify"]
    } else {
        &["encrypt", "decrypt", "wrapKey", "unwrapKey", "deriveKey", "deriveBits"]
    };
    let odd = operations.iter().find(|o| !o.as_str().is_some_and(|o| fitting.contains(&o)))?;
    Some(format!("has use {usage:?} and key_ops with {odd}"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture, jwk};

    fn key(name: &str, change: Value) -> Value {
        let mut key = jwk(name);
        for (member, value) in change.as_object().unwrap() {
            key[member] = value.clone();
        }
        key
    }

    #[test]
    fn sig_passes() {
        assert_eq!(Fixture::app("core").judge::<KeyUse>(""), Outcome::Pass);
    }

    #[test]
    fn a_list_fails() {
        let finding = Fixture::app("core").keys(vec![key("rsa", json!({ "use": ["sig"] }))]).fails::<KeyUse>("");
        assert!(finding.message.contains("has use"), "{}", finding.message);
    }

    #[test]
    fn a_contradiction_fails() {
        let finding = Fixture::app("core").keys(vec![key("rsa", json!({ "use": "enc" }))]).fails::<KeyUse>("");
        assert!(finding.message.contains("signature algorithm RS256"), "{}", finding.message);
    }

    #[test]
    fn operations_must_agree() {
        let finding = Fixture::app("core").keys(vec![key("rsa", json!({ "key_ops": ["encrypt"] }))]).fails::<KeyUse>("");
        assert!(finding.message.contains("key_ops"), "{}", finding.message);
    }

    #[test]
    fn a_page_instead_of_keys_stays_open() {
        let missing =
            Fixture::app("core").jwk_set_answers(vec![Answer::raw(200, "text/html", "<html>")]).stays_open::<KeyUse>("");
        assert_eq!(missing.cause, "no-jwk-set");
    }
}
