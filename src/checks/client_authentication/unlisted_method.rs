//! Client authentication works only by methods that the provider lists.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::{Ending, Evidence};
use crate::recording::Step;
use crate::wire::Probe;

/// Client authentication works only by methods that the provider lists.
pub struct UnlistedMethod;

impl Check for UnlistedMethod {
    const META: &'static Meta = &Meta {
        id: "client-authentication-unlisted-method",
        title: "Client authentication works only by methods that the provider lists",
        level: Level::May,
        spec: &[SpecRef::new(Doc::OidcDiscovery, "3"), SpecRef::new(Doc::OidcCore, "9")],
        needs: &[Need::Step(Step::Discovery), Need::Probe(Probe::ClientSecretPost), Need::Probe(Probe::ClientSecretBasic)],
        why: "Apps that read the list will not use a method that would work, and choose a worse one or none.",
        fix: "List every method that the token endpoint accepts.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        if let Some(outcome) = super::listed::public_client(evidence) {
            return Ok(outcome);
        }

        let mut accepted = Vec::new();
        for (method, probe) in
            [("client_secret_post", Probe::ClientSecretPost), ("client_secret_basic", Probe::ClientSecretBasic)]
        {
            if !super::listed::is_listed(evidence, method)?
                && let Ending::Tokens(exchange) = evidence.probe(probe)?.ending()?
            {
                accepted.push((method, exchange));
            }
        }
        let Some((method, exchange)) = accepted.first() else {
            return Ok(Outcome::Pass);
        };
        Ok(Finding::new(format!("The provider accepts {method} and does not list it"))
            .compare(format!("token_endpoint_auth_methods_supported with {method:?}"), "a list without it")
            .at(*exchange, "")
            .into())
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
    fn an_unlisted_one_is_told() {
        let finding = Fixture::app("core")
            .probe(Probe::ClientSecretPost, Answer::json(200, &json!({ "access_token": "at-2", "token_type": "Bearer" })))
            .fails::<UnlistedMethod>("");
        assert!(finding.message.contains("client_secret_post"), "{}", finding.message);
    }

    #[test]
    fn a_refusal_passes() {
        assert_eq!(
            Fixture::app("core")
                .probe(Probe::ClientSecretPost, Answer::json(401, &json!({ "error": "invalid_client" })))
                .judge::<UnlistedMethod>(""),
            Outcome::Pass
        );
    }

    #[test]
    fn a_public_client_does_not_count() {
        assert!(matches!(public().judge::<UnlistedMethod>(""), Outcome::NotApplicable(_)));
    }

    #[test]
    fn an_untried_one_stays_open() {
        let missing = Fixture::app("core").stays_open::<UnlistedMethod>("");
        assert_eq!(missing.cause, "not-observed");
    }
}
