//! The registration endpoint registers a client for everybody who may ask.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::{Evidence, refusal_words};
use crate::recording::Step;

/// The registration endpoint registers a client for everybody who may ask.
pub struct Accepted;

impl Check for Accepted {
    const META: &'static Meta = &Meta {
        id: "registration-accepted",
        title: "The registration endpoint registers a client for everybody who may ask",
        level: Level::May,
        spec: &[SpecRef::new(Doc::Rfc(7591), "3"), SpecRef::new(Doc::OidcRegistration, "3.1")],
        needs: &[Need::Step(Step::Discovery), Need::Step(Step::Registration)],
        why: "Whoever sets an app up by it needs an initial access token, or a page to fill in, where it does not.",
        fix: "Open the endpoint to those who hold an initial access token, or take registration_endpoint out of the metadata.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let (id, exchange, response) = evidence.registration_answer(Step::Registration)?;
        let said = refusal_words(exchange);
        if response.is_success() && evidence.registration().is_ok() {
            return Ok(Outcome::Pass);
        }
        let finding = Finding::new(format!("The provider did not register the client: {said}"));
        Ok(finding.compare("status 201 and a client", said).at(id, "").cause("no-registration").into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::support::fixture::*;
    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    #[test]
    fn a_client_passes() {
        assert_eq!(registered(json!({})).judge::<Accepted>(""), Outcome::Pass);
    }

    #[test]
    fn a_refusal_is_told_in_its_own_words() {
        let answer = Answer::json(403, &json!({ "error": "access_denied", "error_description": "Closed." }));
        let finding = answered(answer).fails::<Accepted>("");
        assert_eq!(finding.message, "The provider did not register the client: status 403, access_denied: Closed.");
    }

    #[test]
    fn a_run_that_registers_nothing_does_not_count() {
        assert!(matches!(Fixture::app("core").judge::<Accepted>(""), Outcome::NotApplicable(_)));
    }
}
