//! A login with an S256 challenge works.

use crate::check::{Check, Doc, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef, must_accept};
use crate::evidence::Evidence;
use crate::wire::Probe;

/// A login with an S256 challenge works.
pub struct S256;

impl Check for S256 {
    const META: &'static Meta = &Meta {
        id: "pkce-s256",
        title: "A login with an S256 challenge works",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::Rfc(7636), "4.2"), SpecRef::new(Doc::Rfc(9700), "2.1.1")],
        needs: &[Need::Probe(Probe::WithPkce)],
        why: "Modern clients always send a challenge; a provider that does not know PKCE must ignore it.",
        fix: "Support PKCE with S256, or ignore code_challenge and code_verifier.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        must_accept(
            evidence,
            &evidence.probe(Probe::WithPkce)?,
            evidence.probe(Probe::WithoutPkce).ok().as_ref(),
            "a login with PKCE (S256)",
        )
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    #[test]
    fn the_flow_itself_passes() {
        assert_eq!(Fixture::app("core").judge::<S256>(""), Outcome::Pass);
    }

    #[test]
    fn a_refusal_fails() {
        let finding = Fixture::app("core")
            .token_answers(vec![Answer::json(400, &json!({ "error": "invalid_grant" }))])
            .probe(Probe::WithoutPkce, Answer::json(200, &json!({ "access_token": "at-2", "token_type": "Bearer" })))
            .fails::<S256>("");
        assert!(finding.message.contains("invalid_grant"), "{}", finding.message);
    }

    #[test]
    fn a_login_that_is_refused_without_it_too_stays_open() {
        let no = || Answer::json(400, &json!({ "error": "invalid_grant" }));
        let missing = Fixture::app("core").token_answers(vec![no()]).probe(Probe::WithoutPkce, no()).stays_open::<S256>("");
        assert_eq!(missing.cause, "refused-anyway");
    }

    #[test]
    fn an_untried_one_stays_open() {
        let missing = Fixture::app("core").discovery(json!({ "code_challenge_methods_supported": null })).stays_open::<S256>("");
        assert_eq!(missing.cause, "not-observed");
    }
}
