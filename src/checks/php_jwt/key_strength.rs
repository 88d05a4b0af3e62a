//! Signing keys up to the token's own are strong and of known curves.

use super::support::{WalkParams, judge_stage};
use crate::check::{Check, Doc, Level, Meta, Missing, Need, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::php::jwt::Stage;
use crate::recording::Step;

/// Signing keys up to the token's own are strong and of known curves.
pub struct KeyStrength;

impl Check for KeyStrength {
    const META: &'static Meta = &Meta {
        id: "php-jwt-key-strength",
        title: "Signing keys up to the token's own are strong and of known curves",
        level: Level::Should,
        spec: &[SpecRef::new(Doc::Rfc(7518), "3.3")],
        needs: &[Need::Step(Step::Discovery), Need::Step(Step::JwkSet), Need::Flow],
        why: "One weak signing key of the same type ahead of the right one ends every login.",
        fix: "Remove the weak key from the JWK Set, mark it use enc, or put it behind the signing key.",
    };
    type Params = WalkParams;

    fn judge(evidence: &Evidence<'_>, params: &WalkParams) -> Result<Outcome, Missing> {
        judge_stage(evidence, *params, &[Stage::Strength])
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Fixture, jwk};

    fn fixture() -> Fixture {
        Fixture::app("nextcloud-user-oidc")
    }

    fn fails(fixture: Fixture) -> bool {
        matches!(fixture.judge::<KeyStrength>(""), Outcome::Fail(_))
    }

    fn weak() -> serde_json::Value {
        json!({ "kty": "RSA", "n": "_".repeat(171), "e": "AQAB", "kid": "weak", "use": "sig" })
    }

    #[test]
    fn a_weak_key_ahead_of_the_right_one_fails() {
        assert_eq!(fixture().judge::<KeyStrength>(""), Outcome::Pass);
        assert!(fails(fixture().keys(vec![weak(), jwk("rsa")])));
        assert!(!fails(fixture().keys(vec![jwk("rsa"), weak()])), "behind it");
        let mut enc = weak();
        enc["use"] = json!("enc");
        assert!(!fails(fixture().keys(vec![enc, jwk("rsa")])), "for encryption");
        let mut without = weak();
        without["use"] = json!(null);
        assert!(fails(fixture().keys(vec![without, jwk("rsa")])), "use null counts as absent");
        assert!(fails(fixture().keys(vec![json!({ "kty": "RSA", "e": "AQAB" }), jwk("rsa")])), "no modulus");
        assert_eq!(fixture().keys(vec![weak(), jwk("rsa")]).judge::<KeyStrength>("strength = false"), Outcome::Pass);
        assert!(!fails(fixture().keys(vec![weak(), jwk("rsa")]).version("8.1.0")), "not before 8.2.0");
    }

    #[test]
    fn curves() {
        let other = |crv: &str, kty: &str| json!({ "kty": kty, "crv": crv, "x": "AA", "y": "AA", "kid": "other" });
        assert!(fails(fixture().signed_by("p256").keys(vec![other("secp256k1", "EC"), jwk("p256")])));
        assert!(!fails(fixture().signed_by("p256").keys(vec![other("P-521", "EC"), jwk("p256")])), "fails later");
        assert!(fails(fixture().signed_by("ed25519").keys(vec![other("Ed448", "OKP"), jwk("ed25519")])));
        assert!(!fails(fixture().keys(vec![other("secp256k1", "EC"), jwk("rsa")])), "another type");
    }
}
