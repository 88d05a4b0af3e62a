//! A code verifier is refused where no challenge was sent.

use crate::check::{Check, Doc, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::Step;
use crate::wire::Probe;

/// A code verifier is refused where no challenge was sent.
pub struct Downgrade;

impl Check for Downgrade {
    const META: &'static Meta = &Meta {
        id: "pkce-downgrade",
        title: "A code verifier is refused where no challenge was sent",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::Rfc(9700), "2.1.1"), SpecRef::new(Doc::Rfc(9700), "4.8.2")],
        needs: &[Need::Step(Step::Discovery), Need::Probe(Probe::VerifierWithoutChallenge)],
        why: "An attacker who strips the challenge from the request would switch PKCE off unseen.",
        fix: "Refuse code_verifier for a code that was requested without code_challenge.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let ending = evidence.probe(Probe::VerifierWithoutChallenge)?.ending()?;
        super::announced::must_refuse_if_announced(
            evidence,
            &ending,
            "a code_verifier without a challenge before",
            "an error, invalid_grant",
        )
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    #[test]
    fn a_refusal_passes() {
        assert_eq!(
            Fixture::app("core")
                .probe(Probe::VerifierWithoutChallenge, Answer::json(400, &json!({ "error": "invalid_grant" })))
                .judge::<Downgrade>(""),
            Outcome::Pass
        );
    }

    #[test]
    fn tokens_fail() {
        let finding = Fixture::app("core")
            .probe(Probe::VerifierWithoutChallenge, Answer::json(200, &json!({ "access_token": "at-2", "token_type": "Bearer" })))
            .fails::<Downgrade>("");
        assert!(finding.message.contains("gave tokens"), "{}", finding.message);
    }

    #[test]
    fn a_server_error_fails() {
        let finding =
            Fixture::app("core").probe(Probe::VerifierWithoutChallenge, Answer::raw(500, "text/html", "")).fails::<Downgrade>("");
        assert!(finding.message.contains("not refuse"), "{}", finding.message);
    }

    #[test]
    fn a_provider_without_pkce_does_not_count() {
        assert!(matches!(
            Fixture::app("core")
                .discovery(json!({ "code_challenge_methods_supported": null }))
                .probe(
                    Probe::VerifierWithoutChallenge,
                    Answer::json(200, &json!({ "access_token": "at-2", "token_type": "Bearer" }))
                )
                .judge::<Downgrade>(""),
            Outcome::NotApplicable(_)
        ));
    }

    #[test]
    fn an_untried_one_stays_open() {
        let missing = Fixture::app("core").stays_open::<Downgrade>("");
        assert_eq!(missing.cause, "not-observed");
    }
}
