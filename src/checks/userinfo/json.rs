//! Userinfo is a JSON object with the content type application/json.

use serde_json::Value;

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::Step;

/// Userinfo is a JSON object with the content type application/json.
pub struct Json;

impl Check for Json {
    const META: &'static Meta = &Meta {
        id: "userinfo-json",
        title: "Userinfo is a JSON object with the content type application/json",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "5.3.2")],
        needs: &[Need::Step(Step::Discovery), Need::Flow],
        why: "Apps read it as plain JSON; a signed answer, which a client gets only if it asked for one, is \
              unreadable to most.",
        fix: "Set the signature algorithm of userinfo to none for this client, and send `Content-Type: \
              application/json`.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        if let Some(outcome) = super::endpoint::absent(evidence)? {
            return Ok(outcome);
        }

        let flow = evidence.flow()?;
        let (id, response) = flow.userinfo_response()?;
        if !response.is_success() {
            return Err(Missing::new("no-userinfo", format!("userinfo is answered with status {}", response.status)));
        }
        let media_type = response.header("content-type").unwrap_or("no Content-Type");
        let is_object = flow.userinfo_answer()?.json().is_some_and(Value::is_object);
        let finding = match response.media_type().as_deref() {
            Some("application/json") if is_object => return Ok(Outcome::Pass),
            Some("application/jwt") => Finding::new("Userinfo comes as a JWT").compare("application/json", media_type),
            _ if is_object => Finding::new(format!("Userinfo comes as {media_type}")).compare("application/json", media_type),
            _ => Finding::new("Userinfo is no JSON object").compare("a JSON object", media_type),
        };
        Ok(finding.at(id, "").into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    #[test]
    fn json_passes() {
        assert_eq!(
            Fixture::app("core")
                .userinfo(Answer::json(200, &json!({ "sub": "alice", "name": "Alice L", "email": "alice@example.test" })))
                .judge::<Json>(""),
            Outcome::Pass
        );
    }

    #[test]
    fn a_jwt_fails() {
        let finding = Fixture::app("core").userinfo(Answer::raw(200, "application/jwt", "a.b.c")).fails::<Json>("");
        assert!(finding.message.contains("JWT"), "{}", finding.message);
    }

    #[test]
    fn a_page_fails() {
        let finding = Fixture::app("core").userinfo(Answer::raw(200, "text/html", "<html>")).fails::<Json>("");
        assert!(finding.message.contains("no JSON object"), "{}", finding.message);
    }

    #[test]
    fn another_type_fails() {
        let finding = Fixture::app("core").userinfo(Answer::raw(200, "text/plain", "{}")).fails::<Json>("");
        assert!(finding.message.contains("text/plain"), "{}", finding.message);
    }

    #[test]
    fn a_refusal_stays_open() {
        let missing = Fixture::app("core").userinfo(Answer::raw(401, "text/plain", "")).stays_open::<Json>("");
        assert_eq!(missing.cause, "no-userinfo");
    }

    #[test]
    fn no_endpoint_does_not_count() {
        assert!(matches!(
            Fixture::app("core").discovery(json!({ "userinfo_endpoint": null })).judge::<Json>(""),
            Outcome::NotApplicable(_)
        ));
    }
}
