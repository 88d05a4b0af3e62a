//! A refused Basic authentication is answered with WWW-Authenticate.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::wire::{ClientAuthentication, Probe};

/// A refused Basic authentication is answered with WWW-Authenticate.
pub struct WrongSecretChallenge;

impl Check for WrongSecretChallenge {
    const META: &'static Meta = &Meta {
        id: "client-wrong-secret-challenge",
        title: "A refused Basic authentication is answered with WWW-Authenticate",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::Rfc(6749), "5.2")],
        needs: &[Need::Probe(Probe::WrongClientSecret)],
        why: "HTTP demands it with status 401, and HTTP libraries look for it.",
        fix: "Send `WWW-Authenticate: Basic` with status 401.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        if let Some(outcome) = super::listed::public_client(evidence) {
            return Ok(outcome);
        }

        let flow = evidence.probe(Probe::WrongClientSecret)?;
        if matches!(flow.record.plan.token.authentication, ClientAuthentication::Post | ClientAuthentication::None) {
            return Ok(Outcome::NotApplicable("the client does not authenticate by a header".to_owned()));
        }
        let (id, response) = flow.token_response()?;
        if response.status != 401 {
            return Ok(Outcome::NotApplicable(format!("the answer has status {}, not 401", response.status)));
        }
        match response.header("www-authenticate") {
            Some(value) if value.to_ascii_lowercase().starts_with("basic") => Ok(Outcome::Pass),
            found => Ok(Finding::new("A refused Basic authentication is answered without WWW-Authenticate: Basic")
                .compare("WWW-Authenticate: Basic", found.unwrap_or("no such header"))
                .at(id, "")
                .into()),
        }
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
    fn a_challenge_passes() {
        assert_eq!(
            Fixture::app("core")
                .probe(
                    Probe::WrongClientSecret,
                    Answer::json(401, &json!({ "error": "invalid_client" })).header("www-authenticate", "Basic realm=x")
                )
                .judge::<WrongSecretChallenge>(""),
            Outcome::Pass
        );
    }

    #[test]
    fn none_fails() {
        let finding = Fixture::app("core")
            .probe(Probe::WrongClientSecret, Answer::json(401, &json!({ "error": "invalid_client" })))
            .fails::<WrongSecretChallenge>("");
        assert!(finding.message.contains("without"), "{}", finding.message);
    }

    #[test]
    fn another_status_does_not_count() {
        assert!(matches!(
            Fixture::app("core")
                .probe(Probe::WrongClientSecret, Answer::json(400, &json!({ "error": "invalid_client" })))
                .judge::<WrongSecretChallenge>(""),
            Outcome::NotApplicable(_)
        ));
    }

    #[test]
    fn a_public_client_does_not_count() {
        assert!(matches!(public().judge::<WrongSecretChallenge>(""), Outcome::NotApplicable(_)));
    }

    #[test]
    fn an_untried_one_stays_open() {
        let missing = Fixture::app("core").stays_open::<WrongSecretChallenge>("");
        assert_eq!(missing.cause, "not-observed");
    }
}
