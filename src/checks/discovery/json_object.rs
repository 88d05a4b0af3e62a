//! Discovery document is one JSON object.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::oidc::json::{excerpt, type_words};
use crate::recording::Step;

/// Discovery document is one JSON object.
pub struct JsonObject;

impl Check for JsonObject {
    const META: &'static Meta = &Meta {
        id: "discovery-json-object",
        title: "Discovery document is one JSON object",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcDiscovery, "4.2")],
        needs: &[Need::Step(Step::Discovery)],
        why: "A client that cannot parse the document stops before any login.",
        fix: "Return the metadata as one JSON object in UTF-8, with nothing before or after it.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let (id, response) = evidence.response(Step::Discovery)?;
        if !response.is_success() {
            return Err(Missing::new("no-discovery", "there is no successful answer to look at"));
        }
        let document = evidence.discovery()?;
        if document.truncated {
            return Err(Missing::new("too-large", "the discovery document is longer than the tester reads"));
        }
        let finding = match &document.parsed {
            Some(Ok(parsed)) if parsed.value.is_object() => return Ok(Outcome::Pass),
            Some(Ok(parsed)) => {
                Finding::new(format!("The discovery document is {} instead of an object", type_words(&parsed.value)))
                    .compare("a JSON object", excerpt(&parsed.value))
            }
            Some(Err(fault)) if fault.looks_like_html => {
                Finding::new("The discovery URL answers with an HTML page").compare("a JSON object", "an HTML page")
            }
            Some(Err(fault)) => Finding::new(format!("The discovery document is no JSON: {}", fault.message))
                .compare("a JSON object", fault.message.clone()),
            None => return Err(Missing::new("no-discovery", "there is no body to look at")),
        };
        Ok(finding.at(id, "").into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};
    use crate::recording::FailureKind;

    #[test]
    fn an_object_passes() {
        assert_eq!(Fixture::app("core").judge::<JsonObject>(""), Outcome::Pass);
    }

    #[test]
    fn a_list_fails() {
        let finding =
            Fixture::app("core").discovery_answers(vec![Answer::raw(200, "application/json", "[1]")]).fails::<JsonObject>("");
        assert!(finding.message.contains("a list"), "{}", finding.message);
    }

    #[test]
    fn a_page_fails() {
        let finding =
            Fixture::app("core").discovery_answers(vec![Answer::raw(200, "text/html", "<html><p>hello")]).fails::<JsonObject>("");
        assert!(finding.message.contains("HTML page"), "{}", finding.message);
    }

    #[test]
    fn a_broken_document_fails() {
        let finding =
            Fixture::app("core").discovery_answers(vec![Answer::raw(200, "application/json", "{\"a\":")]).fails::<JsonObject>("");
        assert!(finding.message.contains("no JSON"), "{}", finding.message);
    }

    #[test]
    fn no_answer_stays_open() {
        let missing = Fixture::app("core")
            .discovery_answers(vec![Answer::failure(FailureKind::Timeout, "timed out")])
            .stays_open::<JsonObject>("");
        assert_eq!(missing.cause, "no-answer");
    }
}
