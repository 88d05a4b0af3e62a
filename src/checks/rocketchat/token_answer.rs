//! The token answer is one that the app goes on with.

use crate::account::rocket_chat::token_answer;
use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Answered;
use crate::evidence::Evidence;
use crate::js;

use serde_json::Value;

use super::support::{refused_client, unanswered};

/// The token answer is one that the app goes on with.
pub struct TokenAnswered;

impl Check for TokenAnswered {
    const META: &'static Meta = &Meta {
        id: "rocketchat-token-answer",
        title: "The token answer is one that the app goes on with",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::Rfc(6749), "5.1")],
        needs: &[Need::Flow],
        why: "The classic flow wants 2xx and JSON without an error, the newer one 2xx (or 301, 302) and an access_token, in JSON or as a query string.",
        fix: "Answer the code exchange with status 200, JSON and access_token, without a redirect, also where the request has no Accept header.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let answer = token_answer(evidence)?;
        let expected = "status 200 and JSON with access_token";
        if let Some(finding) = unanswered("The token endpoint gives no answer", expected, &answer) {
            return Ok(finding.into());
        }
        let Answered::Response(id, response) = answer else { return Ok(Outcome::Pass) };
        let how = evidence.reached_flow()?.record.plan.token.answer;
        if refused_client(response).is_some() {
            return Err(Missing::not_reached("the token endpoint refuses the client"));
        }
        let body = response.body.bytes();
        if how.javascript_token(response.status, &body).is_some() {
            return Ok(Outcome::Pass);
        }
        let read = how.read_by_javascript(response.status, &body);
        if read == Some(Value::Null) {
            return Err(Missing::not_reached("the token answer is JSON null"));
        }
        let json = js::json_parse_bytes(&body);
        let member = |name: &str| json.as_ref().and_then(|j| js::member(j, name)).filter(|v| js::is_truthy(Some(v)));
        let status = response.status;
        let actual = match (read, member("error")) {
            (Some(_), _) => "no access_token".to_owned(),
            (None, Some(error)) => format!("status {status}, error {}", js::to_text(Some(&error))),
            (None, None) if !response.is_success() => format!("status {status}"),
            (None, None) => "a body that is no JSON to go on with".to_owned(),
        };
        let said = member("error_description").map_or_else(String::new, |d| format!(" ({})", js::to_text(Some(&d))));
        let finding = Finding::new(format!("The app does not go on with the token answer: {actual}{said}"));
        Ok(finding.compare(expected, actual).at(id, "").into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::checks::rocketchat::support::tests::advised;
    use crate::evidence::fixture::Answer;
    use crate::recording::FailureKind;

    fn fails(app: &str, answer: Answer) -> bool {
        matches!(advised(app).token_answers(vec![answer]).judge::<TokenAnswered>(""), Outcome::Fail(_))
    }

    #[test]
    fn the_two_flows_differ() {
        let both = |answer: &Answer| (fails("rocketchat", answer.clone()), fails("rocketchat-passport", answer.clone()));
        let good = json!({ "access_token": "a" });
        for (answer, classic, passport) in [
            (Answer::json(200, &good), false, false),
            (Answer::json(201, &good), false, false),
            (Answer::json(302, &good), true, false),
            (Answer::json(400, &good), true, true),
            (Answer::json(200, &json!({ "access_token": "a", "error": "x" })), true, false),
            (Answer::json(200, &json!({ "error": "x" })), true, true),
            (Answer::raw(401, "text/plain", ""), false, false),
            (Answer::raw(200, "text/plain", "null"), true, false),
            (Answer::json(200, &json!({ "access_token": "" })), false, true),
            (Answer::raw(200, "text/plain", "access_token=a"), true, false),
            (Answer::raw(200, "text/html", "<html>"), true, true),
            (Answer::failure(FailureKind::Connect, "closed"), true, true),
        ] {
            assert_eq!(both(&answer), (classic, passport), "{answer:?}");
        }
    }

    #[test]
    fn the_finding_repeats_the_error() {
        let answer = Answer::json(400, &json!({ "error": "invalid_grant", "error_description": "code is old" }));
        let finding = advised("rocketchat").token_answers(vec![answer]).fails::<TokenAnswered>("");
        assert!(finding.message.ends_with("status 400, error invalid_grant (code is old)"), "{}", finding.message);
    }
}
