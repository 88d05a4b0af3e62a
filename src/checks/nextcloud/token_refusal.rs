//! The token endpoint gives an ID Token.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, Outcome, SpecRef};
use crate::evidence::{Evidence, Fetched};
use crate::php::{is_set, json_decode};

/// The token endpoint gives a JSON object with `id_token`.
pub struct TokenRefusal;

/// What the version catches.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// A success without JSON or without `id_token` ends here, too.
    malformed: bool,
}

impl Check for TokenRefusal {
    const META: &'static Meta = &Meta {
        id: "nextcloud-token-refusal",
        title: "The token endpoint gives JSON with an id_token",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "3.1.3.3")],
        needs: &[Need::Flow],
        why: "Without an ID Token there is no login; the scope openid may be missing.",
        fix: "Read the answer of the token endpoint; register the client's authentication method, and grant the scope openid.",
    };
    type Params = Params;

    fn judge(evidence: &Evidence<'_>, params: &Params) -> Result<Outcome, Missing> {
        const EXPECTED: &str = "status 200 and a JSON object with id_token";
        let answer = evidence.reached_token_answer()?;
        let (id, what) = match &answer {
            Fetched::NoAnswer { .. } => return Ok(answer.finding("The token endpoint cannot be asked", EXPECTED).into()),
            Fetched::HttpError(id, response) => {
                let body = json_decode(&response.body.bytes()).unwrap_or_default();
                if is_set(body.get("error")) && is_set(body.get("error_description")) {
                    return Err(Missing::not_reached("the error has a description, which makes it another page"));
                }
                let error = body.get("error").and_then(Value::as_str).map(|e| format!(", error {e}")).unwrap_or_default();
                (*id, format!("status {}{error}", response.status))
            }
            Fetched::Body(id, response) => match json_decode(&response.body.bytes()) {
                _ if !params.malformed => return Ok(Outcome::Pass),
                None => (*id, "no JSON".to_owned()),
                Some(Value::Object(map)) if !is_set(map.get("id_token")) => (*id, "JSON without id_token".to_owned()),
                Some(Value::Array(_)) => (*id, "a JSON list".to_owned()),
                Some(_) => return Ok(Outcome::Pass),
            },
        };
        Ok(Finding::new(format!("The token endpoint gives no ID Token: {what}")).compare(EXPECTED, what).at(id, "").into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};
    use crate::recording::FailureKind;

    fn judge(answer: Answer, malformed: bool) -> Outcome {
        let fixture = Fixture::app("nextcloud-user-oidc").token_answers(vec![answer]);
        fixture.judge::<TokenRefusal>(&format!("malformed = {malformed}"))
    }

    #[test]
    fn no_id_token_fails() {
        assert_eq!(Fixture::app("nextcloud-user-oidc").judge::<TokenRefusal>("malformed = true"), Outcome::Pass);
        for answer in [
            Answer::raw(200, "", "<html>"),
            Answer::raw(200, "", ""),
            Answer::json(200, &json!({ "access_token": "x" })),
            Answer::json(200, &json!({ "id_token": null })),
            Answer::json(200, &json!([])),
            Answer::json(400, &json!({ "error": "x" })),
            Answer::raw(500, "", "oops"),
            Answer::failure(FailureKind::Connect, "refused"),
        ] {
            assert!(matches!(judge(answer.clone(), true), Outcome::Fail(_)), "{answer:?}");
        }
    }

    #[test]
    fn what_ends_elsewhere_does_not_fail_here() {
        for answer in
            [Answer::json(200, &json!(null)), Answer::json(200, &json!("x")), Answer::json(200, &json!({ "id_token": 5 }))]
        {
            assert_eq!(judge(answer, true), Outcome::Pass);
        }
        assert_eq!(judge(Answer::raw(200, "", "<html>"), false), Outcome::Pass);
        let described = Answer::json(400, &json!({ "error": "e", "error_description": "d" }));
        assert!(matches!(judge(described, true), Outcome::NotApplicable(_)));
    }
}
