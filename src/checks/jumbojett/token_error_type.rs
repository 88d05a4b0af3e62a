//! An error whose words are no text.

use super::support::{TokenError, token_error};
use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;

/// `error` and `error_description` are text.
pub struct TokenErrorType;

impl Check for TokenErrorType {
    const META: &'static Meta = &Meta {
        id: "jumbojett-token-error-type",
        title: "error and error_description of the token endpoint are text",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::Rfc(6749), "5.2")],
        needs: &[Need::Flow],
        why: "The words are handed on to a function that takes text only, and nobody catches its error.",
        fix: "Answer errors as RFC 6749 has them, with text in both members.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let (exchange, error) = token_error(evidence)?;
        let Some(TokenError::Crash(actual)) = error else { return Ok(Outcome::Pass) };
        let finding = Finding::new(format!("The words of the token endpoint's error are no text: {actual}"));
        Ok(finding.compare("text", actual).at(exchange, "/error").into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    fn judged(answer: &Value) -> Outcome {
        let answers = vec![Answer::json(400, answer)];
        Fixture::app("nextcloud-oidc-login").token_answers(answers).judge::<TokenErrorType>("")
    }

    #[test]
    fn lists_and_objects_crash() {
        assert_eq!(judged(&json!({ "error": "x" })), Outcome::Pass);
        assert_eq!(judged(&json!({ "error": ["x"] })), Outcome::Pass, "PHP has a word for a list here");
        for bad in [
            json!({ "error": {} }),
            json!({ "error": "x", "error_description": ["y"] }),
            json!({ "error": "x", "error_description": {} }),
        ] {
            assert!(matches!(judged(&bad), Outcome::Fail(_)), "{bad}");
        }
    }
}
