//! Signing keys have a kid.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::Step;

/// Signing keys have a kid.
pub struct KeyIds;

impl Check for KeyIds {
    const META: &'static Meta = &Meta {
        id: "jwk-set-key-ids",
        title: "Signing keys have a kid",
        level: Level::Should,
        spec: &[SpecRef::new(Doc::Rfc(7517), "4.5"), SpecRef::new(Doc::OidcCore, "10.1")],
        needs: &[Need::Step(Step::JwkSet)],
        why: "Clients find the key of a token by its kid; with several keys there is no other way.",
        fix: "Give every key a kid, its RFC 7638 thumbprint for instance.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let set = evidence.jwk_set()?;
        let without: Vec<usize> = super::keys::signing(&set)
            .into_iter()
            .filter(|(_, key)| super::keys::text(key, "kid").is_none_or(str::is_empty))
            .map(|(i, _)| i)
            .collect();
        let Some(first) = without.first() else {
            return Ok(Outcome::Pass);
        };
        let shown: Vec<String> = without.iter().map(|i| format!("number {}", i + 1)).collect();
        Ok(Finding::new(format!("Signing keys have no kid: {}", shown.join(", ")))
            .compare("kid in every key", format!("none in {}", shown.join(", ")))
            .at(evidence.jwk_set_document()?.exchange, format!("/keys/{first}"))
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture, jwk};

    #[test]
    fn named_keys_pass() {
        assert_eq!(Fixture::app("core").judge::<KeyIds>(""), Outcome::Pass);
    }

    #[test]
    fn a_nameless_key_fails() {
        let finding = Fixture::app("core").keys(vec![json!({ "kty": "RSA" })]).fails::<KeyIds>("");
        assert!(finding.message.contains("number 1"), "{}", finding.message);
    }

    #[test]
    fn encryption_keys_do_not_count() {
        assert_eq!(
            Fixture::app("core").keys(vec![jwk("rsa"), json!({ "kty": "RSA", "use": "enc" })]).judge::<KeyIds>(""),
            Outcome::Pass
        );
    }

    #[test]
    fn a_page_instead_of_keys_stays_open() {
        let missing =
            Fixture::app("core").jwk_set_answers(vec![Answer::raw(200, "text/html", "<html>")]).stays_open::<KeyIds>("");
        assert_eq!(missing.cause, "no-jwk-set");
    }
}
