//! JWK Set holds no symmetric keys.

use serde_json::Value;

use crate::check::{Check, Doc, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::Step;

/// JWK Set holds no symmetric keys.
pub struct SymmetricKeys;

impl Check for SymmetricKeys {
    const META: &'static Meta = &Meta {
        id: "jwk-set-symmetric-keys",
        title: "JWK Set holds no symmetric keys",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcDiscovery, "3"), SpecRef::new(Doc::OidcCore, "10.1")],
        needs: &[Need::Step(Step::JwkSet)],
        why: "Whoever reads the key can sign tokens with it, and some clients refuse the whole set.",
        fix: "Remove keys of type oct from the published set.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        super::keys::none_with(evidence, fault, "Symmetric keys are published", "no key of type oct")
    }
}

/// What is wrong with one key, as the end of a sentence that begins with its name.
fn fault(key: &Value) -> Option<String> {
    (super::keys::text(key, "kty") == Some("oct")).then(|| "is of type oct".to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture, jwk};

    #[test]
    fn public_keys_pass() {
        assert_eq!(Fixture::app("core").judge::<SymmetricKeys>(""), Outcome::Pass);
    }

    #[test]
    fn an_octet_key_fails() {
        let finding = Fixture::app("core").keys(vec![jwk("rsa"), json!({ "kty": "oct", "k": "AA" })]).fails::<SymmetricKeys>("");
        assert!(finding.message.contains("type oct"), "{}", finding.message);
    }

    #[test]
    fn a_page_instead_of_keys_stays_open() {
        let missing =
            Fixture::app("core").jwk_set_answers(vec![Answer::raw(200, "text/html", "<html>")]).stays_open::<SymmetricKeys>("");
        assert_eq!(missing.cause, "no-jwk-set");
    }
}
