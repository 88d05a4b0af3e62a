//! Members of the JWK Set come once each.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::oidc::json::duplicate_members;
use crate::recording::Step;

/// Members of the JWK Set come once each.
pub struct DuplicateMembers;

impl Check for DuplicateMembers {
    const META: &'static Meta = &Meta {
        id: "jwk-set-duplicate-members",
        title: "Members of the JWK Set come once each",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::Rfc(7517), "4"), SpecRef::new(Doc::Rfc(7517), "5")],
        needs: &[Need::Step(Step::JwkSet)],
        why: "Which of two members of one name counts differs from parser to parser.",
        fix: "Write every member of a key once.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        evidence.jwk_set()?;
        let document = evidence.jwk_set_document()?;
        let (Some(Ok(_)), Some(answer)) = (&document.parsed, &evidence.exchange(document.exchange)?.response) else {
            return Err(Missing::new("no-jwk-set", "there is no JWK Set to look at"));
        };
        let twice = duplicate_members(&answer.body.bytes());
        let Some(first) = twice.first() else {
            return Ok(Outcome::Pass);
        };
        Ok(Finding::new(format!("Members of the JWK Set come twice: {}", twice.join(", ")))
            .compare("every member once", twice.join(", "))
            .at(document.exchange, first.clone())
            .into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    #[test]
    fn an_ordinary_set_passes() {
        assert_eq!(Fixture::app("core").judge::<DuplicateMembers>(""), Outcome::Pass);
    }

    #[test]
    fn a_double_kid_fails() {
        let finding = Fixture::app("core")
            .jwk_set_answers(vec![Answer::raw(200, "application/json", "{\"keys\":[{\"kid\":\"a\",\"kid\":\"b\"}]}")])
            .fails::<DuplicateMembers>("");
        assert!(finding.message.contains("/keys/0/kid"), "{}", finding.message);
    }

    #[test]
    fn a_page_instead_of_keys_stays_open() {
        let missing = Fixture::app("core")
            .jwk_set_answers(vec![Answer::raw(200, "text/html", "<html>")])
            .stays_open::<DuplicateMembers>("");
        assert_eq!(missing.cause, "no-jwk-set");
    }
}
