//! Errors of the token endpoint are JSON with a member error and status 400 or 401.

use serde_json::Value;

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::Step;

/// Errors of the token endpoint are JSON with a member error and status 400 or 401.
pub struct ErrorForm;

impl Check for ErrorForm {
    const META: &'static Meta = &Meta {
        id: "token-error-form",
        title: "Errors of the token endpoint are JSON with a member error and status 400 or 401",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::Rfc(6749), "5.2")],
        needs: &[Need::Step(Step::TokenEndpointBare)],
        why: "An app can tell its user what is wrong only if the error has the form that it knows.",
        fix: "Answer every error with status 400 or 401, application/json, and an error of RFC 6749, section 5.2.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let (id, response) = evidence.response(Step::TokenEndpointBare)?;
        let body: Option<Value> = serde_json::from_slice(&response.body.bytes()).ok();
        let error = body.as_ref().and_then(|b| b.get("error")).and_then(Value::as_str);
        let json = response.media_type().as_deref() == Some("application/json");
        let mut faults = Vec::new();
        if ![400, 401].contains(&response.status) {
            faults.push(format!("status {}", response.status));
        }
        if !json {
            faults.push(response.header("content-type").unwrap_or("no Content-Type").to_owned());
        }
        if error.is_none_or(str::is_empty) {
            faults.push("no member error".to_owned());
        }
        if faults.is_empty() {
            return Ok(Outcome::Pass);
        }
        Ok(Finding::new(format!("An empty token request is answered with {}", faults.join(", ")))
            .compare("status 400 or 401, application/json, error", faults.join(", "))
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
    fn an_error_passes() {
        assert_eq!(
            Fixture::app("core")
                .step(Step::TokenEndpointBare, vec![Answer::json(400, &json!({ "error": "invalid_request" }))], None)
                .judge::<ErrorForm>(""),
            Outcome::Pass
        );
    }

    #[test]
    fn a_page_fails() {
        let finding = Fixture::app("core")
            .step(Step::TokenEndpointBare, vec![Answer::raw(500, "text/html", "")], None)
            .fails::<ErrorForm>("");
        assert!(finding.message.contains("status 500, text/html, no member error"), "{}", finding.message);
    }

    #[test]
    fn an_untried_one_stays_open() {
        let missing = Fixture::app("core").stays_open::<ErrorForm>("");
        assert_eq!(missing.cause, "not-observed");
    }
}
