//! A refresh token of a confidential client is worth nothing without its secret.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::Step;

/// A refresh token of a confidential client is worth nothing without its secret.
pub struct WithoutAuthentication;

impl Check for WithoutAuthentication {
    const META: &'static Meta = &Meta {
        id: "refresh-without-authentication",
        title: "A refresh of a confidential client is refused without authentication",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::Rfc(6749), "6"), SpecRef::new(Doc::Rfc(6749), "10.4")],
        needs: &[Need::Flow, Need::Step(Step::RefreshWithoutAuthentication)],
        why: "Refresh tokens live long and lie in databases; whoever steals one must not be able to use it.",
        fix: "Demand client authentication for refresh tokens as for codes.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        if let Some(outcome) = super::support::none_issued(evidence)? {
            return Ok(outcome);
        }
        if !evidence.view().target.has_secret {
            return Ok(Outcome::NotApplicable("the client has no secret".to_owned()));
        }
        let (id, response) = evidence.response(Step::RefreshWithoutAuthentication)?;
        let gave_tokens = super::support::object(response).is_some_and(|tokens| tokens.contains_key("access_token"));
        if !(response.is_success() && gave_tokens) {
            return Ok(Outcome::Pass);
        }
        Ok(Finding::new("The provider refreshed tokens without client authentication")
            .compare("status 401, error \"invalid_client\"", format!("status {}", response.status))
            .at(id, "")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::support::scaffolding::{is_optional, with_token};
    use super::*;
    use crate::evidence::fixture::Answer;

    #[test]
    fn tokens_fail() {
        let answered = |status: u16| {
            let answer = Answer::json(status, &json!({ "access_token": "at-2" }));
            with_token().step(Step::RefreshWithoutAuthentication, vec![answer], None)
        };
        assert_eq!(answered(401).judge::<WithoutAuthentication>(""), Outcome::Pass);
        assert!(matches!(answered(200).judge::<WithoutAuthentication>(""), Outcome::Fail(_)));
        let mut public = answered(200);
        public.target.has_secret = false;
        assert!(matches!(public.judge::<WithoutAuthentication>(""), Outcome::NotApplicable(_)));
        is_optional::<WithoutAuthentication>();
    }
}
