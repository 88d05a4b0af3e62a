//! The issuer of the ID Token is the configured URL or the published issuer.

use super::support::judge_stage;
use crate::check::{Check, Doc, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::php::jumbojett::Stage;
use crate::recording::Step;

/// The issuer of the ID Token is the configured URL or the published issuer.
pub struct TokenIssuer;

impl Check for TokenIssuer {
    const META: &'static Meta = &Meta {
        id: "jumbojett-issuer",
        title: "iss of the ID Token is the configured URL, the published issuer, or that with a slash",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "3.1.3.7")],
        needs: &[Need::Step(Step::Discovery), Need::Step(Step::JwkSet), Need::Flow],
        why: "Compared as text; without a published issuer only the configured URL counts.",
        fix: "Write the same issuer into the discovery document and into tokens; behind a proxy, set the public URL of the provider.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        judge_stage(evidence, &[Stage::Issuer])
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::Fixture;

    fn judged(fixture: Fixture) -> Result<(), String> {
        match fixture.judge::<TokenIssuer>("") {
            Outcome::Fail(finding) => Err(finding.words.unwrap_or_default()),
            Outcome::Pass => Ok(()),
            other => panic!("{other:?}"),
        }
    }

    fn app() -> Fixture {
        Fixture::app("nextcloud-oidc-login")
    }

    #[test]
    fn another_issuer_fails() {
        assert_eq!(judged(app()), Ok(()));
        assert_eq!(judged(app().claims(json!({ "iss": "https://op.example.org/" }))), Ok(()));
        assert_eq!(judged(app().claims(json!({ "iss": null }))), Err("Unable to verify JWT claims".to_owned()));
        let bare = app().discovery(json!({ "issuer": null })).claims(json!({ "iss": "x" }));
        assert!(judged(bare).is_err_and(|words| words.starts_with("The provider issuer could not be fetched.")));
        assert_eq!(judged(app().discovery(json!({ "issuer": null }))), Ok(()), "the configured URL");
    }
}
