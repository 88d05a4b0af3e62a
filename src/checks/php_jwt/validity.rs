//! The ID Token is valid now, give or take 60 seconds.

use super::support::{WalkParams, judge_stage};
use crate::check::{Check, Doc, Level, Meta, Missing, Need, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::php::jwt::Stage;
use crate::recording::Step;

/// The ID Token is valid now, give or take 60 seconds.
pub struct Validity;

impl Check for Validity {
    const META: &'static Meta = &Meta {
        id: "php-jwt-validity",
        title: "The ID Token is valid now, give or take 60 seconds",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "3.1.3.7"), SpecRef::new(Doc::Rfc(7519), "4.1.5")],
        needs: &[Need::Step(Step::Discovery), Need::Step(Step::JwkSet), Need::Flow],
        why: "A token of the future, or one that expired more than a minute ago, is refused.",
        fix: "Set the clocks of both servers by NTP; do not write nbf or iat in the future.",
    };
    type Params = WalkParams;

    fn judge(evidence: &Evidence<'_>, params: &WalkParams) -> Result<Outcome, Missing> {
        judge_stage(evidence, *params, &[Stage::NotYet, Stage::Expired])
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
        matches!(fixture.judge::<Validity>(""), Outcome::Fail(_))
    }

    #[test]
    fn sixty_seconds_are_forgiven() {
        use crate::evidence::fixture::NOW;
        assert_eq!(fixture().keys(vec![jwk("rsa")]).judge::<Validity>(""), Outcome::Pass);
        for bad in [
            json!({ "iat": NOW + 61 }),
            json!({ "nbf": NOW + 61 }),
            json!({ "nbf": (NOW + 90).to_string() }),
            json!({ "exp": NOW - 60 }),
            json!({ "exp": 0 }),
        ] {
            assert!(fails(fixture().claims(bad.clone())), "{bad}");
        }
        for good in [
            json!({ "iat": NOW + 60 }),
            json!({ "iat": 1_800_000_060.9 }),
            json!({ "iat": NOW + 90, "nbf": NOW }),
            json!({ "exp": NOW - 59 }),
            json!({ "exp": null }),
            json!({ "iat": null }),
        ] {
            assert!(!fails(fixture().claims(good.clone())), "{good}");
        }
    }
}
