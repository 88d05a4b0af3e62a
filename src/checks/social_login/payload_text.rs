//! What of the ID Token is kept in the session.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;

/// The second part of the ID Token is text.
pub struct PayloadText;

impl Check for PayloadText {
    const META: &'static Meta = &Meta {
        id: "social-login-payload-text",
        title: "The ID Token's second part is text once it is decoded: signed, not encrypted",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "2"), SpecRef::new(Doc::Rfc(7519), "7.1")],
        needs: &[Need::Flow],
        why: "It is kept in the session as it is, and a session with other bytes cannot be written: an exception at the very end of the login.",
        fix: "Do not encrypt the ID Tokens of this client.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let sources = evidence.two_sources()?;
        if std::str::from_utf8(&sources.payload).is_ok() {
            return Ok(Outcome::Pass);
        }
        Ok(Finding::new("The ID Token's second part is no text, as in an encrypted token")
            .compare("claims in JSON", format!("{} bytes that are no UTF-8", sources.payload.len()))
            .at(sources.token_exchange, "/id_token/payload")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    #[test]
    fn bytes_that_are_no_text_break_the_session() {
        let judge = |token: &str| {
            let fixture = Fixture::app("nextcloud-sociallogin").id_token(token);
            fixture.userinfo(Answer::json(200, &json!({ "sub": "alice" }))).judge::<PayloadText>("")
        };
        for good in ["", "x", "x..z", "x.e30.z", "x.W10.z", "x.YWJj.z"] {
            assert_eq!(judge(good), Outcome::Pass, "{good}");
        }
        assert!(matches!(judge("eyJhbGciOiJSU0EtT0FFUCJ9._-7d.iv.text.tag"), Outcome::Fail(_)));
    }
}
