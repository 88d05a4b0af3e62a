//! Times are JSON integers, within five minutes.

use super::support::judge_stage;
use crate::check::{Check, Doc, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::php::jumbojett::Stage;
use crate::recording::Step;

/// Times are JSON integers, within five minutes.
pub struct TokenTimes;

impl Check for TokenTimes {
    const META: &'static Meta = &Meta {
        id: "jumbojett-times",
        title: "exp and nbf of the ID Token, where they are there, are JSON integers and within five minutes of now",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "2"), SpecRef::new(Doc::Rfc(7519), "4.1.4")],
        needs: &[Need::Step(Step::Discovery), Need::Step(Step::JwkSet), Need::Flow],
        why: "The type is compared: a text, a fraction, even 1.7e9 is refused. Five minutes of difference are allowed.",
        fix: "Write times as integers without exponent or fraction, and set the clocks of both servers by NTP.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        judge_stage(evidence, &[Stage::Times])
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::Fixture;
    use crate::evidence::fixture::NOW;

    fn judged(fixture: Fixture) -> Result<(), String> {
        match fixture.judge::<TokenTimes>("") {
            Outcome::Fail(finding) => Err(finding.words.unwrap_or_default()),
            Outcome::Pass => Ok(()),
            other => panic!("{other:?}"),
        }
    }

    fn app() -> Fixture {
        Fixture::app("nextcloud-oidc-login")
    }

    #[test]
    fn anything_but_an_integer_in_time_fails() {
        let refused = || Err("Unable to verify JWT claims".to_owned());
        assert_eq!(judged(app()), Ok(()));
        assert_eq!(judged(app().claims(json!({ "exp": NOW - 300 }))), Ok(()));
        assert_eq!(judged(app().claims(json!({ "exp": NOW - 301 }))), refused());
        assert_eq!(judged(app().claims(json!({ "exp": 1.9e9 }))), refused());
        assert_eq!(judged(app().claims(json!({ "exp": (NOW + 60).to_string() }))), refused());
        assert_eq!(judged(app().claims(json!({ "nbf": NOW + 301 }))), refused());
        assert_eq!(judged(app().claims(json!({ "exp": null, "iat": NOW + 9999 }))), Ok(()), "neither is needed, iat is not read");
    }
}
