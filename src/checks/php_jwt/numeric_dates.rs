//! iat, nbf and exp are numbers where they are present.

use super::support::{WalkParams, judge_stage};
use crate::check::{Check, Doc, Level, Meta, Missing, Need, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::php::jwt::Stage;
use crate::recording::Step;

/// iat, nbf and exp are numbers where they are present.
pub struct NumericDates;

impl Check for NumericDates {
    const META: &'static Meta = &Meta {
        id: "php-jwt-numeric-dates",
        title: "iat, nbf and exp are numbers where they are present",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::Rfc(7519), "4.1.4"), SpecRef::new(Doc::Rfc(7519), "2")],
        needs: &[Need::Step(Step::Discovery), Need::Step(Step::JwkSet), Need::Flow],
        why: "php-jwt 7 refuses tokens whose times are no numbers.",
        fix: "Write times as JSON numbers of seconds since 1970.",
    };
    type Params = WalkParams;

    fn judge(evidence: &Evidence<'_>, params: &WalkParams) -> Result<Outcome, Missing> {
        judge_stage(evidence, *params, &[Stage::Dates])
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
        matches!(fixture.judge::<NumericDates>(""), Outcome::Fail(_))
    }

    #[test]
    fn numbers_and_numeric_text_pass() {
        assert_eq!(fixture().keys(vec![jwk("rsa")]).judge::<NumericDates>(""), Outcome::Pass);
        for name in ["iat", "nbf", "exp"] {
            for bad in [json!("x"), json!(true), json!([]), json!({}), json!(""), json!("2026-01-01")] {
                assert!(fails(fixture().claims(json!({ name: bad }))), "{name} {bad}");
            }
            for good in [json!(1), json!(1.5), json!("1"), json!(" 1.5 "), json!({ "null": 1 }), json!(null)] {
                assert!(!fails(fixture().claims(json!({ name: good }))), "{name} {good}");
            }
        }
        assert!(!fails(fixture().claims(json!({ "iat": "x" })).version("8.1.0")), "not before 8.2.0");
    }
}
