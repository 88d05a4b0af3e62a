//! A code works once.

use crate::check::{Check, Doc, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef, must_refuse};
use crate::evidence::Evidence;
use crate::wire::Probe;

/// A code works once.
pub struct CodeReplay;

impl Check for CodeReplay {
    const META: &'static Meta = &Meta {
        id: "token-code-replay",
        title: "A code works once",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::Rfc(6749), "4.1.2"), SpecRef::new(Doc::OidcCore, "3.1.3.2")],
        needs: &[Need::Probe(Probe::CodeReplay)],
        why: "A code that was seen on the way is worth nothing only if it works once.",
        fix: "Remember used codes, refuse them, and revoke what was issued for them.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let ending = evidence.probe(Probe::CodeReplay)?.ending()?;
        must_refuse(evidence, &ending, "a code that was used before", "an error, invalid_grant")
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
                .probe(Probe::CodeReplay, Answer::json(400, &json!({ "error": "invalid_grant" })))
                .judge::<CodeReplay>(""),
            Outcome::Pass
        );
    }

    #[test]
    fn tokens_fail() {
        let finding = Fixture::app("core")
            .probe(Probe::CodeReplay, Answer::json(200, &json!({ "access_token": "at-2", "token_type": "Bearer" })))
            .fails::<CodeReplay>("");
        assert!(finding.message.contains("gave tokens"), "{}", finding.message);
    }

    #[test]
    fn a_server_error_fails() {
        let finding = Fixture::app("core").probe(Probe::CodeReplay, Answer::raw(500, "text/html", "")).fails::<CodeReplay>("");
        assert!(finding.message.contains("not refuse"), "{}", finding.message);
    }

    #[test]
    fn an_untried_one_stays_open() {
        let missing = Fixture::app("core").stays_open::<CodeReplay>("");
        assert_eq!(missing.cause, "not-observed");
    }
}
