//! The signing key is meant for the token's algorithm.

use super::support::{WalkParams, judge_stage};
use crate::check::{Check, Doc, Level, Meta, Missing, Need, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::php::jwt::Stage;
use crate::recording::Step;

/// The signing key is meant for the token's algorithm.
pub struct KeyAlgorithm;

impl Check for KeyAlgorithm {
    const META: &'static Meta = &Meta {
        id: "php-jwt-key-algorithm",
        title: "The signing key is meant for the token's algorithm",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::Rfc(7517), "4.4"), SpecRef::new(Doc::Rfc(7515), "10.7")],
        needs: &[Need::Step(Step::Discovery), Need::Step(Step::JwkSet), Need::Flow],
        why: "php-jwt compares alg of the key with alg of the header, and has no ES512.",
        fix: "Leave alg of the key out, or write the algorithm that the token is signed with; do not sign with ES512.",
    };
    type Params = WalkParams;

    fn judge(evidence: &Evidence<'_>, params: &WalkParams) -> Result<Outcome, Missing> {
        judge_stage(evidence, *params, &[Stage::KeyAlgorithm])
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
        matches!(fixture.judge::<KeyAlgorithm>(""), Outcome::Fail(_))
    }

    fn with(alg: serde_json::Value) -> Fixture {
        let mut key = jwk("rsa");
        key["alg"] = alg;
        fixture().keys(vec![key])
    }

    #[test]
    fn alg_of_the_key_must_be_that_of_the_header() {
        assert_eq!(fixture().judge::<KeyAlgorithm>(""), Outcome::Pass);
        for good in [json!(null), json!(""), json!(0)] {
            assert!(!fails(with(good.clone())), "{good} is filled in");
        }
        for bad in [json!("RS512"), json!("RSA-OAEP"), json!(5), json!(true)] {
            assert!(fails(with(bad.clone())), "{bad}");
        }
    }

    #[test]
    fn es512_passes_the_gate_and_fails_here() {
        let mut key = jwk("p256");
        key["alg"] = json!("ES512");
        let outcome = fixture().signed_by("p256").keys(vec![key]).header(json!({ "alg": "ES512" })).judge::<KeyAlgorithm>("");
        assert!(matches!(outcome, Outcome::Fail(_)), "{outcome:?}");
    }
}
