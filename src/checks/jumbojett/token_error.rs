//! No error from the token endpoint.

use super::support::{TokenError, token_error};
use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;

/// The token answer has no `error`.
pub struct TokenErrorWords;

impl Check for TokenErrorWords {
    const META: &'static Meta = &Meta {
        id: "jumbojett-token-error",
        title: "The token endpoint answers without an error",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::Rfc(6749), "5.2")],
        needs: &[Need::Flow],
        why: "An error in the answer, whatever its status, is shown to the user: the description, or else the code.",
        fix: "Allow what the app does: its way to authenticate the client, its redirect URI, its code verifier; the error names it.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let (exchange, error) = token_error(evidence)?;
        let Some(TokenError::Words(words)) = error else { return Ok(Outcome::Pass) };
        let finding = Finding::new(format!("The token endpoint answers with an error: {words}"));
        let finding = finding.compare("tokens", words.clone()).words(words).at(exchange, "/error");
        let refused = evidence.reached_flow()?.ending().ok();
        let cause = match &refused {
            Some(crate::evidence::Ending::Refused(refusal)) => refusal.cause(),
            _ => None,
        };
        Ok(finding.caused(cause).into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    fn words(answer: &Value) -> Option<String> {
        let answers = vec![Answer::json(400, answer)];
        match Fixture::app("nextcloud-oidc-login").token_answers(answers).judge::<TokenErrorWords>("") {
            Outcome::Fail(finding) => finding.words,
            Outcome::Pass => None,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_description_comes_first_even_an_empty_one() {
        assert_eq!(words(&json!({ "error": "x", "error_description": "why" })).as_deref(), Some("why"));
        assert_eq!(words(&json!({ "error": "x", "error_description": "" })).as_deref(), Some(""));
        assert_eq!(words(&json!({ "error": "x", "error_description": null })).as_deref(), Some("Got response: x"));
        assert_eq!(words(&json!({ "error": 5, "error_description": 7 })).as_deref(), Some("7"));
        assert_eq!(words(&json!({ "error": false })).as_deref(), Some("Got response: "));
        assert_eq!(words(&json!({ "error": ["a"] })).as_deref(), Some("Got response: Array"));
    }

    #[test]
    fn no_error_is_no_error_whatever_the_status() {
        for other in
            [json!({ "error": null }), json!({ "message": "no" }), json!(["error"]), json!("error"), json!({ "error": {} })]
        {
            assert_eq!(words(&other), None, "{other}");
        }
    }
}
