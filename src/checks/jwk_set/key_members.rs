//! Keys hold their public members in base64url.

use serde_json::Value;

use crate::check::{Check, Doc, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::oidc::json::excerpt;
use crate::recording::Step;

/// Keys hold their public members in base64url.
pub struct KeyMembers;

impl Check for KeyMembers {
    const META: &'static Meta = &Meta {
        id: "jwk-set-key-members",
        title: "Keys hold their public members in base64url",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::Rfc(7518), "6.2.1"), SpecRef::new(Doc::Rfc(7518), "6.3.1"), SpecRef::new(Doc::Rfc(8037), "2")],
        needs: &[Need::Step(Step::JwkSet)],
        why: "A key with a missing member, padding or another alphabet cannot be loaded by strict clients.",
        fix: "Publish n and e, or crv with x and y, in base64url without padding.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        super::keys::none_with(evidence, fault, "Keys cannot be loaded", "base64url without padding")
    }
}

/// What is wrong with one key, as the end of a sentence that begins with its name.
fn fault(key: &Value) -> Option<String> {
    let members = super::keys::public_members(super::keys::text(key, "kty")?);
    members.iter().find_map(|member| match key.get(*member) {
        None => Some(format!("has no {member}")),
        Some(Value::String(text)) if *member == "crv" && !text.is_empty() => None,
        // Base64url of a first octet 0 begins with an A and one of A to P.
        Some(Value::String(text)) if *member == "n" && starts_with_zero(text) => {
            Some(format!("has a zero octet in front of {member}"))
        }
        Some(Value::String(text)) if *member != "crv" && is_base64url(text) => None,
        Some(other) => Some(format!("has {member} {}", excerpt(other))),
    })
}

fn starts_with_zero(text: &str) -> bool {
    let mut letters = text.bytes();
    letters.next() == Some(b'A') && letters.next().is_some_and(|second| (b'A'..=b'P').contains(&second))
}

fn is_base64url(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
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
    fn whole_keys_pass() {
        assert_eq!(
            Fixture::app("core").keys(vec![jwk("rsa"), jwk("p256"), jwk("ed25519")]).judge::<KeyMembers>(""),
            Outcome::Pass
        );
    }

    #[test]
    fn padding_fails() {
        let finding = Fixture::app("core").keys(vec![key("rsa", json!({ "e": "AQAB==" }))]).fails::<KeyMembers>("");
        assert!(finding.message.contains("has e"), "{}", finding.message);
    }

    #[test]
    fn a_missing_coordinate_fails() {
        let finding = Fixture::app("core").keys(vec![json!({ "kty": "EC", "crv": "P-256", "x": "AA" })]).fails::<KeyMembers>("");
        assert!(finding.message.contains("has no y"), "{}", finding.message);
    }

    #[test]
    fn an_exponent_that_is_a_number_fails() {
        let finding = Fixture::app("core").keys(vec![key("rsa", json!({ "e": 65537 }))]).fails::<KeyMembers>("");
        assert!(finding.message.contains("has e 65537"), "{}", finding.message);
    }

    #[test]
    fn a_page_instead_of_keys_stays_open() {
        let missing =
            Fixture::app("core").jwk_set_answers(vec![Answer::raw(200, "text/html", "<html>")]).stays_open::<KeyMembers>("");
        assert_eq!(missing.cause, "no-jwk-set");
    }
}
