//! A code that is used again takes its tokens with it.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::{Ending, Evidence};
use crate::wire::Probe;

/// A code that is used again takes its tokens with it.
pub struct CodeReplayRevocation;

impl Check for CodeReplayRevocation {
    const META: &'static Meta = &Meta {
        id: "token-code-replay-revocation",
        title: "A code that is used again takes its tokens with it",
        level: Level::Should,
        spec: &[SpecRef::new(Doc::Rfc(6749), "4.1.2"), SpecRef::new(Doc::Rfc(6749), "10.5")],
        needs: &[Need::Probe(Probe::CodeReplay)],
        why: "Nobody can tell whether the thief or the app was first; as long as the tokens live, a thief who was first keeps them.",
        fix: "Revoke the tokens that were issued for a code when it is used a second time.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let flow = evidence.probe(Probe::CodeReplay)?;
        if let Ending::Tokens(_) = flow.ending()? {
            return Ok(Outcome::NotApplicable("the code works twice".to_owned()));
        }
        // The access token of the first exchange, after the second one.
        let (id, response) = flow.userinfo_response()?;
        if !response.is_success() {
            return Ok(Outcome::Pass);
        }
        // Only claims show that the token was taken.
        let is_jwt = response.media_type().as_deref() == Some("application/jwt");
        if !is_jwt && !flow.userinfo_claims().is_ok_and(|claims| claims.contains_key("sub")) {
            return Err(Missing::new("no-userinfo", "userinfo gave no claims, neither with a good token nor with this one"));
        }
        Ok(Finding::new("The access token still works after its code was used a second time")
            .compare("status 401", format!("status {}", response.status))
            .at(id, "")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    fn answered(userinfo: Answer) -> Outcome {
        let fixture = Fixture::app("core").userinfo(userinfo);
        fixture
            .probe(Probe::CodeReplay, Answer::json(400, &json!({ "error": "invalid_grant" })))
            .judge::<CodeReplayRevocation>("")
    }

    #[test]
    fn the_token_should_be_dead() {
        assert_eq!(answered(Answer::json(401, &json!({}))), Outcome::Pass);
        assert!(matches!(answered(Answer::json(200, &json!({ "sub": "alice" }))), Outcome::Fail(_)));
        assert!(matches!(answered(Answer::raw(200, "application/jwt", "a.b.c")), Outcome::Fail(_)));
        assert!(matches!(answered(Answer::json(200, &json!({ "error": "invalid_token" }))), Outcome::Inconclusive(_)));
    }

    #[test]
    fn a_code_that_works_twice_is_another_matter() {
        let fixture = Fixture::app("core").probe(Probe::CodeReplay, Answer::json(200, &json!({ "access_token": "at-2" })));
        assert!(matches!(fixture.judge::<CodeReplayRevocation>(""), Outcome::NotApplicable(_)));
        assert!(matches!(Fixture::app("core").judge::<CodeReplayRevocation>(""), Outcome::Inconclusive(_)));
    }
}
