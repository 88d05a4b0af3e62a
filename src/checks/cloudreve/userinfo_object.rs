//! Userinfo is a plain JSON object.

use crate::check::{Check, Finding, Level, Meta, Missing, Need, NoParams, Outcome};
use crate::evidence::Evidence;
use crate::oidc::json::excerpt;

/// Userinfo is a plain JSON object.
pub struct UserinfoObject;

impl Check for UserinfoObject {
    const META: &'static Meta = &Meta {
        id: "cloudreve-userinfo-object",
        title: "Userinfo is a plain JSON object",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "Cloudreve reads userinfo by paths into JSON; a signed or encrypted answer has none.",
        fix: "Set the signature and encryption of userinfo to none for this client.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let flow = evidence.flow()?;
        let (id, response) = flow.userinfo_response()?;
        if !response.is_success() {
            return Err(Missing::new("no-userinfo", format!("userinfo is answered with status {}", response.status)));
        }
        let answer = flow.userinfo_answer()?;
        let actual = match (answer.json(), response.media_type().as_deref()) {
            (Some(value), _) if value.is_object() => return Ok(Outcome::Pass),
            (_, Some("application/jwt")) => "a JWT".to_owned(),
            (Some(value), _) => excerpt(value),
            (None, media_type) => format!("no JSON ({})", media_type.unwrap_or("no Content-Type")),
        };
        Ok(Finding::new(format!("Userinfo is {actual}")).compare("a JSON object", actual).at(id, "").into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    #[test]
    fn an_object_passes() {
        assert_eq!(
            Fixture::app("cloudreve")
                .userinfo(Answer::json(200, &json!({ "sub": "alice", "name": "Alice L", "email": "alice@example.test" })))
                .judge::<UserinfoObject>(""),
            Outcome::Pass
        );
    }

    #[test]
    fn a_charset_does_no_harm() {
        assert_eq!(
            Fixture::app("cloudreve")
                .userinfo(Answer::raw(200, "application/json;charset=UTF-8", "{\"sub\":\"a\"}"))
                .judge::<UserinfoObject>(""),
            Outcome::Pass
        );
    }

    #[test]
    fn a_jwt_fails() {
        let Outcome::Fail(finding) =
            Fixture::app("cloudreve").userinfo(Answer::raw(200, "application/jwt", "a.b.c")).judge::<UserinfoObject>("")
        else {
            panic!("this must fail")
        };
        assert!(finding.message.contains("a JWT"), "{}", finding.message);
    }

    #[test]
    fn a_refusal_stays_open() {
        let Outcome::Inconclusive(missing) =
            Fixture::app("cloudreve").userinfo(Answer::raw(401, "text/plain", "")).judge::<UserinfoObject>("")
        else {
            panic!("this must stay open")
        };
        assert_eq!(missing.cause, "no-userinfo");
    }

    #[test]
    fn a_login_that_never_was_stays_open() {
        let Outcome::Inconclusive(missing) = Fixture::app("cloudreve").without_account().judge::<UserinfoObject>("") else {
            panic!("this must stay open")
        };
        assert_eq!(missing.cause, "no-account");
    }
}
