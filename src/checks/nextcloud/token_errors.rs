//! Errors of the token endpoint that people can read.

use serde_json::Value;

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::php::json_decode;
use crate::recording::Step;

/// A refused code comes with `error` and `error_description`.
pub struct TokenErrors;

impl Check for TokenErrors {
    const META: &'static Meta = &Meta {
        id: "nextcloud-token-errors",
        title: "The token endpoint explains a refusal with error and error_description",
        level: Level::Should,
        spec: &[SpecRef::new(Doc::Rfc(6749), "5.2")],
        needs: &[Need::Step(Step::WrongCode)],
        why: "Without both the user reads a general sentence, and the operator has to read logs.",
        fix: "Answer a wrong code with status 400 and a JSON object with error and error_description.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let (id, response) = evidence.response(Step::WrongCode)?;
        let body = json_decode(&response.body.bytes()).unwrap_or_default();
        let text = |name: &str| body.get(name).and_then(Value::as_str).is_some_and(|t| !t.is_empty());
        if response.status >= 400 && text("error") && text("error_description") {
            return Ok(Outcome::Pass);
        }
        let has = if text("error") { "an error without a description" } else { "no error" };
        Ok(Finding::new(format!("A refused code is answered with status {} and {has}", response.status))
            .compare("status 400 with error and error_description", format!("status {} with {has}", response.status))
            .at(id, "")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    #[test]
    fn both_members_are_wanted() {
        let judge = |answer: Answer| {
            Fixture::app("nextcloud-user-oidc").step(Step::WrongCode, vec![answer], None).judge::<TokenErrors>("")
        };
        assert_eq!(judge(Answer::json(400, &json!({ "error": "e", "error_description": "d" }))), Outcome::Pass);
        assert!(matches!(judge(Answer::json(400, &json!({ "error": "e" }))), Outcome::Fail(_)));
        assert!(matches!(judge(Answer::raw(500, "text/html", "<p>")), Outcome::Fail(_)));
    }
}
