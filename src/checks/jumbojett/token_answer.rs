//! A token answer that the library can look into.

use serde_json::Value;

use super::support::token_value;
use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::oidc::json::type_words;

/// The token answer is a JSON object (or text, which has no members).
pub struct TokenAnswer;

impl Check for TokenAnswer {
    const META: &'static Meta = &Meta {
        id: "jumbojett-token-answer",
        title: "The token endpoint answers with a JSON object",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::Rfc(6749), "5.1"), SpecRef::new(Doc::OidcCore, "3.1.3.3")],
        needs: &[Need::Flow],
        why: "What is no JSON, or JSON of another kind, is an error that nobody catches; the status is not looked at.",
        fix: "Answer with a JSON object, also where something goes wrong, and without a redirect.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let (exchange, value) = token_value(evidence)?;
        let actual = match &value {
            Some(Value::Object(_) | Value::String(_)) => return Ok(Outcome::Pass),
            Some(other) => type_words(other),
            None => "no JSON",
        };
        Ok(Finding::new(format!("The token endpoint answers with {actual}"))
            .compare("a JSON object", actual)
            .at(exchange, "")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    fn judged(body: &str) -> Outcome {
        let answers = vec![Answer::raw(500, "text/plain", body)];
        Fixture::app("nextcloud-oidc-login").token_answers(answers).judge::<TokenAnswer>("")
    }

    #[test]
    fn anything_without_members_crashes_but_text() {
        for good in ["{}", "\"hello\""] {
            assert_eq!(judged(good), Outcome::Pass, "{good}");
        }
        for bad in ["", "<html>", "null", "[]", "5", "true", "a=b"] {
            assert!(matches!(judged(bad), Outcome::Fail(_)), "{bad:?}");
        }
    }
}
