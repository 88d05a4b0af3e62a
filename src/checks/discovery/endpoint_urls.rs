//! Endpoints are absolute https URLs.

use serde_json::Value;

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::oidc::json::type_words;
use crate::recording::Step;

/// Endpoints are absolute https URLs.
pub struct EndpointUrls;

impl Check for EndpointUrls {
    const META: &'static Meta = &Meta {
        id: "discovery-endpoint-urls",
        title: "Endpoints are absolute https URLs",
        level: Level::Must,
        spec: &[
            SpecRef::new(Doc::OidcDiscovery, "3"),
            SpecRef::new(Doc::OidcCore, "3.1.2"),
            SpecRef::new(Doc::OidcCore, "3.1.3"),
            SpecRef::new(Doc::OidcCore, "5.3"),
        ],
        needs: &[Need::Step(Step::Discovery)],
        why: "Apps use these URLs as they are; a relative one leads nowhere, and tokens over plain http can be \
              read on the way.",
        fix: "Publish every endpoint with https and its full host name; behind a proxy, configure the public URL.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let metadata = evidence.metadata()?;
        let mut faults = Vec::new();
        for (name, value) in metadata.0.as_object().into_iter().flatten().filter(|(name, _)| super::urls::is_url_member(name)) {
            match value {
                Value::Null => {}
                Value::String(text) => {
                    if let Some(fault) = super::urls::fault(text) {
                        faults.push((name, format!("{name} ({text:?}): {fault}")));
                    }
                }
                other => faults.push((name, format!("{name}: it is {} instead of text", type_words(other)))),
            }
        }
        let words: Vec<&str> = faults.iter().map(|(_, words)| words.as_str()).collect();
        let Some((first, _)) = faults.first() else {
            return Ok(Outcome::Pass);
        };
        Ok(Finding::new(format!("Endpoints are no absolute https URLs: {}", words.join("; ")))
            .compare("absolute https URLs", words.join("; "))
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
    fn https_passes() {
        assert_eq!(Fixture::app("core").judge::<EndpointUrls>(""), Outcome::Pass);
    }

    #[test]
    fn loopback_passes() {
        assert_eq!(
            Fixture::app("core").discovery(json!({ "token_endpoint": "http://127.0.0.1:4444/token" })).judge::<EndpointUrls>(""),
            Outcome::Pass
        );
    }

    #[test]
    fn a_relative_url_fails() {
        let finding = Fixture::app("core").discovery(json!({ "token_endpoint": "/token" })).fails::<EndpointUrls>("");
        assert!(finding.message.contains("token_endpoint"), "{}", finding.message);
    }

    #[test]
    fn plain_http_fails() {
        let finding =
            Fixture::app("core").discovery(json!({ "jwks_uri": "http://op.example.org/jwks" })).fails::<EndpointUrls>("");
        assert!(finding.message.contains("jwks_uri"), "{}", finding.message);
    }

    #[test]
    fn a_number_fails() {
        let finding = Fixture::app("core").discovery(json!({ "userinfo_endpoint": 3 })).fails::<EndpointUrls>("");
        assert!(finding.message.contains("a number"), "{}", finding.message);
    }

    #[test]
    fn an_unreachable_provider_stays_open() {
        let missing = Fixture::app("core")
            .discovery_answers(vec![Answer::failure(FailureKind::Timeout, "timed out")])
            .stays_open::<EndpointUrls>("");
        assert_eq!(missing.cause, "no-discovery");
    }
}
