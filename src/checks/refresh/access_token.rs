//! A refreshed access token opens userinfo.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::Step;

/// A refreshed access token opens userinfo, for the same user.
pub struct AccessToken;

impl Check for AccessToken {
    const META: &'static Meta = &Meta {
        id: "refresh-access-token",
        title: "A refreshed access token opens userinfo for the same user",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::Rfc(6749), "6"), SpecRef::new(Doc::OidcCore, "5.3")],
        needs: &[Need::Flow, Need::Step(Step::Refresh), Need::Step(Step::UserinfoRefreshed)],
        why: "The new token takes the place of the old one.",
        fix: "Give the refreshed access token the same rights and the same user.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        if let Some(outcome) = super::support::none_issued(evidence)? {
            return Ok(outcome);
        }
        super::support::refreshed(evidence)?;
        // What userinfo makes of the first token says what to expect of the second.
        let before = evidence.flow()?.userinfo_claims()?;
        let (id, response) = evidence.response(Step::UserinfoRefreshed)?;
        let now = super::support::object(response).unwrap_or_default();
        let subject = |sub: Option<&serde_json::Value>| sub.map_or_else(|| "no sub".to_owned(), |sub| format!("sub {sub}"));
        let (expected, actual) = match response.is_success() {
            true if before.get("sub") == now.get("sub") => return Ok(Outcome::Pass),
            true => (subject(before.get("sub")), subject(now.get("sub"))),
            false => ("status 200".to_owned(), format!("status {}", response.status)),
        };
        Ok(Finding::new(format!("Userinfo answers the refreshed access token with {actual}"))
            .compare(expected, actual)
            .at(id, "")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::support::scaffolding::{is_optional, refreshed_by};
    use super::*;
    use crate::evidence::fixture::Answer;

    fn answered(status: u16, body: &Value) -> Outcome {
        refreshed_by(&json!({ "access_token": "at-2" }))
            .userinfo(Answer::json(200, &json!({ "sub": "alice" })))
            .step(Step::UserinfoRefreshed, vec![Answer::json(status, body)], None)
            .judge::<AccessToken>("")
    }

    #[test]
    fn the_same_user_passes() {
        assert_eq!(answered(200, &json!({ "sub": "alice" })), Outcome::Pass);
        assert!(matches!(answered(200, &json!({ "sub": "bob" })), Outcome::Fail(_)));
        assert!(matches!(answered(401, &json!({})), Outcome::Fail(_)));
        is_optional::<AccessToken>();
    }
}
