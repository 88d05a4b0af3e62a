//! A confidential client may log in without PKCE.

use crate::check::{Check, Doc, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef, must_accept};
use crate::evidence::Evidence;
use crate::wire::Probe;

/// A confidential client may log in without PKCE.
pub struct Optional;

impl Check for Optional {
    const META: &'static Meta = &Meta {
        id: "pkce-optional",
        title: "A confidential client may log in without PKCE",
        level: Level::May,
        spec: &[SpecRef::new(Doc::Rfc(9700), "2.1.1"), SpecRef::new(Doc::Rfc(7636), "4.4.1")],
        needs: &[Need::Probe(Probe::WithoutPkce)],
        why: "Older apps never send a challenge; where PKCE is enforced they cannot log in.",
        fix: "Make PKCE optional for the clients of such apps.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        must_accept(
            evidence,
            &evidence.probe(Probe::WithoutPkce)?,
            evidence.probe(Probe::WithPkce).ok().as_ref(),
            "a login without PKCE",
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
                .probe(Probe::WithoutPkce, Answer::json(200, &json!({ "access_token": "at-2", "token_type": "Bearer" })))
                .judge::<Optional>(""),
            Outcome::Pass
        );
    }

    #[test]
    fn a_refusal_is_told() {
        let finding = Fixture::app("core")
            .probe(Probe::WithoutPkce, Answer::json(400, &json!({ "error": "invalid_request" })))
            .fails::<Optional>("");
        assert!(finding.message.contains("invalid_request"), "{}", finding.message);
    }

    #[test]
    fn an_untried_one_stays_open() {
        let missing = Fixture::app("core").stays_open::<Optional>("");
        assert_eq!(missing.cause, "not-observed");
    }
}
