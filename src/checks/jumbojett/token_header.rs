//! The header of the ID Token is a JSON object.

use super::support::judge_stage;
use crate::check::{Check, Doc, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::php::jumbojett::Stage;
use crate::recording::Step;

/// The header of the ID Token is a JSON object.
pub struct TokenHeader;

impl Check for TokenHeader {
    const META: &'static Meta = &Meta {
        id: "jumbojett-token-header",
        title: "The header of the ID Token is a JSON object",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::Rfc(7515), "5.2")],
        needs: &[Need::Step(Step::Discovery), Need::Step(Step::JwkSet), Need::Flow],
        why: "What cannot be read cannot be verified.",
        fix: "Return a JWS in compact form.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        judge_stage(evidence, &[Stage::Header])
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::Fixture;

    fn judged(fixture: Fixture) -> Result<(), String> {
        match fixture.judge::<TokenHeader>("") {
            Outcome::Fail(finding) => Err(finding.words.unwrap_or_default()),
            Outcome::Pass => Ok(()),
            other => panic!("{other:?}"),
        }
    }

    fn app() -> Fixture {
        Fixture::app("nextcloud-oidc-login")
    }

    #[test]
    fn a_text_that_is_no_token_fails() {
        assert_eq!(judged(app().header(json!({}))), Ok(()));
        assert_eq!(judged(app().id_token("opaque")), Err("Error decoding JSON from token header".to_owned()));
    }
}
