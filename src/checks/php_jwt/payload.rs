//! The payload of the ID Token is a JSON object.

use super::support::{WalkParams, judge_stage};
use crate::check::{Check, Doc, Level, Meta, Missing, Need, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::php::jwt::Stage;
use crate::recording::Step;

/// The payload of the ID Token is a JSON object.
pub struct Payload;

impl Check for Payload {
    const META: &'static Meta = &Meta {
        id: "php-jwt-payload",
        title: "The payload of the ID Token is a JSON object",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::Rfc(7519), "7.2")],
        needs: &[Need::Step(Step::Discovery), Need::Step(Step::JwkSet), Need::Flow],
        why: "Nothing else can hold claims.",
        fix: "Sign a JSON object in UTF-8 without a byte order mark.",
    };
    type Params = WalkParams;

    fn judge(evidence: &Evidence<'_>, params: &WalkParams) -> Result<Outcome, Missing> {
        judge_stage(evidence, *params, &[Stage::Payload])
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
        matches!(fixture.judge::<Payload>(""), Outcome::Fail(_))
    }

    #[test]
    fn only_objects_and_lists_pass() {
        assert_eq!(fixture().keys(vec![jwk("rsa")]).judge::<Payload>(""), Outcome::Pass);
        for bad in ["null", "5", "\"text\"", "", "{", "\u{feff}{}", "{\"\\u0000x\":1}"] {
            assert!(fails(fixture().payload(bad)), "{bad:?}");
        }
        for good in ["{}", "[]", "[1]"] {
            assert!(!fails(fixture().payload(good)), "{good:?}");
        }
        assert!(!fails(fixture().claims(json!({ "iat": "x" }))), "fails later");
    }
}
