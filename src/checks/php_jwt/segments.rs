//! The ID Token has three segments.

use super::support::{WalkParams, judge_stage};
use crate::check::{Check, Doc, Level, Meta, Missing, Need, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::php::jwt::Stage;
use crate::recording::Step;

/// The ID Token has three segments.
pub struct Segments;

impl Check for Segments {
    const META: &'static Meta = &Meta {
        id: "php-jwt-segments",
        title: "The ID Token has three segments",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::Rfc(7515), "3.1")],
        needs: &[Need::Step(Step::Discovery), Need::Step(Step::JwkSet), Need::Flow],
        why: "An encrypted token has five, an unsigned or cut one two.",
        fix: "Issue a signed, unencrypted ID Token in compact form.",
    };
    type Params = WalkParams;

    fn judge(evidence: &Evidence<'_>, params: &WalkParams) -> Result<Outcome, Missing> {
        judge_stage(evidence, *params, &[Stage::Segments])
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
        matches!(fixture.judge::<Segments>(""), Outcome::Fail(_))
    }

    #[test]
    fn more_or_fewer_fail() {
        assert_eq!(fixture().judge::<Segments>(""), Outcome::Pass);
        let header = crate::evidence::fixture::sign("rsa", &json!({ "alg": "RS256", "kid": "rsa" }), "{}");
        assert!(fails(fixture().id_token(&format!("{header}.more"))));
        assert!(fails(fixture().id_token(header.split_once('.').unwrap().0)));
        assert!(!fails(fixture().keys(vec![jwk("p256")])), "stops earlier");
    }
}
