//! The ID Token is signed with an algorithm that the library has.

use super::support::judge_stage;
use crate::check::{Check, Level, Meta, Missing, Need, NoParams, Outcome};
use crate::evidence::Evidence;
use crate::php::jumbojett::Stage;
use crate::recording::Step;

/// The ID Token is signed with an algorithm that the library has.
pub struct Algorithm;

impl Check for Algorithm {
    const META: &'static Meta = &Meta {
        id: "jumbojett-algorithm",
        title: "The ID Token is signed with RS256, RS384, RS512, PS256, PS512, HS256, HS384 or HS512",
        level: Level::App,
        spec: &[],
        needs: &[Need::Step(Step::Discovery), Need::Step(Step::JwkSet), Need::Flow],
        why: "The library has no elliptic curves, no PS384, and no encryption.",
        fix: "Let the client have ID Tokens signed with RS256, and not encrypted.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        judge_stage(evidence, &[Stage::Algorithm])
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::Fixture;

    fn judged(fixture: Fixture) -> Result<(), String> {
        match fixture.judge::<Algorithm>("") {
            Outcome::Fail(finding) => Err(finding.words.unwrap_or_default()),
            Outcome::Pass => Ok(()),
            other => panic!("{other:?}"),
        }
    }

    fn app() -> Fixture {
        Fixture::app("nextcloud-oidc-login")
    }

    #[test]
    fn elliptic_curves_fail() {
        assert_eq!(judged(app()), Ok(()));
        assert_eq!(judged(app().signed_by("p256")), Err("No support for signature type: ES256".to_owned()));
        assert_eq!(judged(app().signed_by("ed25519")), Err("No support for signature type: EdDSA".to_owned()));
        let none = app().header(json!({ "alg": null }));
        assert_eq!(judged(none), Err("Error missing signature type in token header".to_owned()));
    }
}
