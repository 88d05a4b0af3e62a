//! A registration is refused with an error in JSON.

use serde_json::Value;

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::Step;

/// A registration is refused with an error in JSON.
pub struct Refusal;

impl Check for Refusal {
    const META: &'static Meta = &Meta {
        id: "registration-refusal",
        title: "A registration is refused with an error in JSON",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::Rfc(7591), "3.2.2"), SpecRef::new(Doc::OidcRegistration, "3.3")],
        needs: &[
            Need::Step(Step::Discovery),
            Need::Step(Step::Registration),
            Need::Step(Step::RegistrationOfFragment),
            Need::Step(Step::RegistrationOfPlainHttp),
        ],
        why: "Whoever registers must learn what to change.",
        fix: "Answer 400 with a JSON object whose error is invalid_redirect_uri, invalid_client_metadata or another registered code.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        // Any refusal shows it; a client that was registered shows nothing.
        let steps = [Step::RegistrationOfFragment, Step::RegistrationOfPlainHttp, Step::Registration];
        let mut answers = steps.into_iter().filter_map(|step| evidence.registration_answer(step).ok());
        let refused = answers.find(|(_, _, response)| !response.is_success() && !matches!(response.status, 401 | 403));
        let Some((id, _, response)) = refused else {
            evidence.registration_answer(Step::Registration)?;
            return Ok(Outcome::NotApplicable("no registration was refused for what it asks".to_owned()));
        };
        let error = serde_json::from_slice::<Value>(&response.body.bytes()).ok();
        let error = error.as_ref().and_then(|body| body.get("error")?.as_str());
        match (response.status, error) {
            (400, Some(error)) if !error.is_empty() => Ok(Outcome::Pass),
            (status, error) => {
                let actual =
                    format!("status {status}, {}", error.map_or("no error".to_owned(), |error| format!("error {error:?}")));
                Ok(Finding::new(format!("A registration is refused with {actual}"))
                    .compare("status 400 with an error in JSON", actual)
                    .at(id, "")
                    .into())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::support::fixture::*;
    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    fn refused(answer: Answer) -> Fixture {
        registered(json!({})).step(Step::RegistrationOfFragment, vec![answer], None)
    }

    #[test]
    fn an_error_passes() {
        assert_eq!(refused(Answer::json(400, &json!({ "error": "invalid_redirect_uri" }))).judge::<Refusal>(""), Outcome::Pass);
    }

    #[test]
    fn a_page_and_another_status_fail() {
        assert!(refused(Answer::raw(400, "text/html", "<h1>no")).fails::<Refusal>("").message.contains("no error"));
        assert!(refused(Answer::json(500, &json!({ "error": "x" }))).fails::<Refusal>("").message.contains("status 500"));
    }

    #[test]
    fn without_a_refusal_it_does_not_count() {
        assert!(matches!(registered(json!({})).judge::<Refusal>(""), Outcome::NotApplicable(_)));
        assert!(matches!(Fixture::app("core").judge::<Refusal>(""), Outcome::NotApplicable(_)));
    }
}
