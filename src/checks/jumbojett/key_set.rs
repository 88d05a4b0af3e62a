//! The JWK Set is JSON.

use super::support::judge_stage;
use crate::check::{Check, Doc, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::php::jumbojett::Stage;
use crate::recording::Step;

/// The JWK Set is JSON.
pub struct JwkSetJson;

impl Check for JwkSetJson {
    const META: &'static Meta = &Meta {
        id: "jumbojett-key-set",
        title: "The JWK Set is JSON",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::Rfc(7517), "5")],
        needs: &[Need::Step(Step::Discovery), Need::Step(Step::JwkSet), Need::Flow],
        why: "The status is not looked at, only the body.",
        fix: "Serve the JWK Set as JSON without a login.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        judge_stage(evidence, &[Stage::KeySet])
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::Answer;
    use crate::evidence::fixture::Fixture;

    fn judged(fixture: Fixture) -> Result<(), String> {
        match fixture.judge::<JwkSetJson>("") {
            Outcome::Fail(finding) => Err(finding.words.unwrap_or_default()),
            Outcome::Pass => Ok(()),
            other => panic!("{other:?}"),
        }
    }

    fn app() -> Fixture {
        Fixture::app("nextcloud-oidc-login")
    }

    fn set(body: &str) -> Result<(), String> {
        judged(app().jwk_set_answers(vec![Answer::raw(200, "text/html", body)]))
    }

    #[test]
    fn what_is_no_json_fails() {
        assert_eq!(judged(app()), Ok(()));
        for body in ["<html>", "", "null"] {
            assert_eq!(set(body), Err("Error decoding JSON from jwks_uri".to_owned()), "{body:?}");
        }
        assert_eq!(set("[]"), Ok(()));
        let error_page = app().jwk_set_answers(vec![Answer::json(503, &json!({ "keys": [] }))]);
        assert_eq!(judged(error_page), Ok(()), "the status does not count");
    }
}
