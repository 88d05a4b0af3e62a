//! Every key of the signing key's type can be read by php-jwt.

use super::support::{WalkParams, judge_stage};
use crate::check::{Check, Level, Meta, Missing, Need, Outcome};
use crate::evidence::Evidence;
use crate::php::jwt::Stage;
use crate::recording::Step;

/// Every key of the signing key's type can be read by php-jwt.
pub struct KeyParse;

impl Check for KeyParse {
    const META: &'static Meta = &Meta {
        id: "php-jwt-key-parse",
        title: "Every key of the signing key's type can be read by php-jwt",
        level: Level::App,
        spec: &[],
        needs: &[Need::Step(Step::Discovery), Need::Step(Step::JwkSet), Need::Flow],
        why: "The library reads all keys of that type, wherever they stand and whatever they are for; one it cannot read ends every login.",
        fix: "Publish no private members, no curves that php-jwt does not know (P-521, Ed448, X25519), and only complete keys.",
    };
    type Params = WalkParams;

    fn judge(evidence: &Evidence<'_>, params: &WalkParams) -> Result<Outcome, Missing> {
        judge_stage(evidence, *params, &[Stage::Parse])
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
        matches!(fixture.judge::<KeyParse>(""), Outcome::Fail(_))
    }

    #[test]
    fn one_unreadable_key_spoils_the_set() {
        assert_eq!(fixture().judge::<KeyParse>(""), Outcome::Pass);
        let with = |member: &str, value: serde_json::Value| {
            let mut key = jwk("rsa");
            key["kid"] = json!("other");
            key["use"] = json!("enc");
            key[member] = value;
            fixture().keys(vec![jwk("rsa"), key])
        };
        for (member, value) in
            [("d", json!("x")), ("n", json!(null)), ("e", json!(null)), ("alg", json!("")), ("alg", json!([])), ("n", json!([]))]
        {
            assert!(fails(with(member, value.clone())), "{member} {value}");
        }
        for (member, value) in [("d", json!("")), ("d", json!(null)), ("alg", json!(null)), ("n", json!("AA"))] {
            assert!(!fails(with(member, value.clone())), "{member} {value}");
        }
    }

    #[test]
    fn curves_of_the_signing_type_matter_others_do_not() {
        let p521 = json!({ "kty": "EC", "crv": "P-521", "x": "AA", "y": "AA", "kid": "p521" });
        let x25519 = json!({ "kty": "OKP", "crv": "X25519", "x": "AA", "kid": "x", "use": "enc" });
        assert!(fails(fixture().signed_by("p256").keys(vec![jwk("p256"), p521.clone()])));
        assert!(!fails(fixture().keys(vec![jwk("rsa"), p521.clone(), x25519.clone()])));
        assert!(fails(fixture().keys(vec![jwk("rsa"), p521]).version("8.2.0")), "every type before 8.4.0");
        assert!(fails(fixture().signed_by("ed25519").keys(vec![jwk("ed25519"), x25519])));
        let mut private = jwk("p256");
        private["d"] = json!("");
        assert!(fails(fixture().signed_by("p256").keys(vec![private])), "even an empty d");
        assert!(!fails(fixture().signed_by("p384")));
    }
}
