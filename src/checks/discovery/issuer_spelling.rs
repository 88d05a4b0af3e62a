//! Issuer is spelt as the operator gave it.

use crate::check::{Check, Finding, Level, Meta, Missing, Need, NoParams, Outcome};
use crate::evidence::Evidence;
use crate::recording::Step;

/// Issuer is spelt as the operator gave it.
pub struct IssuerSpelling;

impl Check for IssuerSpelling {
    const META: &'static Meta = &Meta {
        id: "discovery-issuer-spelling",
        title: "Issuer is spelt as the operator gave it",
        level: Level::App,
        spec: &[],
        needs: &[Need::Step(Step::Discovery)],
        why: "Clients that are configured with an issuer compare it byte by byte, a slash at the end included.",
        fix: "Give every client the issuer exactly as the discovery document spells it.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let Some(issuer) = evidence.metadata()?.text("issuer").value() else {
            return Err(Missing::new("no-discovery", "the discovery document has no issuer that is text"));
        };
        let target = &evidence.recording().target;
        if target.given.contains("/.well-known/") {
            return Ok(Outcome::NotApplicable("the discovery URL was given, not the issuer".to_owned()));
        }
        if target.given == issuer {
            return Ok(Outcome::Pass);
        }
        Ok(Finding::new(format!("The provider spells its issuer {issuer:?}, it was given as {:?}", target.given))
            .compare(target.given.clone(), issuer)
            .at(evidence.discovery()?.exchange, "/issuer")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};
    use crate::recording::FailureKind;

    #[test]
    fn the_same_spelling_passes() {
        assert_eq!(Fixture::app("core").judge::<IssuerSpelling>(""), Outcome::Pass);
    }

    #[test]
    fn a_slash_more_is_told() {
        let finding = Fixture::app("core").discovery(json!({ "issuer": "https://op.example.org/" })).fails::<IssuerSpelling>("");
        assert!(finding.message.contains("org/"), "{}", finding.message);
    }

    #[test]
    fn an_unreachable_provider_stays_open() {
        let missing = Fixture::app("core")
            .discovery_answers(vec![Answer::failure(FailureKind::Timeout, "timed out")])
            .stays_open::<IssuerSpelling>("");
        assert_eq!(missing.cause, "no-discovery");
    }
}
