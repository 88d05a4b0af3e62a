//! Nothing in token and key breaks the library.

use super::support::judge_crash;
use crate::check::{Check, Level, Meta, Missing, Need, NoParams, Outcome};
use crate::evidence::Evidence;
use crate::php::jumbojett::Stage;
use crate::recording::Step;

/// Nothing in token and key breaks the library.
pub struct TokenTypes;

impl Check for TokenTypes {
    const META: &'static Meta = &Meta {
        id: "jumbojett-token-types",
        title: "Token, key and issuer hold text where the library wants text",
        level: Level::App,
        spec: &[],
        needs: &[Need::Step(Step::Discovery), Need::Step(Step::JwkSet), Need::Flow],
        why: "A list or an object in its place is an error that nobody catches.",
        fix: "Give alg, kid, n, e, issuer and the access token as text.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        judge_crash(evidence, &[Stage::Algorithm, Stage::KeyMatch, Stage::KeyMembers, Stage::Issuer, Stage::AccessTokenHash])
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::Fixture;

    fn judged(fixture: Fixture) -> Result<(), String> {
        match fixture.judge::<TokenTypes>("") {
            Outcome::Fail(finding) => Err(finding.words.unwrap_or_default()),
            Outcome::Pass => Ok(()),
            other => panic!("{other:?}"),
        }
    }

    fn app() -> Fixture {
        Fixture::app("nextcloud-oidc-login")
    }

    #[test]
    fn objects_in_the_place_of_text_crash() {
        assert_eq!(judged(app()), Ok(()));
        let key = json!({ "kty": "RSA", "kid": "rsa", "n": ["AQAB"], "e": "AQAB" });
        for broken in [
            app().header(json!({ "alg": {} })),
            app().header(json!({ "kid": {} })),
            app().keys(vec![key]),
            app().discovery(json!({ "issuer": {} })).claims(json!({ "iss": "x" })),
            app().claims(json!({ "at_hash": "x" })).token(json!({ "access_token": ["x"] })),
        ] {
            assert_eq!(judged(broken), Err(String::new()));
        }
    }
}
