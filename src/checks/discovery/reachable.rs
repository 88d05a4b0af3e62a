//! Discovery document is served at the issuer plus /.well-known/openid-configuration.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::Step;

/// Discovery document is served at the issuer plus /.well-known/openid-configuration.
pub struct Reachable;

impl Check for Reachable {
    const META: &'static Meta = &Meta {
        id: "discovery-reachable",
        title: "Discovery document is served at the issuer plus /.well-known/openid-configuration",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcDiscovery, "4"), SpecRef::new(Doc::OidcDiscovery, "4.1")],
        needs: &[Need::Step(Step::Discovery)],
        why: "Every client starts here: without this document no app learns where to send its users.",
        fix: "Serve the document at the issuer with /.well-known/openid-configuration appended, over a connection \
              that clients trust.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let (id, exchange) = evidence.answer(Step::Discovery)?;
        let Some(failure) = &exchange.failure else {
            return Ok(Outcome::Pass);
        };
        Ok(Finding::new(format!("The discovery document cannot be fetched: {}", failure.message))
            .compare(format!("an answer from {}", exchange.request.url), failure.message.clone())
            .at(id, "")
            .cause(failure.kind.cause())
            .into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};
    use crate::recording::FailureKind;

    #[test]
    fn an_answer_passes() {
        assert_eq!(Fixture::app("core").judge::<Reachable>(""), Outcome::Pass);
    }

    #[test]
    fn no_answer_fails() {
        let finding = Fixture::app("core")
            .discovery_answers(vec![Answer::failure(FailureKind::Dns, "no such host")])
            .fails::<Reachable>("");
        assert!(finding.message.contains("no such host"), "{}", finding.message);
    }

    #[test]
    fn an_error_page_is_an_answer() {
        assert_eq!(
            Fixture::app("core").discovery_answers(vec![Answer::raw(404, "text/html", "<html>")]).judge::<Reachable>(""),
            Outcome::Pass
        );
    }
}
