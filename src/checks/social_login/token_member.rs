//! Members that the token answer must have.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, Outcome, SpecRef};
use crate::evidence::{Curled, Evidence, ServerCall};
use crate::php::htmlentities;
use crate::recording::redact_text;

/// The token answer has the member, whatever its value.
pub struct TokenMember;

/// Which answer, and which member.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// Which answer.
    call: ServerCall,
    /// `access_token` or `id_token`.
    member: String,
}

impl Check for TokenMember {
    const META: &'static Meta = &Meta {
        id: "social-login-token-member",
        title: "The token answer, in JSON or as a form, has the member, whatever its value",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "3.1.3.3"), SpecRef::new(Doc::Rfc(6749), "5.1")],
        needs: &[Need::Flow],
        why: "The app looks for access_token first and for id_token next, and ends the login without them.",
        fix: "Answer with a JSON object that has access_token and id_token; grant the scope openid to the client.",
    };
    type Params = Params;

    fn judge(evidence: &Evidence<'_>, params: &Params) -> Result<Outcome, Missing> {
        let (id, members) = evidence.hybridauth_members(params.call)?;
        if params.member != "access_token" && !members.contains_key("access_token") {
            return Err(Missing::not_reached("the app ends at the missing access_token"));
        }
        if members.contains_key(&params.member) {
            return Ok(Outcome::Pass);
        }
        let Curled::Success(_, response) = evidence.hybridauth_answer(params.call)? else { return Ok(Outcome::Pass) };
        let body = redact_text(evidence.recording(), &String::from_utf8_lossy(&response.body.bytes()));
        let media = response.media_type().unwrap_or_else(|| "no content type".to_owned());
        Ok(Finding::new(format!("The token answer has no {}", params.member))
            .compare(format!("a member {}", params.member), format!("none ({media})"))
            .words(htmlentities(&body))
            .at(id, format!("/{}", params.member))
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    fn judge(body: &str, member: &str) -> Outcome {
        let fixture = Fixture::app("nextcloud-sociallogin").token_answers(vec![Answer::raw(200, "text/html", body)]);
        fixture.judge::<TokenMember>(&format!("call = \"token\"\nmember = {member:?}"))
    }

    #[test]
    fn the_members_existence_counts() {
        for good in
            [r#"{"access_token":null,"id_token":""}"#, "access_token=a&id_token=b", r#"{"access_token":{},"id_token":[]}"#]
        {
            assert_eq!(judge(good, "access_token"), Outcome::Pass);
            assert_eq!(judge(good, "id_token"), Outcome::Pass);
        }
        for bad in ["<html>", "\"hello\"", "", "[]", "null", r#"{"id_token":"x"}"#, "<access_token>x</access_token>"] {
            let Outcome::Fail(finding) = judge(bad, "access_token") else { panic!("{bad}") };
            assert_eq!(finding.words.as_deref(), Some(htmlentities(bad).as_str()));
            assert!(matches!(judge(bad, "id_token"), Outcome::NotApplicable(_)));
        }
        assert!(matches!(judge(r#"{"access_token":"x"}"#, "id_token"), Outcome::Fail(_)));
    }

    #[test]
    fn no_token_is_repeated() {
        let token = json!({ "refresh_token": "rt-0123456789" });
        let Outcome::Fail(finding) = judge(&token.to_string(), "access_token") else { panic!("this must fail") };
        assert!(!finding.words.unwrap_or_default().contains("0123456789"));
    }
}
