//! The token answer has the types that the app's functions take.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, Outcome, SpecRef};
use crate::evidence::{Evidence, Fetched};
use crate::oidc::json::{excerpt, type_words};
use crate::php::{is_set, json_decode};

/// A successful token answer is an object whose `id_token` is text.
pub struct TokenAnswerType;

/// What the version does not catch.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// A success without JSON or without `id_token` ends here, too.
    malformed: bool,
}

impl Check for TokenAnswerType {
    const META: &'static Meta = &Meta {
        id: "nextcloud-token-answer-type",
        title: "A successful token answer is an object whose id_token is text",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "3.1.3.3"), SpecRef::new(Doc::Rfc(6749), "5.1")],
        needs: &[Need::Flow],
        why: "Another type is an exception nobody catches.",
        fix: "Answer with a JSON object; write id_token as a JSON string.",
    };
    type Params = Params;

    fn judge(evidence: &Evidence<'_>, params: &Params) -> Result<Outcome, Missing> {
        let answer = evidence.reached_token_answer()?;
        let Fetched::Body(id, response) = answer else {
            return Err(Missing::not_reached("the token endpoint gave no success"));
        };
        let fail = |what: String, pointer: &str| {
            Finding::new(format!("The token answer is {what}"))
                .compare("an object whose id_token is text", what)
                .at(id, pointer)
                .into()
        };
        Ok(match json_decode(&response.body.bytes()) {
            Some(Value::Object(map)) => match map.get("id_token") {
                Some(Value::String(_)) => Outcome::Pass,
                Some(other) if is_set(Some(other)) => {
                    fail(format!("an object whose id_token is {}", excerpt(other)), "/id_token")
                }
                _ if params.malformed => fail("an object without id_token".to_owned(), ""),
                _ => Outcome::Pass,
            },
            Some(Value::Array(_)) if !params.malformed => Outcome::Pass,
            Some(other) => fail(type_words(&other).to_owned(), ""),
            None if params.malformed => fail("no JSON".to_owned(), ""),
            None => Outcome::Pass,
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    fn judge(body: &str, malformed: bool) -> Outcome {
        let fixture = Fixture::app("nextcloud-user-oidc").token_answers(vec![Answer::raw(200, "", body)]);
        fixture.judge::<TokenAnswerType>(&format!("malformed = {malformed}"))
    }

    #[test]
    fn scalars_and_other_types_fail() {
        for bad in ["null", "5", "true", "\"x\"", r#"{"id_token":5}"#, r#"{"id_token":[]}"#, r#"{"id_token":false}"#] {
            assert!(matches!(judge(bad, false), Outcome::Fail(_)), "{bad}");
        }
        for good in [r#"{"id_token":""}"#, "{}", "[]", "<p>"] {
            assert_eq!(judge(good, false), Outcome::Pass, "{good}");
        }
        for bad in ["{}", "[]", "<p>"] {
            assert!(matches!(judge(bad, true), Outcome::Fail(_)), "{bad}");
        }
        let refused = Fixture::app("nextcloud-user-oidc").token_answers(vec![Answer::json(400, &json!(null))]);
        assert!(matches!(refused.judge::<TokenAnswerType>("malformed = false"), Outcome::NotApplicable(_)));
    }
}
