//! A code that nobody issued is refused with invalid_grant.

use serde_json::Value;

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::{Ending, Evidence};
use crate::recording::Step;

/// A code that nobody issued is refused with invalid_grant.
pub struct WrongCode;

impl Check for WrongCode {
    const META: &'static Meta = &Meta {
        id: "token-wrong-code",
        title: "A code that nobody issued is refused with invalid_grant",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::Rfc(6749), "5.2"), SpecRef::new(Doc::OidcCore, "3.1.3.4")],
        needs: &[Need::Step(Step::WrongCode)],
        why: "Apps show this error to their users and decide by it whether to try again.",
        fix: "Answer a wrong or used code with status 400 and `{\"error\": \"invalid_grant\"}`.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let (id, response) = evidence.response(Step::WrongCode)?;
        let body: Option<Value> = serde_json::from_slice(&response.body.bytes()).ok();
        let error = body.as_ref().and_then(|b| b.get("error")).and_then(Value::as_str);
        if response.status == 400 && error == Some("invalid_grant") {
            return Ok(Outcome::Pass);
        }
        // A client that is refused with any code was not judged by this one.
        if let Some(missing) = evidence.flow().ok().and_then(|flow| refused_client(flow.ending().ok()?)) {
            return Err(missing);
        }
        let actual = format!("status {}, {}", response.status, error.map_or("no error".to_owned(), |e| format!("error {e:?}")));
        Ok(Finding::new(format!("A code that nobody issued is answered with {actual}"))
            .compare("status 400, error \"invalid_grant\"", actual)
            .at(id, "")
            .into())
    }
}

fn refused_client(ending: Ending) -> Option<Missing> {
    match ending {
        Ending::Refused(other) => Some(Missing::new(other.cause()?, format!("the client itself is refused: {}", other.said))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    #[test]
    fn invalid_grant_passes() {
        assert_eq!(
            Fixture::app("core")
                .step(Step::WrongCode, vec![Answer::json(400, &json!({ "error": "invalid_grant" }))], None)
                .judge::<WrongCode>(""),
            Outcome::Pass
        );
    }

    #[test]
    fn success_fails() {
        let finding = Fixture::app("core")
            .step(Step::WrongCode, vec![Answer::json(200, &json!({ "error": "invalid_grant" }))], None)
            .fails::<WrongCode>("");
        assert!(finding.message.contains("status 200"), "{}", finding.message);
    }

    #[test]
    fn a_page_fails() {
        let finding =
            Fixture::app("core").step(Step::WrongCode, vec![Answer::raw(500, "text/html", "")], None).fails::<WrongCode>("");
        assert!(finding.message.contains("500, no error"), "{}", finding.message);
    }

    #[test]
    fn an_untried_one_stays_open() {
        let missing = Fixture::app("core").stays_open::<WrongCode>("");
        assert_eq!(missing.cause, "not-observed");
    }
}
