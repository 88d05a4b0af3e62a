//! A wrong client secret is refused with invalid_client.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::{Ending, Evidence};
use crate::wire::{ClientAuthentication, Probe};

/// A wrong client secret is refused with invalid_client.
pub struct WrongSecretError;

impl Check for WrongSecretError {
    const META: &'static Meta = &Meta {
        id: "client-wrong-secret-error",
        title: "A wrong client secret is refused with invalid_client",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::Rfc(6749), "5.2")],
        needs: &[Need::Probe(Probe::WrongClientSecret)],
        why: "Apps tell a wrong secret from a wrong code by this error.",
        fix: "Answer with status 401 and `{\"error\": \"invalid_client\"}`.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        if let Some(outcome) = super::listed::public_client(evidence) {
            return Ok(outcome);
        }

        let flow = evidence.probe(Probe::WrongClientSecret)?;
        let Ending::Refused(refusal) = evidence.probe(Probe::WrongClientSecret)?.ending()? else {
            return Err(Missing::new("not-observed", "the wrong secret was not refused, so there is no error to look at"));
        };
        if !refusal.at_token_endpoint {
            return Err(Missing::new("not-observed", format!("the flow ended before the token endpoint: {}", refusal.said)));
        }
        let (id, _) = flow.token_response()?;
        // 400 is allowed unless the client came with an Authorization header.
        let basic = !matches!(flow.record.plan.token.authentication, ClientAuthentication::Post);
        let status = refusal.status.unwrap_or_default();
        let status_fits = status == 401 || status == 400 && !basic;
        if status_fits && refusal.error.as_deref() == Some("invalid_client") {
            return Ok(Outcome::Pass);
        }
        Ok(Finding::new(format!("A wrong client secret is answered by the {}", refusal.said))
            .compare("status 401, error \"invalid_client\"", refusal.said)
            .at(id, "")
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
    fn invalid_client_passes() {
        assert_eq!(
            Fixture::app("core")
                .probe(Probe::WrongClientSecret, Answer::json(401, &json!({ "error": "invalid_client" })))
                .judge::<WrongSecretError>(""),
            Outcome::Pass
        );
    }

    #[test]
    fn another_error_fails() {
        let finding = Fixture::app("core")
            .probe(Probe::WrongClientSecret, Answer::json(400, &json!({ "error": "invalid_grant" })))
            .fails::<WrongSecretError>("");
        assert!(finding.message.contains("invalid_grant"), "{}", finding.message);
    }

    #[test]
    fn basic_wants_401() {
        let finding = Fixture::app("core")
            .probe(Probe::WrongClientSecret, Answer::json(400, &json!({ "error": "invalid_client" })))
            .fails::<WrongSecretError>("");
        assert!(finding.message.contains("status 400"), "{}", finding.message);
    }

    #[test]
    fn post_takes_400() {
        assert_eq!(
            Fixture::app("core")
                .discovery(json!({ "token_endpoint_auth_methods_supported": ["client_secret_post"] }))
                .probe(Probe::WrongClientSecret, Answer::json(400, &json!({ "error": "invalid_client" })))
                .judge::<WrongSecretError>(""),
            Outcome::Pass
        );
    }

    #[test]
    fn tokens_stay_open() {
        let missing = Fixture::app("core")
            .probe(Probe::WrongClientSecret, Answer::json(200, &json!({ "access_token": "at-2", "token_type": "Bearer" })))
            .stays_open::<WrongSecretError>("");
        assert_eq!(missing.cause, "not-observed");
    }

    #[test]
    fn a_public_client_does_not_count() {
        assert!(matches!(public().judge::<WrongSecretError>(""), Outcome::NotApplicable(_)));
    }

    #[test]
    fn an_untried_one_stays_open() {
        let missing = Fixture::app("core").stays_open::<WrongSecretError>("");
        assert_eq!(missing.cause, "not-observed");
    }
}
