//! The JWK Set has an RSA key with the kid of the token.

use super::support::judge_stage;
use crate::check::{Check, Doc, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::php::jumbojett::Stage;
use crate::recording::Step;

/// The JWK Set has an RSA key with the kid of the token.
pub struct KeyMatch;

impl Check for KeyMatch {
    const META: &'static Meta = &Meta {
        id: "jumbojett-key-match",
        title: "The JWK Set has an RSA key with the kid of the token",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "10.1")],
        needs: &[Need::Step(Step::Discovery), Need::Step(Step::JwkSet), Need::Flow],
        why: "The first RSA key with the same kid is taken; without kid in the token the first RSA key, even one for encryption.",
        fix: "Publish the signing key as RSA under the very kid that the token names.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        judge_stage(evidence, &[Stage::KeyMatch])
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::Fixture;
    use crate::evidence::fixture::{Answer, jwk};

    fn judged(fixture: Fixture) -> Result<(), String> {
        match fixture.judge::<KeyMatch>("") {
            Outcome::Fail(finding) => Err(finding.words.unwrap_or_default()),
            Outcome::Pass => Ok(()),
            other => panic!("{other:?}"),
        }
    }

    fn app() -> Fixture {
        Fixture::app("nextcloud-oidc-login")
    }

    #[test]
    fn another_kid_fails() {
        assert_eq!(judged(app()), Ok(()));
        let other = || app().header(json!({ "kid": "other" }));
        assert_eq!(judged(other()), Err("Too many update signing key requests".to_owned()));
        let words = "Unable to find a key for (algorithm, kid):RS256, other)".to_owned();
        assert_eq!(judged(other().set("oidc_login_min_time_between_jwks_requests", 0)), Err(words.clone()));
        let fragile = other().jwk_set_answers(vec![Answer::json(404, &json!({ "keys": [] }))]);
        assert_eq!(judged(fragile), Err(words));
    }

    #[test]
    fn a_second_reading_may_help() {
        let late = app().jwk_set_answers(vec![Answer::json(500, &json!({}))]).step(
            Step::JwkSetAgain,
            vec![Answer::json(200, &json!({ "keys": [jwk("rsa")] }))],
            None,
        );
        assert_eq!(judged(late), Ok(()));
    }
}
