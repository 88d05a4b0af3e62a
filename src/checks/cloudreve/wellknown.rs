//! Discovery document can be imported: a JSON object behind one URL.

use crate::check::{Check, Finding, Level, Meta, Missing, Need, NoParams, Outcome};
use crate::evidence::{Document, Evidence};
use crate::oidc::JsonDocument;
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
        if let Some(why) = unknown_to_outsiders(evidence, document) {
            return Err(Missing::new("unknown-wire", why));
        }
        Ok(Finding::new(format!("Cloudreve cannot import {}: {actual}", exchange.request.url))
            .compare("a JSON object", actual)
            .at(id, "")
            .into())
    }
}

/// Whether this keeps Cloudreve from importing depends on who fetches the document, server or browser, and on what with.
fn unknown_to_outsiders(evidence: &Evidence<'_>, document: &Document) -> Option<String> {
    if document.truncated {
        return Some("the document is longer than the tester reads; what Cloudreve makes of such a one is not known".to_owned());
    }
    if document.parsed.as_ref().is_some_and(|parsed| parsed.as_ref().is_err_and(|fault| fault.byte_order_mark)) {
        return Some("the document begins with a byte order mark; whether the import skips it is not known".to_owned());
    }
    // What the specifications' own client got, which names application/json.
    let recording = evidence.recording();
    let neutral = recording.steps.iter().find(|s| s.step == Step::Discovery && s.app.is_none())?;
    let exchange = recording.exchanges.get(*neutral.exchanges.last()?)?;
    let response = exchange.complete().filter(|r| r.is_success())?;
    let gives_object = JsonDocument::parse(&response.body.bytes()).is_ok_and(|d| d.value.is_object());
    let same_url = evidence.answer(Step::Discovery).is_ok_and(|(_, own)| own.request.url == exchange.request.url);
    let why = "whoever asks for application/json by name gets the document; how the import asks is not known";
    (gives_object && same_url).then(|| why.to_owned())
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
        let finding =
            Fixture::app("cloudreve").discovery_answers(vec![Answer::raw(200, "text/html", "<html>")]).fails::<Wellknown>("");
        assert!(finding.message.contains("no JSON"), "{}", finding.message);
    }

    #[test]
    fn an_error_fails() {
        let finding = Fixture::app("cloudreve").discovery_answers(vec![Answer::raw(404, "text/html", "")]).fails::<Wellknown>("");
        assert!(finding.message.contains("status 404"), "{}", finding.message);
    }

    #[test]
    fn a_byte_order_mark_stays_open() {
        let marked = Answer::raw(200, "application/json", "\u{feff}{}");
        let outcome = Fixture::app("cloudreve").discovery_answers(vec![marked]).judge::<Wellknown>("");
        assert!(matches!(outcome, Outcome::Inconclusive(_)), "{outcome:?}");
    }

    #[test]
    fn an_outage_fails() {
        let finding = Fixture::app("cloudreve")
            .discovery_answers(vec![Answer::failure(FailureKind::Dns, "no such host")])
            .fails::<Wellknown>("");
        assert!(finding.message.contains("no such host"), "{}", finding.message);
    }
}
