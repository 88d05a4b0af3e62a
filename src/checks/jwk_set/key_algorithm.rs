//! alg of a key fits its type and curve.

use serde_json::Value;

use crate::check::{Check, Doc, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::oidc::json::excerpt;
use crate::recording::Step;

/// alg of a key fits its type and curve.
pub struct KeyAlgorithm;

impl Check for KeyAlgorithm {
    const META: &'static Meta = &Meta {
        id: "jwk-set-key-algorithm",
        title: "alg of a key fits its type and curve",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::Rfc(7517), "4.4"), SpecRef::new(Doc::Rfc(7518), "3.1")],
        needs: &[Need::Step(Step::JwkSet)],
        why: "A client that trusts alg cannot use the key; one that does not takes the wrong algorithm.",
        fix: "Correct alg, or leave it out.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        super::keys::none_with(evidence, fault, "The algorithm of keys does not fit", "an alg that fits kty and crv")
    }
}

/// What is wrong with one key, as the end of a sentence that begins with its name.
fn fault(key: &Value) -> Option<String> {
    if super::keys::text(key, "use") == Some("enc") {
        return None;
    }
    match key.get("alg")? {
        Value::String(alg) if super::keys::fitting(alg).is_none() || super::keys::fits(key, alg) => None,
        Value::String(alg) => {
            let curve = super::keys::text(key, "crv").map(|c| format!(" on {c}")).unwrap_or_default();
            Some(format!("is {}{curve} and has alg {alg}", super::keys::text(key, "kty").unwrap_or("without type")))
        }
        other => Some(format!("has alg {}", excerpt(other))),
    }
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
    fn fitting_ones_pass() {
        assert_eq!(
            Fixture::app("core").keys(vec![jwk("rsa"), jwk("p384"), jwk("ed25519")]).judge::<KeyAlgorithm>(""),
            Outcome::Pass
        );
    }

    #[test]
    fn a_wrong_curve_fails() {
        let finding = Fixture::app("core").keys(vec![key("p256", json!({ "alg": "ES384" }))]).fails::<KeyAlgorithm>("");
        assert!(finding.message.contains("P-256 and has alg ES384"), "{}", finding.message);
    }

    #[test]
    fn a_wrong_type_fails() {
        let finding = Fixture::app("core").keys(vec![key("rsa", json!({ "alg": "ES256" }))]).fails::<KeyAlgorithm>("");
        assert!(finding.message.contains("RSA"), "{}", finding.message);
    }

    #[test]
    fn none_is_fine() {
        assert_eq!(
            Fixture::app("core").keys(vec![json!({ "kty": "RSA", "n": "AA", "e": "AQAB" })]).judge::<KeyAlgorithm>(""),
            Outcome::Pass
        );
    }

    #[test]
    fn a_page_instead_of_keys_stays_open() {
        let missing =
            Fixture::app("core").jwk_set_answers(vec![Answer::raw(200, "text/html", "<html>")]).stays_open::<KeyAlgorithm>("");
        assert_eq!(missing.cause, "no-jwk-set");
    }
}
