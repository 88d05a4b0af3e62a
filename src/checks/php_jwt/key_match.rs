//! The JWK Set has a signing key with exactly the token's kid.

use super::support::{WalkParams, judge_stage};
use crate::check::{Check, Doc, Level, Meta, Missing, Need, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::php::jwt::Stage;
use crate::recording::Step;

/// The JWK Set has a signing key with exactly the token's kid.
pub struct KeyMatch;

impl Check for KeyMatch {
    const META: &'static Meta = &Meta {
        id: "php-jwt-key-match",
        title: "The JWK Set has a signing key with exactly the token's kid",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "10.1"), SpecRef::new(Doc::Rfc(7515), "4.1.4")],
        needs: &[Need::Step(Step::Discovery), Need::Step(Step::JwkSet), Need::Flow],
        why: "The app picks the key by type, use and kid, the JSON type of kid included.",
        fix: "Publish the key that signs, with the kid of the token's header as text, and use sig or none.",
    };
    type Params = WalkParams;

    fn judge(evidence: &Evidence<'_>, params: &WalkParams) -> Result<Outcome, Missing> {
        judge_stage(evidence, *params, &[Stage::Match])
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
        matches!(fixture.judge::<KeyMatch>(""), Outcome::Fail(_))
    }

    fn with(kid: serde_json::Value) -> Fixture {
        let mut key = jwk("rsa");
        key["kid"] = kid;
        fixture().keys(vec![key])
    }

    #[test]
    fn the_kid_is_compared_strictly() {
        assert_eq!(fixture().judge::<KeyMatch>(""), Outcome::Pass);
        assert!(fails(with(json!("other"))));
        assert!(fails(with(json!(7)).header(json!({ "kid": "7" }))));
        assert!(!fails(with(json!(7)).header(json!({ "kid": 7 }))), "both numbers");
        assert!(!fails(with(json!("0")).header(json!({ "kid": "0" }))));
        assert!(fails(fixture().keys(vec![])));
        assert!(fails(fixture().keys(vec![json!("rsa"), json!({ "kid": "rsa" })])), "no kty");
        let mut enc = jwk("rsa");
        enc["use"] = json!("enc");
        assert!(fails(fixture().keys(vec![enc])));
    }

    #[test]
    fn an_object_of_keys_is_an_array_to_php() {
        use crate::evidence::fixture::Answer;
        let set = json!({ "keys": { "a": jwk("rsa") } });
        let outcome = fixture().jwk_set_answers(vec![Answer::json(200, &set)]).judge::<KeyMatch>("");
        assert_eq!(outcome, Outcome::Pass);
    }
}
