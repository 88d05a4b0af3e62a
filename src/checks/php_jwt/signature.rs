//! The signature of the ID Token is good, with a key that is long enough.

use super::support::{WalkParams, judge_stage};
use crate::check::{Check, Doc, Level, Meta, Missing, Need, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::php::jwt::Stage;
use crate::recording::Step;

/// The signature of the ID Token is good, with a key that is long enough.
pub struct Signature;

impl Check for Signature {
    const META: &'static Meta = &Meta {
        id: "php-jwt-signature",
        title: "The signature of the ID Token is good, with a key that is long enough",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "3.1.3.7")],
        needs: &[Need::Step(Step::Discovery), Need::Step(Step::JwkSet), Need::Flow],
        why: "A token that is not the provider's own is refused.",
        fix: "Sign with the key that is published under the token's kid; RSA keys have 2048 bits or more.",
    };
    type Params = WalkParams;

    fn judge(evidence: &Evidence<'_>, params: &WalkParams) -> Result<Outcome, Missing> {
        judge_stage(evidence, *params, &[Stage::Signature])
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
        matches!(fixture.judge::<Signature>(""), Outcome::Fail(_))
    }

    #[test]
    fn the_right_key_must_have_signed() {
        assert_eq!(fixture().judge::<Signature>(""), Outcome::Pass);
        for key in ["p256", "p384", "ed25519"] {
            assert_eq!(fixture().signed_by(key).judge::<Signature>(""), Outcome::Pass, "{key}");
        }
        let other = aws_lc_rs::rsa::KeyPair::generate(aws_lc_rs::rsa::KeySize::Rsa2048).unwrap();
        let components: aws_lc_rs::rsa::PublicKeyComponents<Vec<u8>> = aws_lc_rs::signature::KeyPair::public_key(&other).into();
        use base64::Engine as _;
        let n = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(components.n);
        let foreign = json!({ "kty": "RSA", "n": n, "e": "AQAB", "kid": "rsa" });
        assert!(fails(fixture().keys(vec![foreign.clone()])));
        assert!(fails(fixture().keys(vec![jwk("rsa"), foreign.clone()])), "of two keys with one kid the later counts");
        assert!(!fails(fixture().keys(vec![foreign, jwk("rsa")])));
        assert!(fails(fixture().claims(json!({})).id_token(&{
            let token = crate::evidence::fixture::sign("rsa", &json!({ "alg": "RS256", "kid": "rsa" }), "{}");
            format!("{}.AAAA", token.rsplit_once('.').unwrap().0)
        })));
    }

    #[test]
    fn a_key_without_kid_goes_by_its_position() {
        let mut nameless = jwk("rsa");
        nameless.as_object_mut().unwrap().remove("kid");
        nameless["n"] = json!("_".repeat(342));
        let mut first = jwk("rsa");
        first["kid"] = json!("1");
        assert!(fails(fixture().header(json!({ "kid": "1" })).keys(vec![first, nameless])));
    }

    #[test]
    fn lengths_are_looked_at_again() {
        let mut padded = jwk("rsa");
        padded["n"] = json!(format!("{}{}", "A".repeat(171), "_".repeat(171)));
        assert!(fails(fixture().keys(vec![padded])), "bytes were enough for the strength, bits are not");
        let mut es384 = jwk("p256");
        es384["alg"] = json!("ES384");
        assert!(fails(fixture().signed_by("p256").keys(vec![es384]).header(json!({ "alg": "ES384" }))));
    }
}
