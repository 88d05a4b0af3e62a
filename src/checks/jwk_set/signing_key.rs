//! JWK Set holds a key that verifies signatures.

use serde_json::Value;

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::Step;

/// JWK Set holds a key that verifies signatures.
pub struct SigningKey;

impl Check for SigningKey {
    const META: &'static Meta = &Meta {
        id: "jwk-set-signing-key",
        title: "JWK Set holds a key that verifies signatures",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcDiscovery, "3"), SpecRef::new(Doc::OidcCore, "10.1")],
        needs: &[Need::Step(Step::JwkSet)],
        why: "Without a public signing key the ID Token is signed with the client secret or not at all, and apps \
              refuse it.",
        fix: "Assign an asymmetric signing key to the provider or the client.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let set = evidence.jwk_set()?;
        let usable = |key: &Value| matches!(super::keys::text(key, "kty"), Some("RSA" | "EC" | "OKP"));
        if super::keys::signing(&set).iter().any(|(_, key)| usable(key)) {
            return Ok(Outcome::Pass);
        }
        Ok(Finding::new("The JWK Set holds no public key for signatures")
            .compare("at least one key of type RSA, EC or OKP for signatures", format!("{} keys, none of them", set.keys().len()))
            .at(evidence.jwk_set_document()?.exchange, "/keys")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    #[test]
    fn a_key_passes() {
        assert_eq!(Fixture::app("core").judge::<SigningKey>(""), Outcome::Pass);
    }

    #[test]
    fn an_empty_set_fails() {
        let finding = Fixture::app("core").keys(vec![]).fails::<SigningKey>("");
        assert!(finding.message.contains("no public key"), "{}", finding.message);
    }

    #[test]
    fn encryption_keys_alone_fail() {
        let finding = Fixture::app("core").keys(vec![json!({ "kty": "RSA", "use": "enc" })]).fails::<SigningKey>("");
        assert!(finding.message.contains("no public key"), "{}", finding.message);
    }

    #[test]
    fn a_page_instead_of_keys_stays_open() {
        let missing =
            Fixture::app("core").jwk_set_answers(vec![Answer::raw(200, "text/html", "<html>")]).stays_open::<SigningKey>("");
        assert_eq!(missing.cause, "no-jwk-set");
    }
}
