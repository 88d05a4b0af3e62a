//! client_secret_post works for this client where the provider lists it.

use crate::check::{Check, Doc, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::Step;
use crate::wire::Probe;

/// client_secret_post works for this client where the provider lists it.
pub struct SecretPost;

impl Check for SecretPost {
    const META: &'static Meta = &Meta {
        id: "client-secret-post",
        title: "client_secret_post works for this client where the provider lists it",
        level: Level::Should,
        spec: &[SpecRef::new(Doc::OidcCore, "9"), SpecRef::new(Doc::OidcDiscovery, "3"), SpecRef::new(Doc::Rfc(6749), "2.3.1")],
        needs: &[Need::Step(Step::Discovery), Need::Probe(Probe::ClientSecretPost)],
        why: "Apps choose the method from the list; a client that is pinned to another one is refused with it.",
        fix: "Register the client for client_secret_post, let it use every listed method, or take the method off \
              the list.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let method = ("client_secret_post", Probe::ClientSecretPost);
        super::listed::works_if_listed(evidence, method, ("client_secret_basic", Probe::ClientSecretBasic), "the body")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    fn public() -> Fixture {
        let mut fixture = Fixture::app("core");
        fixture.target.has_secret = false;
        fixture
    }

    #[test]
    fn tokens_pass() {
        assert_eq!(
            Fixture::app("core")
                .discovery(json!({ "token_endpoint_auth_methods_supported": ["client_secret_post"] }))
                .probe(Probe::ClientSecretPost, Answer::json(200, &json!({ "access_token": "at-2", "token_type": "Bearer" })))
                .judge::<SecretPost>(""),
            Outcome::Pass
        );
    }

    #[test]
    fn a_refusal_fails() {
        let finding = Fixture::app("core")
            .discovery(json!({ "token_endpoint_auth_methods_supported": ["client_secret_post"] }))
            .token_answers(vec![Answer::json(401, &json!({ "error": "invalid_client" }))])
            .probe(Probe::ClientSecretBasic, Answer::json(200, &json!({ "access_token": "at-2", "token_type": "Bearer" })))
            .fails::<SecretPost>("");
        assert!(finding.message.contains("invalid_client"), "{}", finding.message);
    }

    #[test]
    fn a_client_that_may_be_registered_for_the_other_method_stays_open() {
        let missing = Fixture::app("core")
            .discovery(json!({ "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"] }))
            .token_answers(vec![Answer::json(401, &json!({ "error": "invalid_client" }))])
            .probe(Probe::ClientSecretBasic, Answer::json(200, &json!({ "access_token": "at-2", "token_type": "Bearer" })))
            .stays_open::<SecretPost>("");
        assert_eq!(missing.cause, "registration-unknown");
    }

    #[test]
    fn a_client_that_is_refused_by_every_method_stays_open() {
        let no = || Answer::json(401, &json!({ "error": "invalid_client" }));
        let missing = Fixture::app("core")
            .discovery(json!({ "token_endpoint_auth_methods_supported": ["client_secret_post"] }))
            .token_answers(vec![no()])
            .probe(Probe::ClientSecretBasic, no())
            .stays_open::<SecretPost>("");
        assert_eq!(missing.cause, "client-refused");
    }

    #[test]
    fn an_unlisted_one_does_not_count() {
        assert!(matches!(
            Fixture::app("core")
                .discovery(json!({ "token_endpoint_auth_methods_supported": ["client_secret_basic"] }))
                .judge::<SecretPost>(""),
            Outcome::NotApplicable(_)
        ));
    }

    #[test]
    fn a_public_client_does_not_count() {
        assert!(matches!(public().judge::<SecretPost>(""), Outcome::NotApplicable(_)));
    }
}
