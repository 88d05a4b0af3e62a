//! Userinfo that the app can read.

use crate::account::social_login::pointer;
use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::{Curled, Evidence, ServerCall};
use crate::oidc::JsonDocument;
use crate::php::hybridauth;

/// Userinfo gives claims, in plain JSON.
pub struct UserinfoClaims;

impl Check for UserinfoClaims {
    const META: &'static Meta = &Meta {
        id: "social-login-userinfo-claims",
        title: "Userinfo answers with plain JSON, and with claims in it",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "5.3.2")],
        needs: &[Need::Flow],
        why: "An answer that cannot be read (a JWT, a page, nothing) is silently no claims at all, and takes the name away that the ID Token has.",
        fix: "Answer userinfo for this client with a JSON object that is neither signed nor encrypted.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let Curled::Success(id, response) = evidence.hybridauth_answer(ServerCall::Userinfo)? else {
            return Err(Missing::not_reached("the app ends at the userinfo request"));
        };
        let body = response.body.bytes();
        let is_object = JsonDocument::parse(&body).is_ok_and(|document| document.value.is_object());
        if is_object || hybridauth::members(&body).contains_key("sub") {
            return Ok(Outcome::Pass);
        }
        let media = response.media_type().unwrap_or_else(|| "no content type".to_owned());
        Ok(Finding::new("Userinfo gives the app no claims")
            .compare("a JSON object", format!("something else ({media})"))
            .at(id, pointer("", false).trim_end_matches('/'))
            .into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    #[test]
    fn only_json_and_forms_give_claims() {
        let judge = |body: &str| {
            Fixture::app("nextcloud-sociallogin").userinfo(Answer::raw(200, "application/jwt", body)).judge::<UserinfoClaims>("")
        };
        for good in ["{}", r#"{"sub":"a"}"#, "sub=a&name=b"] {
            assert_eq!(judge(good), Outcome::Pass, "{good}");
        }
        for bad in ["aaa.bbb.ccc", "", "[]", "<html></html>", "\"x\"", "null"] {
            assert!(matches!(judge(bad), Outcome::Fail(_)), "{bad}");
        }
    }
}
