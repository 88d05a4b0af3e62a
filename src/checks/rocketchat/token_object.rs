//! The token answer is not JSON null.

use serde_json::Value;

use crate::account::rocket_chat::token_answer;
use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Answered;
use crate::evidence::Evidence;
use crate::wire::AnswerRule;

/// The token answer is not JSON null.
pub struct TokenObject;

impl Check for TokenObject {
    const META: &'static Meta = &Meta {
        id: "rocketchat-token-object",
        title: "The token answer is not JSON null",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::Rfc(6749), "5.1")],
        needs: &[Need::Flow],
        why: "The library reads members of the answer outside of any handler: of null the request dies, and the browser waits without end.",
        fix: "Answer with a JSON object.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let Answered::Response(id, response) = token_answer(evidence)? else {
            return Err(Missing::not_reached("the token endpoint gives no answer"));
        };
        let read = AnswerRule::NodeOauth.read_by_javascript(response.status, &response.body.bytes());
        if read != Some(Value::Null) {
            return Ok(Outcome::Pass);
        }
        Ok(Finding::new("The token answer is JSON null").compare("a JSON object", "null").at(id, "").into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::rocketchat::support::tests::advised;
    use crate::evidence::fixture::Answer;

    #[test]
    fn null_alone_fails() {
        let judge = |status, body| {
            advised("rocketchat-passport").token_answers(vec![Answer::raw(status, "x/y", body)]).judge::<TokenObject>("")
        };
        assert!(matches!(judge(200, " null"), Outcome::Fail(_)));
        for (status, body) in [(400, "null"), (200, "{}"), (200, ""), (200, "\"null\"")] {
            assert_eq!(judge(status, body), Outcome::Pass, "{status} {body}");
        }
    }
}
