//! The answers to the app's own requests.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::check::{Check, Doc, Level, Meta, Missing, Need, Outcome, SpecRef};
use crate::evidence::{Curled, Evidence, ServerCall, userinfo_url};
use crate::php::json_decode;
use crate::wire::Endpoint;

/// The request of the app's server is answered with a success.
pub struct ServerAnswer;

/// Which request.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// Which request.
    call: ServerCall,
}

impl Check for ServerAnswer {
    const META: &'static Meta = &Meta {
        id: "social-login-server-answer",
        title: "The request of the app's server is answered with a status from 200 to 299",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::Rfc(6749), "5.1"), SpecRef::new(Doc::OidcCore, "5.3.2")],
        needs: &[Need::Flow],
        why: "Any other answer ends the login; the user reads its status and its whole body.",
        fix: "Accept client id and secret in the body of the token request, and a GET with a bearer header and an empty query (a bare `?`) at userinfo.",
    };
    type Params = Params;

    fn judge(evidence: &Evidence<'_>, params: &Params) -> Result<Outcome, Missing> {
        let answer = evidence.hybridauth_answer(params.call)?;
        if matches!(answer, Curled::Success(..)) {
            return Ok(Outcome::Pass);
        }
        let what = match params.call {
            ServerCall::Token => "The token request fails",
            ServerCall::Refresh => "The refresh before the userinfo request fails",
            ServerCall::Userinfo => "The userinfo request fails",
        };
        let mut finding = answer.finding(evidence, what);
        if params.call == ServerCall::Token && refuses_the_client(&answer) {
            finding.message += "; the app always posts the secret (client_secret_post)";
            finding = finding.cause("client-refused");
        }
        if params.call == ServerCall::Userinfo {
            let words = finding.words.take().unwrap_or_default();
            let url = evidence.endpoint(Endpoint::Userinfo).unwrap_or_default();
            finding = finding.words(format!("{} has returned an error. {words}", userinfo_url(&url)));
        }
        Ok(finding.into())
    }
}

fn refuses_the_client(answer: &Curled<'_>) -> bool {
    let Curled::Status(_, response) = answer else { return false };
    let error = json_decode(&response.body.bytes()).and_then(|body| body.get("error").and_then(Value::as_str).map(str::to_owned));
    response.status == 401 || matches!(error.as_deref(), Some("invalid_client" | "unauthorized_client"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};
    use crate::recording::FailureKind;

    fn fixture() -> Fixture {
        Fixture::app("nextcloud-sociallogin")
    }

    fn words(outcome: Outcome) -> String {
        match outcome {
            Outcome::Fail(finding) => finding.words.unwrap_or_default(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_token_answer_is_shown_as_it_is() {
        let judge = |answer: Answer| fixture().token_answers(vec![answer]).judge::<ServerAnswer>("call = \"token\"");
        assert_eq!(judge(Answer::raw(201, "text/plain", "x")), Outcome::Pass);
        let refused = judge(Answer::json(401, &json!({ "error": "invalid_client" })));
        assert!(matches!(&refused, Outcome::Fail(f) if f.cause.as_deref() == Some("client-refused")));
        assert_eq!(words(refused), r#"HTTP error 401. Raw Provider API response: {"error":"invalid_client"}"#);
        assert_eq!(words(judge(Answer::raw(302, "", "moved"))), "HTTP error 302. Raw Provider API response: moved");
        let closed = words(judge(Answer::failure(FailureKind::Connect, "refused")));
        assert_eq!(
            closed,
            "HTTP client error: Failed to connect to op.example.org port 443 after 1 ms: Couldn't connect to server"
        );
        let untrusted = judge(Answer::failure(FailureKind::Tls, "its certificate has expired (Expired)"));
        assert!(matches!(untrusted, Outcome::Inconclusive(_)), "{untrusted:?}");
    }

    #[test]
    fn without_an_address_nothing_is_sent() {
        for change in [json!({ "token_endpoint": null }), json!({ "token_endpoint": "/token" })] {
            let outcome = fixture().discovery(change).judge::<ServerAnswer>("call = \"token\"");
            assert_eq!(words(outcome), "HTTP client error: URL using bad/illegal format or missing URL");
        }
        let relative = fixture().userinfo(Answer::json(200, &json!({}))).set("userInfoUrl", "userinfo");
        assert_eq!(
            words(relative.judge::<ServerAnswer>("call = \"userinfo\"")),
            "/userinfo has returned an error. HTTP client error: URL using bad/illegal format or missing URL"
        );
    }

    #[test]
    fn userinfo_names_its_url() {
        let judge = |answer: Answer| fixture().userinfo(answer).judge::<ServerAnswer>("call = \"userinfo\"");
        assert_eq!(judge(Answer::json(200, &json!({}))), Outcome::Pass);
        let want = "https://op.example.org/userinfo has returned an error. HTTP error 403. Raw Provider API response: no";
        assert_eq!(words(judge(Answer::raw(403, "", "no"))), want);
        let without = fixture().set("userInfoUrl", "").judge::<ServerAnswer>("call = \"userinfo\"");
        assert!(matches!(without, Outcome::NotApplicable(_)), "{without:?}");
    }

    #[test]
    fn a_refresh_that_is_not_due_is_not_sent() {
        let outcome = fixture().token(json!({ "refresh_token": "rt-1" })).judge::<ServerAnswer>("call = \"refresh\"");
        assert!(matches!(outcome, Outcome::NotApplicable(_)), "{outcome:?}");
        let due =
            fixture().token(json!({ "refresh_token": "rt-1", "expires_in": 0 })).judge::<ServerAnswer>("call = \"refresh\"");
        assert!(matches!(due, Outcome::Inconclusive(_)), "{due:?}");
    }
}
