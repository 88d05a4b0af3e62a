//! Code flow works without a nonce.

use crate::check::{Check, Doc, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef, must_accept};
use crate::evidence::Evidence;
use crate::wire::Probe;

/// Code flow works without a nonce.
pub struct WithoutNonce;

impl Check for WithoutNonce {
    const META: &'static Meta = &Meta {
        id: "authorization-without-nonce",
        title: "Code flow works without a nonce",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "3.1.2.1")],
        needs: &[Need::Probe(Probe::WithoutNonce)],
        why: "Many apps send no nonce in the code flow, where it is optional.",
        fix: "Make nonce optional for response_type=code.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        must_accept(
            evidence,
            &evidence.probe(Probe::WithoutNonce)?,
            evidence.probe(Probe::WithNonce).ok().as_ref(),
            "a request without nonce",
        )
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    #[test]
    fn tokens_pass() {
        assert_eq!(
            Fixture::app("core")
                .probe(Probe::WithoutNonce, Answer::json(200, &json!({ "access_token": "at-2", "token_type": "Bearer" })))
                .judge::<WithoutNonce>(""),
            Outcome::Pass
        );
    }

    #[test]
    fn a_refusal_fails() {
        let finding = Fixture::app("core")
            .probe(Probe::WithoutNonce, Answer::json(400, &json!({ "error": "invalid_request" })))
            .fails::<WithoutNonce>("");
        assert!(finding.message.contains("invalid_request"), "{}", finding.message);
    }

    #[test]
    fn an_untried_one_stays_open() {
        let missing = Fixture::app("core").stays_open::<WithoutNonce>("");
        assert_eq!(missing.cause, "not-observed");
    }
}
