//! PKCE is announced in code_challenge_methods_supported.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::Step;

/// PKCE is announced in code_challenge_methods_supported.
pub struct PkcePublished;

impl Check for PkcePublished {
    const META: &'static Meta = &Meta {
        id: "discovery-pkce-published",
        title: "PKCE is announced in code_challenge_methods_supported",
        level: Level::Should,
        spec: &[SpecRef::new(Doc::Rfc(9700), "2.1.1"), SpecRef::new(Doc::Rfc(8414), "2")],
        needs: &[Need::Step(Step::Discovery)],
        why: "Apps that use PKCE only where it is announced go without it.",
        fix: "Support PKCE and publish code_challenge_methods_supported with \"S256\".",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        Ok(match evidence.metadata()?.0.get("code_challenge_methods_supported") {
            Some(_) => Outcome::Pass,
            None => Finding::new("The discovery document does not announce PKCE")
                .compare("code_challenge_methods_supported with \"S256\"", "no such member")
                .at(evidence.discovery()?.exchange, "")
                .into(),
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};
    use crate::recording::FailureKind;

    #[test]
    fn a_list_passes() {
        assert_eq!(Fixture::app("core").judge::<PkcePublished>(""), Outcome::Pass);
    }

    #[test]
    fn none_fails() {
        let finding =
            Fixture::app("core").discovery(json!({ "code_challenge_methods_supported": null })).fails::<PkcePublished>("");
        assert!(!finding.message.is_empty() && !finding.evidence.is_empty());
    }

    #[test]
    fn an_unreachable_provider_stays_open() {
        let missing = Fixture::app("core")
            .discovery_answers(vec![Answer::failure(FailureKind::Timeout, "timed out")])
            .stays_open::<PkcePublished>("");
        assert_eq!(missing.cause, "no-discovery");
    }
}
