//! Discovery document has the content type application/json.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::Step;

/// Discovery document has the content type application/json.
pub struct ContentType;

impl Check for ContentType {
    const META: &'static Meta = &Meta {
        id: "discovery-content-type",
        title: "Discovery document has the content type application/json",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcDiscovery, "4.2")],
        needs: &[Need::Step(Step::Discovery)],
        why: "Clients that look at the content type refuse the document, and a page that answers everything with \
              HTML goes unnoticed.",
        fix: "Send `Content-Type: application/json` with the discovery document.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let (id, response) = evidence.response(Step::Discovery)?;
        if !response.is_success() {
            return Err(Missing::new("no-discovery", "there is no successful answer to look at"));
        }
        let found = response.header("content-type").unwrap_or("no Content-Type");
        if response.media_type().as_deref() == Some("application/json") {
            return Ok(Outcome::Pass);
        }
        Ok(Finding::new(format!("The discovery document comes as {found}"))
            .compare("Content-Type: application/json", found)
            .at(id, "")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    #[test]
    fn json_passes() {
        assert_eq!(Fixture::app("core").judge::<ContentType>(""), Outcome::Pass);
    }

    #[test]
    fn a_charset_does_no_harm() {
        assert_eq!(
            Fixture::app("core")
                .discovery_answers(vec![Answer::raw(200, "application/json; charset=utf-8", "{}")])
                .judge::<ContentType>(""),
            Outcome::Pass
        );
    }

    #[test]
    fn html_fails() {
        let finding = Fixture::app("core")
            .discovery_answers(vec![Answer::raw(200, "text/html", "<html><p>hello")])
            .fails::<ContentType>("");
        assert!(finding.message.contains("text/html"), "{}", finding.message);
    }

    #[test]
    fn an_error_stays_open() {
        let missing =
            Fixture::app("core").discovery_answers(vec![Answer::raw(404, "text/html", "")]).stays_open::<ContentType>("");
        assert_eq!(missing.cause, "no-discovery");
    }
}
