//! Userinfo accepts the access token in the query, where the app sends it there.

use super::support::refuses_query;
use crate::account::rocket_chat::identity_answer;
use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Answered;
use crate::evidence::Evidence;

/// Userinfo accepts the access token in the query, where the app sends it there.
pub struct TokenInQuery;

impl Check for TokenInQuery {
    const META: &'static Meta = &Meta {
        id: "rocketchat-token-in-query",
        title: "Userinfo accepts the access token in the query, where the app sends it there",
        level: Level::May,
        spec: &[SpecRef::new(Doc::Rfc(6750), "2.3")],
        needs: &[Need::Flow],
        why: "With its shipped settings the app sends the token in the query, which most providers rightly refuse.",
        fix: "Set Identity Token Sent Via to Header in the app; the provider is right to refuse a token in the query.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let plan = &evidence.reached_flow()?.record.plan.userinfo;
        let Some(name) = &plan.token_parameter else {
            return Ok(Outcome::NotApplicable("the access token goes into the header".to_owned()));
        };
        let Answered::Response(id, response) = identity_answer(evidence)? else {
            return Err(Missing::not_reached("userinfo gives no answer"));
        };
        if !refuses_query(evidence, response) {
            return Ok(Outcome::Pass);
        }
        let said = format!("status {}", response.status);
        let finding = Finding::new(format!("Userinfo does not take the access token from the query parameter {name}: {said}"));
        Ok(finding.compare("status 200", said).at(id, "").into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::checks::rocketchat::support::tests::advised;
    use crate::evidence::fixture::Answer;

    #[test]
    fn a_refusal_is_blamed_on_the_place() {
        let shipped =
            |answer| advised("rocketchat").set("identity_token_sent_via", "default").userinfo(answer).judge::<TokenInQuery>("");
        assert_eq!(shipped(Answer::json(200, &json!({ "sub": "a" }))), Outcome::Pass);
        assert!(matches!(shipped(Answer::raw(401, "text/plain", "")), Outcome::Fail(_)));
        assert_eq!(shipped(Answer::raw(404, "text/plain", "")), Outcome::Pass);
        let header = advised("rocketchat").userinfo(Answer::raw(401, "text/plain", "")).judge::<TokenInQuery>("");
        assert!(matches!(header, Outcome::NotApplicable(_)));
    }
}
