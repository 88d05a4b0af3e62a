//! The token endpoint takes the client secret where the app sends it.

use super::support::refused_client;
use crate::account::rocket_chat::token_answer;
use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Answered;
use crate::evidence::Evidence;
use crate::wire::ClientAuthentication;

/// The token endpoint takes the client secret where the app sends it.
pub struct ClientAuthenticated;

impl Check for ClientAuthenticated {
    const META: &'static Meta = &Meta {
        id: "rocketchat-client-authentication",
        title: "The token endpoint takes the client secret where the app sends it",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::Rfc(6749), "2.3.1"), SpecRef::new(Doc::Rfc(6749), "5.2")],
        needs: &[Need::Flow],
        why: "The secret goes into the body, or in the classic flow as Basic without being encoded first; there is no second try.",
        fix: "Register the client for this way of authentication, check its secret, and for Basic use a secret of letters and digits.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let Answered::Response(id, response) = token_answer(evidence)? else {
            return Err(Missing::not_reached("the token endpoint gives no answer"));
        };
        let Some(error) = refused_client(response) else { return Ok(Outcome::Pass) };
        let way = match evidence.reached_flow()?.record.plan.token.authentication {
            ClientAuthentication::Post => "in the body",
            _ => "as Basic",
        };
        let said = format!("status {} {error}", response.status);
        let finding =
            Finding::new(format!("The token endpoint refuses the client, whose secret comes {way}: {}", said.trim_end()));
        Ok(finding.compare("tokens", said.trim_end()).at(id, "").cause("client-refused").into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::checks::rocketchat::support::tests::advised;
    use crate::evidence::fixture::Answer;

    fn judge(answer: Answer) -> Outcome {
        advised("rocketchat").token_answers(vec![answer]).judge::<ClientAuthenticated>("")
    }

    #[test]
    fn refusals_of_the_client_fail() {
        assert_eq!(advised("rocketchat").judge::<ClientAuthenticated>(""), Outcome::Pass);
        assert!(matches!(judge(Answer::raw(401, "text/plain", "")), Outcome::Fail(_)));
        assert!(matches!(judge(Answer::json(400, &json!({ "error": "invalid_client" }))), Outcome::Fail(_)));
        assert_eq!(judge(Answer::json(400, &json!({ "error": "invalid_grant" }))), Outcome::Pass);
    }
}
