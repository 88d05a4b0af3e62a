//! A refreshed ID Token speaks of the same user.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::Step;

/// A refreshed ID Token speaks of the same user.
pub struct Subject;

impl Check for Subject {
    const META: &'static Meta = &Meta {
        id: "refresh-subject",
        title: "A refreshed ID Token speaks of the same user",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "12.2")],
        needs: &[Need::Flow, Need::Step(Step::Refresh)],
        why: "An app may take another sub for another user.",
        fix: "Keep sub as it was in the first ID Token.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        if let Some(outcome) = super::support::none_issued(evidence)? {
            return Ok(outcome);
        }
        let Some((first, again, id)) = super::support::claim_twice(evidence, "sub")? else {
            return Ok(Outcome::NotApplicable("the refresh gave no ID Token with sub".to_owned()));
        };
        if first == again {
            return Ok(Outcome::Pass);
        }
        Ok(Finding::new(format!("The refreshed ID Token has another sub: {again}"))
            .compare(first.to_string(), again.to_string())
            .at(id, "/id_token/payload/sub")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::support::scaffolding::{is_optional, refreshed_by, tokens};
    use super::*;

    #[test]
    fn another_user_fails() {
        let again = |claims| refreshed_by(&tokens(&claims)).claims(json!({ "sub": "alice" })).judge::<Subject>("");
        assert_eq!(again(json!({ "sub": "alice" })), Outcome::Pass);
        assert!(matches!(again(json!({ "sub": "bob" })), Outcome::Fail(_)));
        assert!(matches!(again(json!({ "iss": "x" })), Outcome::NotApplicable(_)));
        is_optional::<Subject>();
    }
}
