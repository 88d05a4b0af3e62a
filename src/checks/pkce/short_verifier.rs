//! A code verifier of 10 characters is refused.

use crate::check::{Check, Doc, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::Step;
use crate::wire::Probe;

/// A code verifier of 10 characters is refused.
pub struct ShortVerifier;

impl Check for ShortVerifier {
    const META: &'static Meta = &Meta {
        id: "pkce-short-verifier",
        title: "A code verifier of 10 characters is refused",
        level: Level::Should,
        spec: &[SpecRef::new(Doc::Rfc(7636), "4.1")],
        needs: &[Need::Step(Step::Discovery), Need::Probe(Probe::ShortCodeVerifier)],
        why: "A verifier must have 43 to 128 characters; a short one can be guessed.",
        fix: "Refuse verifiers outside of 43 to 128 characters.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let ending = evidence.probe(Probe::ShortCodeVerifier)?.ending()?;
        super::announced::must_refuse_if_announced(
            evidence,
            &ending,
            "a code_verifier of 10 characters",
            "an error, invalid_grant or invalid_request",
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
                .probe(Probe::ShortCodeVerifier, Answer::json(400, &json!({ "error": "invalid_grant" })))
                .judge::<ShortVerifier>(""),
            Outcome::Pass
        );
    }

    #[test]
    fn tokens_fail() {
        let finding = Fixture::app("core")
            .probe(Probe::ShortCodeVerifier, Answer::json(200, &json!({ "access_token": "at-2", "token_type": "Bearer" })))
            .fails::<ShortVerifier>("");
        assert!(finding.message.contains("gave tokens"), "{}", finding.message);
    }

    #[test]
    fn a_server_error_fails() {
        let finding =
            Fixture::app("core").probe(Probe::ShortCodeVerifier, Answer::raw(500, "text/html", "")).fails::<ShortVerifier>("");
        assert!(finding.message.contains("not refuse"), "{}", finding.message);
    }

    #[test]
    fn a_provider_without_pkce_does_not_count() {
        assert!(matches!(
            Fixture::app("core")
                .discovery(json!({ "code_challenge_methods_supported": null }))
                .probe(Probe::ShortCodeVerifier, Answer::json(200, &json!({ "access_token": "at-2", "token_type": "Bearer" })))
                .judge::<ShortVerifier>(""),
            Outcome::NotApplicable(_)
        ));
    }

    #[test]
    fn an_untried_one_stays_open() {
        let missing = Fixture::app("core").stays_open::<ShortVerifier>("");
        assert_eq!(missing.cause, "not-observed");
    }
}
