//! A request without any parameter is refused without a server error.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::Step;

/// A request without any parameter is refused without a server error.
pub struct EndpointBare;

impl Check for EndpointBare {
    const META: &'static Meta = &Meta {
        id: "authorization-endpoint-bare",
        title: "A request without any parameter is refused without a server error",
        level: Level::Should,
        spec: &[SpecRef::new(Doc::Rfc(6749), "4.1.2.1"), SpecRef::new(Doc::OidcCore, "3.1.2.6")],
        needs: &[Need::Step(Step::AuthorizationEndpointBare)],
        why: "A server error here hides the real reason of failed logins, and often stack traces are shown.",
        fix: "Answer with an error page of status 400 that says what is missing.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let (id, response) = evidence.response(Step::AuthorizationEndpointBare)?;
        if response.status < 500 {
            return Ok(Outcome::Pass);
        }
        Ok(Finding::new(format!("A request without parameters is answered with status {}", response.status))
            .compare("status 400", format!("status {}", response.status))
            .at(id, "")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    #[test]
    fn a_client_error_passes() {
        assert_eq!(
            Fixture::app("core")
                .step(Step::AuthorizationEndpointBare, vec![Answer::raw(400, "text/html", "")], None)
                .judge::<EndpointBare>(""),
            Outcome::Pass
        );
    }

    #[test]
    fn a_server_error_fails() {
        let finding = Fixture::app("core")
            .step(Step::AuthorizationEndpointBare, vec![Answer::raw(500, "text/html", "")], None)
            .fails::<EndpointBare>("");
        assert!(finding.message.contains("500"), "{}", finding.message);
    }

    #[test]
    fn an_untried_one_stays_open() {
        let missing = Fixture::app("core").stays_open::<EndpointBare>("");
        assert_eq!(missing.cause, "not-observed");
    }
}
