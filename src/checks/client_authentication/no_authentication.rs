//! A confidential client is refused without authentication.

use crate::check::{Check, Doc, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef, must_refuse};
use crate::evidence::Evidence;
use crate::wire::Probe;

/// A confidential client is refused without authentication.
pub struct NoAuthentication;

impl Check for NoAuthentication {
    const META: &'static Meta = &Meta {
        id: "client-no-authentication",
        title: "A confidential client is refused without authentication",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::Rfc(6749), "3.2.1"), SpecRef::new(Doc::Rfc(6749), "4.1.3")],
        needs: &[Need::Probe(Probe::NoClientAuthentication)],
        why: "Otherwise the secret protects nothing: anyone who sees a code can exchange it.",
        fix: "Demand authentication from every client that has a secret.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        if let Some(outcome) = super::listed::public_client(evidence) {
            return Ok(outcome);
        }

        let ending = evidence.probe(Probe::NoClientAuthentication)?.ending()?;
        must_refuse(evidence, &ending, "a token request without client authentication", "status 401, error \"invalid_client\"")
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
                .probe(Probe::NoClientAuthentication, Answer::json(401, &json!({ "error": "invalid_client" })))
                .judge::<NoAuthentication>(""),
            Outcome::Pass
        );
    }

    #[test]
    fn tokens_fail() {
        let finding = Fixture::app("core")
            .probe(Probe::NoClientAuthentication, Answer::json(200, &json!({ "access_token": "at-2", "token_type": "Bearer" })))
            .fails::<NoAuthentication>("");
        assert!(finding.message.contains("gave tokens"), "{}", finding.message);
    }

    #[test]
    fn a_public_client_does_not_count() {
        assert!(matches!(public().judge::<NoAuthentication>(""), Outcome::NotApplicable(_)));
    }

    #[test]
    fn an_untried_one_stays_open() {
        let missing = Fixture::app("core").stays_open::<NoAuthentication>("");
        assert_eq!(missing.cause, "not-observed");
    }
}
