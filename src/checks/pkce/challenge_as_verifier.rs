//! The challenge is no verifier of itself.

use crate::check::{Check, Doc, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::Step;
use crate::wire::Probe;

/// The challenge is no verifier of itself.
pub struct ChallengeAsVerifier;

impl Check for ChallengeAsVerifier {
    const META: &'static Meta = &Meta {
        id: "pkce-challenge-as-verifier",
        title: "An S256 challenge is refused as its own verifier",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::Rfc(7636), "4.6"), SpecRef::new(Doc::Rfc(7636), "7.2")],
        needs: &[Need::Step(Step::Discovery), Need::Probe(Probe::ChallengeAsVerifier)],
        why: "The challenge stands in the address of the login page: whoever reads it there could use the code.",
        fix: "Compare by the method of the authorization request, S256 never as plain.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let ending = evidence.probe(Probe::ChallengeAsVerifier)?.ending()?;
        super::announced::must_refuse_if_announced(
            evidence,
            &ending,
            "the challenge as its own verifier",
            "an error, invalid_grant",
        )
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    fn answered(status: u16, member: &str) -> Outcome {
        let answer = Answer::json(status, &json!({ member: "invalid_grant" }));
        Fixture::app("core").probe(Probe::ChallengeAsVerifier, answer).judge::<ChallengeAsVerifier>("")
    }

    #[test]
    fn it_must_be_refused() {
        assert_eq!(answered(400, "error"), Outcome::Pass);
        assert!(matches!(answered(200, "access_token"), Outcome::Fail(_)));
        assert!(matches!(Fixture::app("core").judge::<ChallengeAsVerifier>(""), Outcome::Inconclusive(_)));
    }
}
