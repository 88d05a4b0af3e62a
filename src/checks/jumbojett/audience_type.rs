//! The audience is the client or a list.

use super::support::judge_crash;
use crate::check::{Check, Doc, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::php::jumbojett::Stage;
use crate::recording::Step;

/// The audience is the client or a list.
pub struct AudienceType;

impl Check for AudienceType {
    const META: &'static Meta = &Meta {
        id: "jumbojett-audience-type",
        title: "aud of the ID Token is the client, or a list",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "2")],
        needs: &[Need::Step(Step::Discovery), Need::Step(Step::JwkSet), Need::Flow],
        why: "Anything but the client itself is searched like a list; what is none is an error that nobody catches.",
        fix: "Put the client_id into aud.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        judge_crash(evidence, &[Stage::Audience])
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::Fixture;

    fn judged(fixture: Fixture) -> Result<(), String> {
        match fixture.judge::<AudienceType>("") {
            Outcome::Fail(finding) => Err(finding.words.unwrap_or_default()),
            Outcome::Pass => Ok(()),
            other => panic!("{other:?}"),
        }
    }

    fn app() -> Fixture {
        Fixture::app("nextcloud-oidc-login")
    }

    #[test]
    fn another_text_crashes() {
        assert_eq!(judged(app()), Ok(()));
        assert_eq!(judged(app().claims(json!({ "aud": ["x"] }))), Ok(()), "that is refused with words");
        for aud in [json!("x"), json!(null), json!(5)] {
            assert_eq!(judged(app().claims(json!({ "aud": aud }))), Err(String::new()), "{aud}");
        }
    }
}
