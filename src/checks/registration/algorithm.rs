//! ID Tokens are signed with the algorithm that was registered.

use serde_json::Value;

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::oidc::CompactJws;
use crate::recording::{Response, Step};

/// ID Tokens are signed with the algorithm that was registered.
pub struct Algorithm;

impl Check for Algorithm {
    const META: &'static Meta = &Meta {
        id: "registration-id-token-algorithm",
        title: "ID Tokens are signed with the algorithm that was registered",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcRegistration, "2"), SpecRef::new(Doc::Rfc(7591), "3.2.1")],
        needs: &[Need::Step(Step::Discovery), Need::Step(Step::Registration), Need::Step(Step::RegisteredAlgorithm)],
        why: "An app that asked for an algorithm refuses a token that is signed with another one.",
        fix: "Sign with id_token_signed_response_alg, or refuse the registration, or answer it with what will be used.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let (id, _, _) = evidence.registration_answer(Step::RegisteredAlgorithm)?;
        let record = evidence.step(Step::RegisteredAlgorithm)?;
        let first = record.exchanges.first().map(|first| evidence.exchange(*first)).transpose()?;
        let answered = first.and_then(|exchange| exchange.complete()).filter(|response| response.is_success());
        let object = |response: &Response| serde_json::from_slice::<Value>(&response.body.bytes()).ok();
        let Some(answered) = answered.and_then(object) else {
            return Ok(Outcome::NotApplicable("the provider did not register a client for another algorithm".to_owned()));
        };
        let asked = record.said.as_deref().unwrap_or_default();
        let promised = answered.get("id_token_signed_response_alg").and_then(Value::as_str).unwrap_or(asked);
        let tokens = evidence.exchange(id)?.complete().and_then(object);
        let Some(token) = tokens.as_ref().and_then(|tokens| tokens.get("id_token")?.as_str()) else {
            return Err(Missing::new("no-id-token", "the login with this client gave no ID Token"));
        };
        let actual = CompactJws::parse(token).alg().unwrap_or("none").to_owned();
        if actual == promised {
            return Ok(Outcome::Pass);
        }
        Ok(Finding::new(format!("A client that is registered for {promised} gets an ID Token with {actual}"))
            .compare(promised, actual)
            .at(id, "/id_token/header/alg")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::support::fixture::*;
    use super::*;
    use crate::evidence::fixture::{Answer, Fixture, sign};

    fn logged_in(promised: &str, used: &str) -> Fixture {
        let token = sign("p256", &json!({ "alg": used }), "{}");
        let answers = vec![
            Answer::json(201, &json!({ "client_id": "c-2", "id_token_signed_response_alg": promised })),
            Answer::json(200, &json!({ "id_token": token })),
        ];
        registered(json!({})).step(Step::RegisteredAlgorithm, answers, Some("ES256"))
    }

    #[test]
    fn what_was_promised_passes() {
        assert_eq!(logged_in("ES256", "ES256").judge::<Algorithm>(""), Outcome::Pass);
        assert_eq!(logged_in("RS256", "RS256").judge::<Algorithm>(""), Outcome::Pass);
    }

    #[test]
    fn another_one_fails() {
        let finding = logged_in("ES256", "RS256").fails::<Algorithm>("");
        assert_eq!((finding.expected.as_str(), finding.actual.as_str()), ("ES256", "RS256"));
    }

    #[test]
    fn a_refusal_does_not_count() {
        let refused = vec![Answer::json(400, &json!({ "error": "invalid_client_metadata" }))];
        let fixture = registered(json!({})).step(Step::RegisteredAlgorithm, refused, Some("ES256"));
        assert!(matches!(fixture.judge::<Algorithm>(""), Outcome::NotApplicable(_)));
    }
}
