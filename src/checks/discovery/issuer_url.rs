//! Issuer is an https URL without query and fragment.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::Step;

/// Issuer is an https URL without query and fragment.
pub struct IssuerUrl;

impl Check for IssuerUrl {
    const META: &'static Meta = &Meta {
        id: "discovery-issuer-url",
        title: "Issuer is an https URL without query and fragment",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcDiscovery, "3")],
        needs: &[Need::Step(Step::Discovery)],
        why: "Clients append the well-known path to the issuer and compare it in every token; a template or a \
              query breaks both.",
        fix: "Publish a plain https URL as issuer; use the discovery URL of one tenant, not that of a template.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let Some(issuer) = evidence.metadata()?.text("issuer").value() else {
            return Err(Missing::new("no-discovery", "the discovery document has no issuer that is text"));
        };
        let fault = if issuer.contains(['?', '#']) {
            Some("it has a query or a fragment".to_owned())
        } else if issuer.contains(['{', '}']) {
            Some("it is a template".to_owned())
        } else {
            super::urls::fault(issuer)
        };
        Ok(match fault {
            None => Outcome::Pass,
            Some(fault) => Finding::new(format!("The issuer {issuer:?} is no plain https URL: {fault}"))
                .compare("an https URL without query and fragment", issuer)
                .at(evidence.discovery()?.exchange, "/issuer")
                .into(),
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};
    use crate::recording::FailureKind;

    #[test]
    fn https_passes() {
        assert_eq!(Fixture::app("core").judge::<IssuerUrl>(""), Outcome::Pass);
    }

    #[test]
    fn a_template_fails() {
        let finding =
            Fixture::app("core").discovery(json!({ "issuer": "https://login.example/{tenantid}/v2.0" })).fails::<IssuerUrl>("");
        assert!(finding.message.contains("template"), "{}", finding.message);
    }

    #[test]
    fn a_query_fails() {
        let finding = Fixture::app("core").discovery(json!({ "issuer": "https://login.example/?a=b" })).fails::<IssuerUrl>("");
        assert!(finding.message.contains("query"), "{}", finding.message);
    }

    #[test]
    fn plain_http_fails() {
        let finding = Fixture::app("core").discovery(json!({ "issuer": "http://op.example" })).fails::<IssuerUrl>("");
        assert!(finding.message.contains("https"), "{}", finding.message);
    }

    #[test]
    fn an_unreachable_provider_stays_open() {
        let missing = Fixture::app("core")
            .discovery_answers(vec![Answer::failure(FailureKind::Timeout, "timed out")])
            .stays_open::<IssuerUrl>("");
        assert_eq!(missing.cause, "no-discovery");
    }
}
