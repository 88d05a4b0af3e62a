//! The status of an answer.

use schemars::JsonSchema;
use serde::Deserialize;

use super::endpoint::Endpoint;
use crate::check::{Check, Finding, Level, Meta, Missing, Need, Outcome};
use crate::evidence::{Evidence, Fetched};
use crate::recording::Step;

/// Which answer, and what the app takes for a good one.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// Which answer.
    endpoint: Endpoint,
    /// Statuses that the app takes; none: any 2xx.
    #[serde(default)]
    statuses: Vec<u16>,
    /// Seconds that the app waits for the whole answer; absent: not known, and then a slow answer says nothing.
    patience: Option<u64>,
}

/// An endpoint answers, with a status that the app takes.
pub struct AnswerStatus;

impl Check for AnswerStatus {
    const META: &'static Meta = &Meta {
        id: "answer-status",
        title: "The endpoint answers with a status that the app takes",
        level: Level::App,
        spec: &[],
        needs: &[Need::Step(Step::Discovery), Need::Flow],
        why: "An app that gets no answer, or one that it takes for an error, cannot go on.",
        fix: "See to it that the app's server reaches and trusts this endpoint, and read what it answers.",
    };
    type Params = Params;

    fn judge(evidence: &Evidence<'_>, params: &Params) -> Result<Outcome, Missing> {
        let good = |status: u16| match params.statuses.as_slice() {
            [] => (200..300).contains(&status),
            list => list.contains(&status),
        };
        let expected = match params.statuses.as_slice() {
            [] => "a status from 200 to 299".to_owned(),
            list => format!("status {}", list.iter().map(u16::to_string).collect::<Vec<_>>().join(" or ")),
        };
        let name = params.endpoint.words();
        let fetched = params.endpoint.fetched(evidence, params.patience)?;
        let (id, response) = match &fetched {
            Fetched::Body(id, response) | Fetched::HttpError(id, response) => (*id, *response),
            Fetched::NoAnswer { why, .. } => {
                return Ok(fetched.finding(&format!("{name} gives no answer"), &expected).words(why.clone()).into());
            }
        };
        if good(response.status) {
            return Ok(Outcome::Pass);
        }
        let challenge = response.header("www-authenticate").map(|c| format!(" ({c})")).unwrap_or_default();
        let actual = format!("status {}{challenge}", response.status);
        Ok(Finding::new(format!("{name} answers with {actual}"))
            .compare(expected, actual.clone())
            .words(actual)
            .at(id, "")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};
    use crate::recording::FailureKind;

    fn userinfo(answer: Answer, params: &str) -> Outcome {
        Fixture::app("cloudreve").userinfo(answer).judge::<AnswerStatus>(&format!("endpoint = \"userinfo\"\n{params}"))
    }

    fn failed(outcome: Outcome) -> bool {
        matches!(outcome, Outcome::Fail(_))
    }

    #[test]
    fn any_success_or_the_listed_ones() {
        let answer = |status| Answer::json(status, &json!({ "sub": "alice" }));
        assert_eq!(userinfo(answer(201), ""), Outcome::Pass);
        assert!(failed(userinfo(answer(201), "statuses = [200]")));
        assert!(failed(userinfo(answer(403), "")));
        let Outcome::Fail(finding) = userinfo(answer(401).header("www-authenticate", "Bearer"), "") else { panic!() };
        assert_eq!(finding.message, "Userinfo answers with status 401 (Bearer)");
    }

    #[test]
    fn no_answer_is_a_refusal_and_a_slow_one_says_nothing_unless_it_is_known_how_long_the_app_waits() {
        let hung_up = || Answer::failure(FailureKind::Protocol, "hung up");
        assert!(failed(userinfo(hung_up(), "")));
        let slow = || Answer::failure(FailureKind::Timeout, "no answer");
        assert!(matches!(userinfo(slow(), ""), Outcome::Inconclusive(_)));
        assert!(failed(userinfo(slow(), "patience = 0")));
        assert!(matches!(userinfo(Answer::failure(FailureKind::Refused, "not asked"), ""), Outcome::Inconclusive(_)));
    }

    #[test]
    fn what_is_never_asked_has_no_status() {
        let without = Fixture::app("cloudreve").discovery(json!({ "userinfo_endpoint": null }));
        assert!(matches!(without.judge::<AnswerStatus>("endpoint = \"userinfo\""), Outcome::NotApplicable(_)));
        let denied = Fixture::app("cloudreve").callback(json!({ "error": "access_denied", "code": null }));
        assert!(matches!(denied.judge::<AnswerStatus>("endpoint = \"token\""), Outcome::NotApplicable(_)));
        for endpoint in ["discovery", "token", "jwk-set"] {
            let outcome = Fixture::app("cloudreve").judge::<AnswerStatus>(&format!("endpoint = \"{endpoint}\""));
            assert_eq!(outcome, Outcome::Pass, "{endpoint}");
        }
    }
}
