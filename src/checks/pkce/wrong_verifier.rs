//! A wrong code verifier is refused.

use crate::check::{Check, Doc, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::Step;
use crate::wire::Probe;

/// A wrong code verifier is refused.
pub struct WrongVerifier;

impl Check for WrongVerifier {
    const META: &'static Meta = &Meta {
        id: "pkce-wrong-verifier",
        title: "A wrong code verifier is refused",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::Rfc(7636), "4.6")],
        needs: &[Need::Step(Step::Discovery), Need::Probe(Probe::WrongCodeVerifier)],
        why: "PKCE protects a stolen code only if the verifier is compared.",
        fix: "Compare the S256 hash of code_verifier with the stored challenge.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let ending = evidence.probe(Probe::WrongCodeVerifier)?.ending()?;
        super::announced::must_refuse_if_announced(evidence, &ending, "a wrong code_verifier", "an error, invalid_grant")
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
                .probe(Probe::WrongCodeVerifier, Answer::json(400, &json!({ "error": "invalid_grant" })))
                .judge::<WrongVerifier>(""),
            Outcome::Pass
        );
    }

    #[test]
    fn tokens_fail() {
        let finding = Fixture::app("core")
            .probe(Probe::WrongCodeVerifier, Answer::json(200, &json!({ "access_token": "at-2", "token_type": "Bearer" })))
            .fails::<WrongVerifier>("");
        assert!(finding.message.contains("gave tokens"), "{}", finding.message);
    }

    #[test]
    fn a_server_error_fails() {
        let finding =
            Fixture::app("core").probe(Probe::WrongCodeVerifier, Answer::raw(500, "text/html", "")).fails::<WrongVerifier>("");
        assert!(finding.message.contains("not refuse"), "{}", finding.message);
    }

    #[test]
    fn a_provider_without_pkce_does_not_count() {
        assert!(matches!(
            Fixture::app("core")
                .discovery(json!({ "code_challenge_methods_supported": null }))
                .probe(Probe::WrongCodeVerifier, Answer::json(200, &json!({ "access_token": "at-2", "token_type": "Bearer" })))
                .judge::<WrongVerifier>(""),
            Outcome::NotApplicable(_)
        ));
    }

    #[test]
    fn an_untried_one_stays_open() {
        let missing = Fixture::app("core").stays_open::<WrongVerifier>("");
        assert_eq!(missing.cause, "not-observed");
    }
}
