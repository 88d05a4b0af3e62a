//! Userinfo answers POST as it answers GET.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::Step;

/// Userinfo answers POST as it answers GET.
pub struct Post;

impl Check for Post {
    const META: &'static Meta = &Meta {
        id: "userinfo-post",
        title: "Userinfo answers POST as it answers GET",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "5.3")],
        needs: &[Need::Step(Step::Discovery), Need::Flow, Need::Step(Step::UserinfoPost)],
        why: "Some client libraries use POST.",
        fix: "Accept POST with the token in the Authorization header.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        if let Some(outcome) = super::endpoint::absent(evidence)? {
            return Ok(outcome);
        }

        let (id, response) = evidence.response(Step::UserinfoPost)?;
        let (_, get) = evidence.flow()?.userinfo_response()?;
        if !get.is_success() {
            return Err(Missing::new("no-userinfo", format!("GET is answered with status {} already", get.status)));
        }
        if response.is_success() {
            return Ok(Outcome::Pass);
        }
        Ok(Finding::new(format!("Userinfo answers POST with status {}", response.status))
            .compare(format!("status {}, as for GET", get.status), format!("status {}", response.status))
            .at(id, "")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    #[test]
    fn the_same_answer_passes() {
        assert_eq!(
            Fixture::app("core")
                .userinfo(Answer::json(200, &json!({ "sub": "alice", "name": "Alice L", "email": "alice@example.test" })))
                .step(Step::UserinfoPost, vec![Answer::json(200, &json!({ "sub": "alice" }))], None)
                .judge::<Post>(""),
            Outcome::Pass
        );
    }

    #[test]
    fn a_refusal_fails() {
        let finding = Fixture::app("core")
            .userinfo(Answer::json(200, &json!({ "sub": "alice", "name": "Alice L", "email": "alice@example.test" })))
            .step(Step::UserinfoPost, vec![Answer::raw(405, "text/plain", "")], None)
            .fails::<Post>("");
        assert!(finding.message.contains("405"), "{}", finding.message);
    }

    #[test]
    fn get_that_fails_stays_open() {
        let missing = Fixture::app("core")
            .userinfo(Answer::raw(401, "text/plain", ""))
            .step(Step::UserinfoPost, vec![Answer::raw(401, "text/plain", "")], None)
            .stays_open::<Post>("");
        assert_eq!(missing.cause, "no-userinfo");
    }

    #[test]
    fn no_endpoint_does_not_count() {
        assert!(matches!(
            Fixture::app("core").discovery(json!({ "userinfo_endpoint": null })).judge::<Post>(""),
            Outcome::NotApplicable(_)
        ));
    }

    #[test]
    fn an_unasked_one_stays_open() {
        let missing = Fixture::app("core").stays_open::<Post>("");
        assert_eq!(missing.cause, "not-observed");
    }
}
