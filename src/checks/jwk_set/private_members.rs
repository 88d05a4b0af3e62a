//! JWK Set holds no private keys.

use serde_json::Value;

use crate::check::{Check, Doc, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::Step;

/// JWK Set holds no private keys.
pub struct PrivateMembers;

impl Check for PrivateMembers {
    const META: &'static Meta = &Meta {
        id: "jwk-set-private-members",
        title: "JWK Set holds no private keys",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcDiscovery, "3"), SpecRef::new(Doc::OidcCore, "10.1")],
        needs: &[Need::Step(Step::JwkSet)],
        why: "Whoever reads the set can sign tokens for everybody.",
        fix: "Publish public members alone, revoke these keys at once and sign with new ones.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        super::keys::none_with(evidence, fault, "Private keys are published", "public members alone")
    }
}

/// What is wrong with one key, as the end of a sentence that begins with its name.
fn fault(key: &Value) -> Option<String> {
    // An octet key is nothing but `k`; symmetric keys are a requirement of their own.
    if super::keys::text(key, "kty") == Some("oct") {
        return None;
    }
    let found: Vec<&str> = PRIVATE.into_iter().filter(|member| key.get(*member).is_some()).collect();
    if found.is_empty() { None } else { Some(format!("holds {}", found.join(", "))) }
}

/// Members of private keys (RFC 7518, section 6).
const PRIVATE: [&str; 7] = ["d", "p", "q", "dp", "dq", "qi", "oth"];

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
    fn public_keys_pass() {
        assert_eq!(Fixture::app("core").judge::<PrivateMembers>(""), Outcome::Pass);
    }

    #[test]
    fn a_private_exponent_fails() {
        let finding = Fixture::app("core").keys(vec![key("rsa", json!({ "d": "AA" }))]).fails::<PrivateMembers>("");
        assert!(finding.message.contains("holds d"), "{}", finding.message);
    }

    #[test]
    fn a_page_instead_of_keys_stays_open() {
        let missing =
            Fixture::app("core").jwk_set_answers(vec![Answer::raw(200, "text/html", "<html>")]).stays_open::<PrivateMembers>("");
        assert_eq!(missing.cause, "no-jwk-set");
    }
}
