//! An answer as JSON.

use schemars::JsonSchema;
use serde::Deserialize;

use super::endpoint::Endpoint;
use crate::check::{Check, Finding, Level, Meta, Missing, Need, Outcome};
use crate::evidence::{Evidence, Fetched};
use crate::oidc::JsonDocument;
use crate::oidc::json::excerpt;
use crate::recording::Step;

/// Which answer, and how the app reads it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// Which answer.
    endpoint: Endpoint,
    /// Media types that the app insists on; none: it does not look.
    #[serde(default)]
    content_types: Vec<String>,
    /// Media types with which the app reads the answer as something else (a form, a JWT).
    #[serde(default)]
    not_content_types: Vec<String>,
    /// The app skips a byte order mark.
    #[serde(default)]
    byte_order_mark: bool,
}

/// An answer is a JSON object as the app reads it.
pub struct AnswerObject;

impl Check for AnswerObject {
    const META: &'static Meta = &Meta {
        id: "answer-object",
        title: "The answer is a JSON object as the app reads it",
        level: Level::App,
        spec: &[],
        needs: &[Need::Step(Step::Discovery), Need::Flow],
        why: "The app reads members of a JSON object; of anything else it can make nothing.",
        fix: "Answer with one JSON object, `Content-Type: application/json`, without a byte order mark; not signed, not encrypted.",
    };
    type Params = Params;

    fn judge(evidence: &Evidence<'_>, params: &Params) -> Result<Outcome, Missing> {
        let Fetched::Body(id, response) = params.endpoint.fetched(evidence, None)? else {
            return Err(Missing::not_reached(format!("{} gives no answer to read", params.endpoint.words())));
        };
        let media_type = response.media_type().unwrap_or_default();
        let shown = if media_type.is_empty() { "no Content-Type" } else { media_type.as_str() };
        let is_listed = |list: &[String]| list.iter().any(|item| item.eq_ignore_ascii_case(&media_type));
        let bytes = response.body.bytes();
        let mut text = bytes.as_slice();
        if params.byte_order_mark {
            text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
        }
        let parsed = JsonDocument::parse(text);
        let actual = match &parsed {
            _ if is_listed(&params.not_content_types) => format!("{shown}, which the app reads as something else"),
            _ if !params.content_types.is_empty() && !is_listed(&params.content_types) => shown.to_owned(),
            Ok(document) if document.value.is_object() => return Ok(Outcome::Pass),
            Ok(document) => excerpt(&document.value),
            Err(_) if media_type == "application/jwt" => "a JWT".to_owned(),
            Err(fault) if fault.byte_order_mark => "JSON with a byte order mark".to_owned(),
            Err(fault) if fault.looks_like_html => "an HTML page".to_owned(),
            Err(_) => format!("no JSON ({shown})"),
        };
        let expected = match params.content_types.as_slice() {
            [] => "a JSON object".to_owned(),
            list => format!("a JSON object, {}", list.join(" or ")),
        };
        let message = format!("{} is answered with {actual}", params.endpoint.words());
        Ok(Finding::new(message).compare(expected, actual.clone()).words(actual).at(id, "").into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    fn userinfo(answer: Answer, params: &str) -> Outcome {
        Fixture::app("cloudreve").userinfo(answer).judge::<AnswerObject>(&format!("endpoint = \"userinfo\"\n{params}"))
    }

    fn actual(outcome: Outcome) -> String {
        if let Outcome::Fail(finding) = outcome { finding.actual } else { panic!("{outcome:?}") }
    }

    #[test]
    fn objects_pass() {
        assert_eq!(userinfo(Answer::json(200, &json!({})), ""), Outcome::Pass);
        assert_eq!(userinfo(Answer::raw(200, "text/plain", "{}"), ""), Outcome::Pass);
        assert_eq!(userinfo(Answer::raw(200, "application/json", "\u{feff}{}"), "byte_order_mark = true"), Outcome::Pass);
        for endpoint in ["discovery", "token"] {
            let outcome = Fixture::app("cloudreve").judge::<AnswerObject>(&format!("endpoint = \"{endpoint}\""));
            assert_eq!(outcome, Outcome::Pass, "{endpoint}");
        }
    }

    #[test]
    fn the_rest_is_named() {
        assert_eq!(actual(userinfo(Answer::json(200, &json!([1])), "")), "[1]");
        assert_eq!(actual(userinfo(Answer::raw(200, "application/jwt", "a.b.c"), "")), "a JWT");
        assert_eq!(actual(userinfo(Answer::raw(200, "text/html", "<html>"), "")), "an HTML page");
        assert_eq!(actual(userinfo(Answer::raw(200, "application/json", "\u{feff}{}"), "")), "JSON with a byte order mark");
        assert_eq!(
            actual(userinfo(Answer::raw(200, "text/plain", "{}"), "content_types = [\"application/json\"]")),
            "text/plain"
        );
        let form = userinfo(Answer::raw(200, "text/plain", "{}"), "not_content_types = [\"text/plain\"]");
        assert!(actual(form).starts_with("text/plain, which"));
    }

    #[test]
    fn an_error_has_a_status_to_speak_of_and_no_body() {
        assert!(matches!(userinfo(Answer::json(500, &json!({})), ""), Outcome::NotApplicable(_)));
    }
}
