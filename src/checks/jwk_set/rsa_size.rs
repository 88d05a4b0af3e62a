//! RSA keys have 2048 bits or more.

use serde_json::Value;

use crate::check::{Check, Doc, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::oidc::jose::decode_lenient;
use crate::recording::Step;

/// RSA keys have 2048 bits or more.
pub struct RsaSize;

impl Check for RsaSize {
    const META: &'static Meta = &Meta {
        id: "jwk-set-rsa-size",
        title: "RSA keys have 2048 bits or more",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::Rfc(7518), "3.3"), SpecRef::new(Doc::Rfc(7518), "3.5")],
        needs: &[Need::Step(Step::JwkSet)],
        why: "Shorter keys can be broken, and clients refuse them.",
        fix: "Sign with an RSA key of at least 2048 bits.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        super::keys::none_with(evidence, fault, "RSA keys are too short", "2048 bits or more")
    }
}

/// What is wrong with one key, as the end of a sentence that begins with its name.
fn fault(key: &Value) -> Option<String> {
    if super::keys::text(key, "kty") != Some("RSA") {
        return None;
    }
    let modulus = decode_lenient(super::keys::text(key, "n")?)?;
    let bits = bits(&modulus);
    (bits < 2048).then(|| format!("has {bits} bits"))
}

fn bits(modulus: &[u8]) -> usize {
    let significant: &[u8] = modulus.iter().position(|b| *b != 0).and_then(|start| modulus.get(start..)).unwrap_or_default();
    significant.first().map_or(0, |first| significant.len() * 8 - first.leading_zeros() as usize)
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
    fn a_key_of_2048_bits_passes() {
        assert_eq!(Fixture::app("core").judge::<RsaSize>(""), Outcome::Pass);
    }

    #[test]
    fn a_short_one_fails() {
        let finding = Fixture::app("core").keys(vec![key("rsa", json!({ "n": "AQAB" }))]).fails::<RsaSize>("");
        assert!(finding.message.contains("has 17 bits"), "{}", finding.message);
    }

    #[test]
    fn curves_are_not_measured() {
        assert_eq!(Fixture::app("core").keys(vec![jwk("p256")]).judge::<RsaSize>(""), Outcome::Pass);
    }

    #[test]
    fn a_page_instead_of_keys_stays_open() {
        let missing =
            Fixture::app("core").jwk_set_answers(vec![Answer::raw(200, "text/html", "<html>")]).stays_open::<RsaSize>("");
        assert_eq!(missing.cause, "no-jwk-set");
    }
}
