//! The signature of the ID Token is good.

use super::support::judge_stage;
use crate::check::{Check, Doc, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::php::jumbojett::Stage;
use crate::recording::Step;

/// The signature of the ID Token is good.
pub struct JwkSignature;

impl Check for JwkSignature {
    const META: &'static Meta = &Meta {
        id: "jumbojett-signature",
        title: "The signature of the ID Token is good",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "3.1.3.7")],
        needs: &[Need::Step(Step::Discovery), Need::Step(Step::JwkSet), Need::Flow],
        why: "RS and PS signatures are verified with the published key, HS signatures with the client secret.",
        fix: "Sign with the key that is published under the kid of the token; of two keys with one kid the first is taken.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        judge_stage(evidence, &[Stage::Signature])
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::Fixture;

    fn judged(fixture: Fixture) -> Result<(), String> {
        match fixture.judge::<JwkSignature>("") {
            Outcome::Fail(finding) => Err(finding.words.unwrap_or_default()),
            Outcome::Pass => Ok(()),
            other => panic!("{other:?}"),
        }
    }

    fn app() -> Fixture {
        Fixture::app("nextcloud-oidc-login")
    }

    #[test]
    fn a_signature_of_another_key_fails() {
        assert_eq!(judged(app()), Ok(()));
        let other = app().edit(|recording| {
            for exchange in &mut recording.exchanges {
                if let Some(response) = &mut exchange.response
                    && let crate::recording::Body::Text(text) = &mut response.body
                {
                    *text = text.replace("\"e\":\"AQAB\"", "\"e\":\"AQAD\"");
                }
            }
        });
        assert_eq!(judged(other), Err("Unable to verify signature".to_owned()));
    }

    #[test]
    fn a_symmetric_signature_needs_what_the_observer_saw() {
        let symmetric = || app().header(json!({ "alg": "HS256" }));
        assert!(matches!(symmetric().judge::<JwkSignature>(""), Outcome::Inconclusive(_)));
    }
}
