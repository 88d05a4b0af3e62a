//! The e-mail address.

use super::support::{at, in_words, where_it_should_be};
use crate::account::social_login::{email, email_claim};
use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;

/// There is an e-mail address.
pub struct Email;

impl Check for Email {
    const META: &'static Meta = &Meta {
        id: "social-login-email",
        title: "The ID Token or userinfo has an e-mail address",
        level: Level::App,
        spec: &[SpecRef::new(Doc::OidcCore, "5.1")],
        needs: &[Need::Flow],
        why: "Without it the account gets no notifications; what is no address is kept all the same.",
        fix: "Release email, as text, for the scope email.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let sources = evidence.two_sources()?;
        let claim = email_claim(sources);
        if claim.is_some_and(|claim| claim.value.is_object()) {
            return Err(Missing::not_reached("the app breaks on the e-mail address"));
        }
        let message = match email(sources) {
            Some((claim, _)) if claim.value.is_array() => "The e-mail address is a list, and the text Array is kept".to_owned(),
            Some((_, text)) if !text.contains('@') => "The e-mail address is none, and is kept all the same".to_owned(),
            Some(_) => return Ok(Outcome::Pass),
            None => "There is no e-mail address".to_owned(),
        };
        let finding = Finding::new(message).compare("an e-mail address", in_words(claim.map(|claim| claim.value)));
        Ok(match &claim {
            Some(claim) => at(finding, claim).into(),
            None => where_it_should_be(finding, sources, "email").into(),
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    #[test]
    fn either_place_will_do() {
        let judge = |token: Value, userinfo: &Value| {
            let fixture = Fixture::app("nextcloud-sociallogin").claims(json!({ "email": token }));
            fixture.userinfo(Answer::json(200, userinfo)).judge::<Email>("")
        };
        assert_eq!(judge(json!("a@b"), &json!({})), Outcome::Pass);
        assert_eq!(judge(json!(null), &json!({ "email": "a@b" })), Outcome::Pass);
        for bad in [json!(null), json!(""), json!(["a@b"]), json!("alice"), json!(false)] {
            assert!(matches!(judge(bad.clone(), &json!({})), Outcome::Fail(_)), "{bad}");
        }
        assert!(matches!(judge(json!({}), &json!({})), Outcome::NotApplicable(_)));
    }
}
