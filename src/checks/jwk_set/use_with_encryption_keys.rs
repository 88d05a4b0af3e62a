//! Every key names its use where keys for encryption are published too.

use serde_json::Value;

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::Step;

/// Every key names its use where keys for encryption are published too.
pub struct UseWithEncryptionKeys;

impl Check for UseWithEncryptionKeys {
    const META: &'static Meta = &Meta {
        id: "jwk-set-use-with-encryption-keys",
        title: "Every key names its use where keys for encryption are published too",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcDiscovery, "3")],
        needs: &[Need::Step(Step::JwkSet)],
        why: "Otherwise a client may verify signatures with the encryption key.",
        fix: "Add \"use\": \"sig\" to the signing keys.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let set = evidence.jwk_set()?;
        let usage = |key: &Value| super::keys::text(key, "use").map(str::to_owned);
        if !set.keys().iter().any(|key| usage(key).as_deref() == Some("enc")) {
            return Ok(Outcome::NotApplicable("no keys for encryption are published".to_owned()));
        }
        let Some((i, key)) = set.keys().iter().enumerate().find(|(_, key)| usage(key).is_none()) else {
            return Ok(Outcome::Pass);
        };
        Ok(Finding::new(format!("There are keys for encryption, and {} does not say what it is for", super::keys::name(i, key)))
            .compare("use in every key", "no use")
            .at(evidence.jwk_set_document()?.exchange, format!("/keys/{i}"))
            .into())
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
    fn signing_keys_alone_do_not_count() {
        assert!(matches!(Fixture::app("core").judge::<UseWithEncryptionKeys>(""), Outcome::NotApplicable(_)));
    }

    #[test]
    fn marked_keys_pass() {
        assert_eq!(
            Fixture::app("core")
                .keys(vec![jwk("rsa"), key("p256", json!({ "use": "enc", "alg": "ECDH-ES" }))])
                .judge::<UseWithEncryptionKeys>(""),
            Outcome::Pass
        );
    }

    #[test]
    fn an_unmarked_key_fails() {
        let finding = Fixture::app("core")
            .keys(vec![json!({ "kty": "RSA", "kid": "x" }), key("p256", json!({ "use": "enc" }))])
            .fails::<UseWithEncryptionKeys>("");
        assert!(finding.message.contains("key \"x\""), "{}", finding.message);
    }

    #[test]
    fn a_page_instead_of_keys_stays_open() {
        let missing = Fixture::app("core")
            .jwk_set_answers(vec![Answer::raw(200, "text/html", "<html>")])
            .stays_open::<UseWithEncryptionKeys>("");
        assert_eq!(missing.cause, "no-jwk-set");
    }
}
