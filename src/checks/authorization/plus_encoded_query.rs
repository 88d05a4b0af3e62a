//! A plus sign stands for a space in the authorization request.

use crate::check::{Check, Doc, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef, must_accept};
use crate::evidence::Evidence;
use crate::wire::Probe;

/// A plus sign stands for a space in the authorization request.
pub struct PlusEncodedQuery;

impl Check for PlusEncodedQuery {
    const META: &'static Meta = &Meta {
        id: "authorization-plus-encoded-query",
        title: "A plus sign stands for a space in the authorization request",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::Rfc(6749), "3.1"), SpecRef::new(Doc::Rfc(6749), "B")],
        needs: &[Need::Probe(Probe::PlusEncodedQuery)],
        why: "PHP and Java write scopes with plus signs; read literally they make one unknown scope.",
        fix: "Decode the query as application/x-www-form-urlencoded.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        must_accept(evidence, &evidence.probe(Probe::PlusEncodedQuery)?, None, "a query with plus signs")
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
                .probe(Probe::PlusEncodedQuery, Answer::json(200, &json!({ "access_token": "at-2", "token_type": "Bearer" })))
                .judge::<PlusEncodedQuery>(""),
            Outcome::Pass
        );
    }

    #[test]
    fn a_refusal_fails() {
        let finding = Fixture::app("core")
            .probe(Probe::PlusEncodedQuery, Answer::json(400, &json!({ "error": "invalid_request" })))
            .fails::<PlusEncodedQuery>("");
        assert!(finding.message.contains("invalid_request"), "{}", finding.message);
    }

    #[test]
    fn an_untried_one_stays_open() {
        let missing = Fixture::app("core").stays_open::<PlusEncodedQuery>("");
        assert_eq!(missing.cause, "not-observed");
    }
}
