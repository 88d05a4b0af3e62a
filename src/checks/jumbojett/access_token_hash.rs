//! The hash of the access token, where there is one, is right.

use super::support::judge_stage;
use crate::check::{Check, Doc, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::php::jumbojett::Stage;
use crate::recording::Step;

/// The hash of the access token, where there is one, is right.
pub struct TokenHash;

impl Check for TokenHash {
    const META: &'static Meta = &Meta {
        id: "jumbojett-access-token-hash",
        title: "at_hash of the ID Token, where there is one, is that of the access token",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "3.1.3.6")],
        needs: &[Need::Step(Step::Discovery), Need::Step(Step::JwkSet), Need::Flow],
        why: "The left half of the hash that belongs to the signature algorithm is compared.",
        fix: "Hash the access token that is returned, as ASCII, with the hash of the signature algorithm; take the left half in base64url.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        judge_stage(evidence, &[Stage::AccessTokenHash])
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::Fixture;

    fn judged(fixture: Fixture) -> Result<(), String> {
        match fixture.judge::<TokenHash>("") {
            Outcome::Fail(finding) => Err(finding.words.unwrap_or_default()),
            Outcome::Pass => Ok(()),
            other => panic!("{other:?}"),
        }
    }

    fn app() -> Fixture {
        Fixture::app("nextcloud-oidc-login")
    }

    #[test]
    fn another_hash_fails() {
        assert_eq!(judged(app()), Ok(()));
        assert_eq!(judged(app().claims(json!({ "at_hash": "x" }))), Err("Unable to verify JWT claims".to_owned()));
        let without = app().claims(json!({ "at_hash": "x" })).token(json!({ "access_token": null }));
        assert_eq!(judged(without), Ok(()));
    }
}
