//! Refreshing as the app does it.

use serde_json::Value;

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::php::json_decode;
use crate::recording::Step;

/// A refresh with the secret in the body gives an answer that the app can keep, with a refresh token again.
pub struct Refresh;

impl Check for Refresh {
    const META: &'static Meta = &Meta {
        id: "nextcloud-refresh",
        title: "A refresh with the secret in the body gives an access token, its lifetime and a refresh token",
        level: Level::Should,
        spec: &[SpecRef::new(Doc::Rfc(6749), "6"), SpecRef::new(Doc::OidcCore, "12")],
        needs: &[Need::Flow, Need::Step(Step::Refresh)],
        why: "The app keeps the new answer in place of the old one; without a refresh token in it the user is logged out when the access token expires.",
        fix: "Issue refresh tokens to this client, accept client_secret_post for them, and send one with every refreshed answer.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let (id, tokens) = evidence.reached_tokens()?;
        if !tokens.get("refresh_token").is_some_and(Value::is_string) {
            return Ok(Finding::new(
                "The token answer has no refresh_token, so that users log in again whenever the access token expires",
            )
            .compare("a refresh_token", "none")
            .at(id, "/refresh_token")
            .into());
        }
        let (id, response) = evidence.response(Step::Refresh)?;
        let body = json_decode(&response.body.bytes()).unwrap_or_default();
        let text = |name: &str| body.get(name).is_some_and(Value::is_string);
        let expected = "status 200 with access_token, expires_in as a whole number, and refresh_token";
        let what = if !response.is_success() {
            format!("status {}", response.status)
        } else if !text("access_token") {
            "no access_token".to_owned()
        } else if !body.get("expires_in").is_some_and(Value::is_i64) {
            "no expires_in that is a whole number".to_owned()
        } else if !text("refresh_token") {
            "no refresh_token".to_owned()
        } else {
            return Ok(Outcome::Pass);
        };
        Ok(Finding::new(format!("The refreshed answer does not let the app refresh again: {what}"))
            .compare(expected, what)
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
    fn a_refresh_token_is_wanted_every_time() {
        let judge = |answer: Value| {
            let fixture = Fixture::app("nextcloud-user-oidc").token(json!({ "refresh_token": "r" }));
            fixture.step(Step::Refresh, vec![Answer::json(200, &answer)], None).judge::<Refresh>("")
        };
        assert_eq!(judge(json!({ "access_token": "a", "expires_in": 300, "refresh_token": "s" })), Outcome::Pass);
        assert!(matches!(judge(json!({ "access_token": "a", "expires_in": 300 })), Outcome::Fail(_)));
        assert!(matches!(judge(json!({ "access_token": "a", "expires_in": "300", "refresh_token": "s" })), Outcome::Fail(_)));
        assert!(matches!(Fixture::app("nextcloud-user-oidc").judge::<Refresh>(""), Outcome::Fail(_)), "no refresh token at all");
    }
}
