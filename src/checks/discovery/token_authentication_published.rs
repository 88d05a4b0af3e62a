//! token_endpoint_auth_methods_supported is published.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::Step;

/// token_endpoint_auth_methods_supported is published.
pub struct TokenAuthenticationPublished;

impl Check for TokenAuthenticationPublished {
    const META: &'static Meta = &Meta {
        id: "discovery-token-authentication-published",
        title: "token_endpoint_auth_methods_supported is published",
        level: Level::May,
        spec: &[SpecRef::new(Doc::OidcDiscovery, "3")],
        needs: &[Need::Step(Step::Discovery)],
        why: "Where it is missing every app falls back to a default of its own, and these defaults differ and have \
              changed.",
        fix: "Publish token_endpoint_auth_methods_supported, even if it only says client_secret_basic.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        Ok(match evidence.metadata()?.0.get("token_endpoint_auth_methods_supported") {
            Some(_) => Outcome::Pass,
            None => Finding::new("The discovery document does not say how clients authenticate")
                .compare("token_endpoint_auth_methods_supported", "no such member")
                .at(evidence.discovery()?.exchange, "")
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
    fn a_list_passes() {
        assert_eq!(Fixture::app("core").judge::<TokenAuthenticationPublished>(""), Outcome::Pass);
    }

    #[test]
    fn none_fails() {
        let finding = Fixture::app("core")
            .discovery(json!({ "token_endpoint_auth_methods_supported": null }))
            .fails::<TokenAuthenticationPublished>("");
        assert!(!finding.message.is_empty() && !finding.evidence.is_empty());
    }

    #[test]
    fn an_unreachable_provider_stays_open() {
        let missing = Fixture::app("core")
            .discovery_answers(vec![Answer::failure(FailureKind::Timeout, "timed out")])
            .stays_open::<TokenAuthenticationPublished>("");
        assert_eq!(missing.cause, "no-discovery");
    }
}
