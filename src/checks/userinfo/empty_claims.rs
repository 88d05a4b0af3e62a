//! Claims without a value are left out of userinfo.

use serde_json::Value;

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::Step;

/// Claims without a value are left out of userinfo.
pub struct EmptyClaims;

impl Check for EmptyClaims {
    const META: &'static Meta = &Meta {
        id: "userinfo-empty-claims",
        title: "Claims without a value are left out of userinfo",
        level: Level::Should,
        spec: &[SpecRef::new(Doc::OidcCore, "5.3.2")],
        needs: &[Need::Step(Step::Discovery), Need::Flow],
        why: "An app may take null or an empty text for the new value and wipe the old one.",
        fix: "Leave claims out that the user does not have.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        if let Some(outcome) = super::endpoint::absent(evidence)? {
            return Ok(outcome);
        }

        let flow = evidence.flow()?;
        let is_empty = |value: &Value| value.is_null() || value.as_str().is_some_and(str::is_empty);
        let claims = flow.userinfo_claims()?;
        let empty: Vec<&str> = claims.iter().filter(|(_, value)| is_empty(value)).map(|(name, _)| name.as_str()).collect();
        let Some(first) = empty.first() else {
            return Ok(Outcome::Pass);
        };
        Ok(Finding::new(format!("Userinfo has empty claims: {}", empty.join(", ")))
            .compare("no such claims", empty.join(", "))
            .at(flow.userinfo_response()?.0, format!("/{first}"))
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    #[test]
    fn values_pass() {
        assert_eq!(
            Fixture::app("core")
                .userinfo(Answer::json(200, &json!({ "sub": "alice", "name": "Alice L", "email": "alice@example.test" })))
                .judge::<EmptyClaims>(""),
            Outcome::Pass
        );
    }

    #[test]
    fn null_fails() {
        let finding = Fixture::app("core")
            .userinfo(Answer::json(200, &json!({ "sub": "alice", "picture": null })))
            .fails::<EmptyClaims>("");
        assert!(finding.message.contains("picture"), "{}", finding.message);
    }

    #[test]
    fn an_empty_text_fails() {
        let finding =
            Fixture::app("core").userinfo(Answer::json(200, &json!({ "sub": "alice", "email": "" }))).fails::<EmptyClaims>("");
        assert!(finding.message.contains("email"), "{}", finding.message);
    }

    #[test]
    fn no_endpoint_does_not_count() {
        assert!(matches!(
            Fixture::app("core").discovery(json!({ "userinfo_endpoint": null })).judge::<EmptyClaims>(""),
            Outcome::NotApplicable(_)
        ));
    }
}
