//! Members of the discovery document come once each.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::oidc::json::duplicate_members;
use crate::recording::Step;

/// Members of the discovery document come once each.
pub struct DuplicateMembers;

impl Check for DuplicateMembers {
    const META: &'static Meta = &Meta {
        id: "discovery-duplicate-members",
        title: "Members of the discovery document come once each",
        level: Level::Should,
        spec: &[SpecRef::new(Doc::Rfc(8259), "4")],
        needs: &[Need::Step(Step::Discovery)],
        why: "Which of two members of one name counts differs from parser to parser.",
        fix: "Write every member of the metadata once.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let document = evidence.discovery()?;
        evidence.metadata()?;
        let (Some(Ok(_)), Some(answer)) = (&document.parsed, &evidence.exchange(document.exchange)?.response) else {
            return Err(Missing::new("no-discovery", "there is no document to look at"));
        };
        let twice = duplicate_members(&answer.body.bytes());
        let Some(first) = twice.first() else {
            return Ok(Outcome::Pass);
        };
        Ok(Finding::new(format!("Members of the discovery document come twice: {}", twice.join(", ")))
            .compare("every member once", twice.join(", "))
            .at(document.exchange, first.clone())
            .into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};
    use crate::recording::FailureKind;

    #[test]
    fn an_ordinary_document_passes() {
        assert_eq!(Fixture::app("core").judge::<DuplicateMembers>(""), Outcome::Pass);
    }

    #[test]
    fn a_double_issuer_fails() {
        let finding = Fixture::app("core")
            .discovery_answers(vec![Answer::raw(200, "application/json", "{\"issuer\":1,\"issuer\":2}")])
            .fails::<DuplicateMembers>("");
        assert!(finding.message.contains("/issuer"), "{}", finding.message);
    }

    #[test]
    fn an_unreachable_provider_stays_open() {
        let missing = Fixture::app("core")
            .discovery_answers(vec![Answer::failure(FailureKind::Timeout, "timed out")])
            .stays_open::<DuplicateMembers>("");
        assert_eq!(missing.cause, "no-discovery");
    }
}
