//! Discovery document can be imported: a JSON object behind one URL.

use crate::check::{Check, Finding, Level, Meta, Missing, Need, NoParams, Outcome};
use crate::evidence::Evidence;
use crate::oidc::json::excerpt;
use crate::recording::{FailureKind, Step};

/// Discovery document can be imported: a JSON object behind one URL.
pub struct Wellknown;

impl Check for Wellknown {
    const META: &'static Meta = &Meta {
        id: "cloudreve-wellknown",
        title: "Discovery document can be imported: a JSON object behind one URL",
        level: Level::App,
        spec: &[],
        needs: &[Need::Step(Step::Discovery)],
        why: "Cloudreve imports the document once and keeps it; without it there is no sign-in button that works.",
        fix: "Serve the discovery document as plain JSON under the URL that the administrator enters; it can also \
              be pasted by hand.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let (id, exchange) = evidence.answer(Step::Discovery)?;
        let document = evidence.discovery()?;
        let actual = match (&exchange.failure, document.status, document.json()) {
            // Nobody outside knows how long Cloudreve waits.
            (Some(failure), ..) if failure.kind == FailureKind::Timeout => {
                return Err(Missing::new(failure.kind.cause(), failure.message.clone()));
            }
            (Some(failure), _, _) => {
                return Ok(Finding::new(format!("Cloudreve cannot import {}: {}", exchange.request.url, failure.message))
                    .compare("a JSON object", failure.message.clone())
                    .at(id, "")
                    .cause(failure.kind.cause())
                    .into());
            }
            _ if document.truncated => {
                let what = format!("{} answers with more than the tester reads", exchange.request.url);
                return Err(Missing::new("too-large", what));
            }
            (None, _, Some(value)) if document.is_success() && value.is_object() => return Ok(Outcome::Pass),
            (None, Some(status), _) if !document.is_success() => format!("status {status}"),
            (None, _, Some(value)) => excerpt(value),
            (None, _, None) => "no JSON".to_owned(),
        };
        Ok(Finding::new(format!("Cloudreve cannot import {}: {actual}", exchange.request.url))
            .compare("a JSON object", actual)
            .at(id, "")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    #[test]
    fn a_document_passes() {
        assert_eq!(Fixture::app("cloudreve").judge::<Wellknown>(""), Outcome::Pass);
    }

    #[test]
    fn a_page_fails() {
        let Outcome::Fail(finding) =
            Fixture::app("cloudreve").discovery_answers(vec![Answer::raw(200, "text/html", "<html>")]).judge::<Wellknown>("")
        else {
            panic!("this must fail")
        };
        assert!(finding.message.contains("no JSON"), "{}", finding.message);
    }

    #[test]
    fn an_error_fails() {
        let Outcome::Fail(finding) =
            Fixture::app("cloudreve").discovery_answers(vec![Answer::raw(404, "text/html", "")]).judge::<Wellknown>("")
        else {
            panic!("this must fail")
        };
        assert!(finding.message.contains("status 404"), "{}", finding.message);
    }

    #[test]
    fn an_outage_fails() {
        let Outcome::Fail(finding) = Fixture::app("cloudreve")
            .discovery_answers(vec![Answer::failure(FailureKind::Dns, "no such host")])
            .judge::<Wellknown>("")
        else {
            panic!("this must fail")
        };
        assert!(finding.message.contains("no such host"), "{}", finding.message);
    }
}
