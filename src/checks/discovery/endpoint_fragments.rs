//! Endpoint URLs have no fragment.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::Step;

/// Endpoint URLs have no fragment.
pub struct EndpointFragments;

impl Check for EndpointFragments {
    const META: &'static Meta = &Meta {
        id: "discovery-endpoint-fragments",
        title: "Endpoint URLs have no fragment",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::Rfc(6749), "3.1"), SpecRef::new(Doc::Rfc(6749), "3.2")],
        needs: &[Need::Step(Step::Discovery)],
        why: "Clients append parameters to these URLs; behind a fragment the server never sees them.",
        fix: "Publish the endpoints without #, also where the login page is a single-page app.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let metadata = evidence.metadata()?;
        let with: Vec<&str> = ["authorization_endpoint", "token_endpoint"]
            .into_iter()
            .filter(|name| metadata.text(name).value().is_some_and(|url| url.contains('#')))
            .collect();
        let Some(first) = with.first() else {
            return Ok(Outcome::Pass);
        };
        Ok(Finding::new(format!("These URLs have a fragment: {}", with.join(", ")))
            .compare("URLs without #", metadata.text(first).value().unwrap_or_default())
            .at(evidence.discovery()?.exchange, format!("/{first}"))
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};
    use crate::recording::FailureKind;

    #[test]
    fn plain_urls_pass() {
        assert_eq!(Fixture::app("core").judge::<EndpointFragments>(""), Outcome::Pass);
    }

    #[test]
    fn a_fragment_fails() {
        let finding = Fixture::app("core")
            .discovery(json!({ "authorization_endpoint": "https://op.example.org/#/auth" }))
            .fails::<EndpointFragments>("");
        assert!(finding.message.contains("authorization_endpoint"), "{}", finding.message);
    }

    #[test]
    fn an_unreachable_provider_stays_open() {
        let missing = Fixture::app("core")
            .discovery_answers(vec![Answer::failure(FailureKind::Timeout, "timed out")])
            .stays_open::<EndpointFragments>("");
        assert_eq!(missing.cause, "no-discovery");
    }
}
