//! A wrong client secret is refused.

use crate::check::{Check, Doc, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef, must_refuse};
use crate::evidence::Evidence;
use crate::wire::Probe;

/// A wrong client secret is refused.
pub struct WrongSecret;

impl Check for WrongSecret {
    const META: &'static Meta = &Meta {
        id: "client-wrong-secret",
        title: "A wrong client secret is refused",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::Rfc(6749), "3.2.1"), SpecRef::new(Doc::OidcCore, "3.1.3.2")],
        needs: &[Need::Probe(Probe::WrongClientSecret)],
        why: "Otherwise anyone who sees a code can exchange it.",
        fix: "Verify the secret of confidential clients at the token endpoint.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        if let Some(outcome) = super::listed::public_client(evidence) {
            return Ok(outcome);
        }

        must_refuse(
            evidence,
            &evidence.probe(Probe::WrongClientSecret)?.ending()?,
            "a wrong client secret",
            "status 401, error \"invalid_client\"",
        )
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
    fn a_refusal_passes() {
        assert_eq!(
            Fixture::app("core")
                .probe(Probe::WrongClientSecret, Answer::json(401, &json!({ "error": "invalid_client" })))
                .judge::<WrongSecret>(""),
            Outcome::Pass
        );
    }

    #[test]
    fn tokens_fail() {
        let finding = Fixture::app("core")
            .probe(Probe::WrongClientSecret, Answer::json(200, &json!({ "access_token": "at-2", "token_type": "Bearer" })))
            .fails::<WrongSecret>("");
        assert!(finding.message.contains("gave tokens"), "{}", finding.message);
    }

    #[test]
    fn a_server_error_fails() {
        let finding =
            Fixture::app("core").probe(Probe::WrongClientSecret, Answer::raw(500, "text/html", "")).fails::<WrongSecret>("");
        assert!(finding.message.contains("500"), "{}", finding.message);
    }

    #[test]
    fn a_public_client_does_not_count() {
        assert!(matches!(public().judge::<WrongSecret>(""), Outcome::NotApplicable(_)));
    }

    #[test]
    fn an_untried_one_stays_open() {
        let missing = Fixture::app("core").stays_open::<WrongSecret>("");
        assert_eq!(missing.cause, "not-observed");
    }
}
