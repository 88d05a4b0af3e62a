//! The ID Token has a signature part.

use super::support::judge_stage;
use crate::check::{Check, Doc, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::php::jumbojett::Stage;
use crate::recording::Step;

/// The ID Token has a signature part.
pub struct SignaturePart;

impl Check for SignaturePart {
    const META: &'static Meta = &Meta {
        id: "jumbojett-signature-part",
        title: "The ID Token has something behind its last dot",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::Rfc(7515), "7.1")],
        needs: &[Need::Step(Step::Discovery), Need::Step(Step::JwkSet), Need::Flow],
        why: "An unsigned token (alg none) is refused before its header is looked at.",
        fix: "Sign ID Tokens, best with RS256.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        judge_stage(evidence, &[Stage::SignaturePart])
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::Fixture;

    fn judged(fixture: Fixture) -> Result<(), String> {
        match fixture.judge::<SignaturePart>("") {
            Outcome::Fail(finding) => Err(finding.words.unwrap_or_default()),
            Outcome::Pass => Ok(()),
            other => panic!("{other:?}"),
        }
    }

    fn app() -> Fixture {
        Fixture::app("nextcloud-oidc-login")
    }

    #[test]
    fn an_unsigned_token_fails() {
        assert_eq!(judged(app()), Ok(()));
        for token in ["", "e30.e30."] {
            assert_eq!(judged(app().id_token(token)), Err("Error decoding signature from token".to_owned()));
        }
        assert_eq!(judged(app().header(json!({ "alg": "ES256" }))), Ok(()), "later steps are not its business");
    }
}
