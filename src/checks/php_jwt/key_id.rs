//! The header of the ID Token has a kid that is not empty.

use super::support::{WalkParams, judge_stage};
use crate::check::{Check, Level, Meta, Missing, Need, Outcome};
use crate::evidence::Evidence;
use crate::php::jwt::Stage;
use crate::recording::Step;

/// The header of the ID Token has a kid that is not empty.
pub struct KeyId;

impl Check for KeyId {
    const META: &'static Meta = &Meta {
        id: "php-jwt-key-id",
        title: "The header of the ID Token has a kid that is not empty",
        level: Level::App,
        spec: &[],
        needs: &[Need::Step(Step::Discovery), Need::Step(Step::JwkSet), Need::Flow],
        why: "php-jwt looks every key up by kid, even if there is only one.",
        fix: "Put the kid of the signing key into the header.",
    };
    type Params = WalkParams;

    fn judge(evidence: &Evidence<'_>, params: &WalkParams) -> Result<Outcome, Missing> {
        judge_stage(evidence, *params, &[Stage::KeyId])
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
        matches!(fixture.judge::<KeyId>(""), Outcome::Fail(_))
    }

    #[test]
    fn none_and_an_empty_one_fail() {
        assert_eq!(fixture().judge::<KeyId>(""), Outcome::Pass);
        assert!(fails(fixture().header(json!({ "kid": null }))));
        assert!(fails(fixture().header(json!({ "kid": { "null": 1 } })).header(json!({ "kid": null }))));
        let mut empty = jwk("rsa");
        empty["kid"] = json!("");
        assert!(fails(fixture().keys(vec![empty]).header(json!({ "kid": "" }))));
        let mut zero = jwk("rsa");
        zero["kid"] = json!("0");
        assert!(!fails(fixture().keys(vec![zero]).header(json!({ "kid": "0" }))), "the library makes an exception for 0");
        assert!(fails(fixture().header(json!({ "kid": null })).version("8.0.0")));
    }
}
