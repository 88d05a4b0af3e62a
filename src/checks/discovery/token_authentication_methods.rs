//! token_endpoint_auth_methods_supported is a list of methods where it is published.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::oidc::Member;
use crate::oidc::json::excerpt;
use crate::recording::Step;

/// token_endpoint_auth_methods_supported is a list of methods where it is published.
pub struct TokenAuthenticationMethods;

impl Check for TokenAuthenticationMethods {
    const META: &'static Meta = &Meta {
        id: "discovery-token-authentication-methods",
        title: "token_endpoint_auth_methods_supported is a list of methods where it is published",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcDiscovery, "3"), SpecRef::new(Doc::OidcCore, "9")],
        needs: &[Need::Step(Step::Discovery)],
        why: "Apps choose from it how they authenticate; an empty or malformed list leads them to their own \
              default.",
        fix: "Publish the list of methods that the token endpoint accepts, as texts.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let metadata = evidence.metadata()?;
        let place = evidence.discovery()?.exchange;

        let wanted = "a list such as [\"client_secret_basic\", \"client_secret_post\"]";
        match metadata.list("token_endpoint_auth_methods_supported") {
            Member::Absent => {
                let default = "it is not published; the default is client_secret_basic".to_owned();
                Ok(Outcome::NotApplicable(default))
            }
            Member::Value(methods) if !methods.is_empty() => Ok(Outcome::Pass),
            Member::Value(_) => Ok(Finding::new("token_endpoint_auth_methods_supported is empty")
                .compare(wanted, "[]")
                .at(place, "/token_endpoint_auth_methods_supported")
                .into()),
            Member::Malformed(other) => Ok(Finding::new("token_endpoint_auth_methods_supported is no list of texts")
                .compare(wanted, excerpt(other))
                .at(place, "/token_endpoint_auth_methods_supported")
                .into()),
        }
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
        assert_eq!(Fixture::app("core").judge::<TokenAuthenticationMethods>(""), Outcome::Pass);
    }

    #[test]
    fn an_absent_one_does_not_count() {
        assert!(matches!(
            Fixture::app("core")
                .discovery(json!({ "token_endpoint_auth_methods_supported": null }))
                .judge::<TokenAuthenticationMethods>(""),
            Outcome::NotApplicable(_)
        ));
    }

    #[test]
    fn text_fails() {
        let finding = Fixture::app("core")
            .discovery(json!({ "token_endpoint_auth_methods_supported": "client_secret_post" }))
            .fails::<TokenAuthenticationMethods>("");
        assert!(finding.message.contains("no list"), "{}", finding.message);
    }

    #[test]
    fn an_empty_list_fails() {
        let finding = Fixture::app("core")
            .discovery(json!({ "token_endpoint_auth_methods_supported": [] }))
            .fails::<TokenAuthenticationMethods>("");
        assert!(finding.message.contains("empty"), "{}", finding.message);
    }

    #[test]
    fn an_unreachable_provider_stays_open() {
        let missing = Fixture::app("core")
            .discovery_answers(vec![Answer::failure(FailureKind::Timeout, "timed out")])
            .stays_open::<TokenAuthenticationMethods>("");
        assert_eq!(missing.cause, "no-discovery");
    }
}
