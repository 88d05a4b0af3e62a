//! The header brings no key of its own.

use super::support::judge_stage;
use crate::check::{Check, Level, Meta, Missing, Need, NoParams, Outcome};
use crate::evidence::Evidence;
use crate::php::jumbojett::Stage;
use crate::recording::Step;

/// The header brings no key of its own.
pub struct HeaderKey;

impl Check for HeaderKey {
    const META: &'static Meta = &Meta {
        id: "jumbojett-header-key",
        title: "The header of the ID Token brings no key of its own",
        level: Level::App,
        spec: &[],
        needs: &[Need::Step(Step::Discovery), Need::Step(Step::JwkSet), Need::Flow],
        why: "The library refuses every token with a jwk in its header.",
        fix: "Leave jwk out of the header, and publish the key in the JWK Set.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        judge_stage(evidence, &[Stage::HeaderKey])
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::Fixture;

    fn judged(fixture: Fixture) -> Result<(), String> {
        match fixture.judge::<HeaderKey>("") {
            Outcome::Fail(finding) => Err(finding.words.unwrap_or_default()),
            Outcome::Pass => Ok(()),
            other => panic!("{other:?}"),
        }
    }

    fn app() -> Fixture {
        Fixture::app("nextcloud-oidc-login")
    }

    #[test]
    fn a_key_in_the_header_fails() {
        assert_eq!(judged(app().header(json!({ "jwk": { "null": 1 } }))), Ok(()));
        let own = judged(app().header(json!({ "jwk": {} })));
        assert_eq!(own, Err("Self signed JWK header is not valid".to_owned()));
    }
}
