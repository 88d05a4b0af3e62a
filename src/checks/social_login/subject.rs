//! Who it is.

use super::support::{at, in_words, where_it_should_be};
use crate::account::social_login::Identity;
use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;

/// There is a `sub` from which an account name can be made.
pub struct Subject;

impl Check for Subject {
    const META: &'static Meta = &Meta {
        id: "social-login-subject",
        title: "The ID Token or userinfo has a sub that is neither empty nor 0 behind its last slash",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "2"), SpecRef::new(Doc::OidcCore, "5.3.2")],
        needs: &[Need::Flow],
        why: "What follows the last slash of sub is the account; without it the login ends.",
        fix: "Put sub, as text, into an ID Token that is signed and not encrypted, or into userinfo.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let sources = evidence.two_sources()?;
        let claim = match Identity::of(sources) {
            Identity::Known { .. } => return Ok(Outcome::Pass),
            Identity::Unusable(_) => return Err(Missing::not_reached("the app breaks on sub")),
            Identity::Missing(claim) => claim,
        };
        let finding = Finding::new("The app finds no identifier: nothing is left of sub")
            .compare("text that is neither empty nor 0 behind its last slash", in_words(claim.map(|c| c.value)));
        Ok(match &claim {
            Some(claim) => at(finding, claim).into(),
            None => where_it_should_be(finding, sources, "sub").into(),
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    #[test]
    fn one_of_the_two_must_name_somebody() {
        let judge = |sub, userinfo| {
            let fixture = Fixture::app("nextcloud-sociallogin").claims(json!({ "sub": sub }));
            fixture.userinfo(Answer::json(200, &userinfo)).judge::<Subject>("")
        };
        assert_eq!(judge(json!("alice"), json!({})), Outcome::Pass);
        assert_eq!(judge(json!(null), json!({ "sub": "alice" })), Outcome::Pass);
        for bad in [json!(null), json!(""), json!("/"), json!("x/0")] {
            assert!(matches!(judge(bad, json!({})), Outcome::Fail(_)));
        }
        assert!(matches!(judge(json!(["a"]), json!({})), Outcome::NotApplicable(_)));
    }

    #[test]
    fn an_unreadable_id_token_names_nobody() {
        let fixture = || Fixture::app("nextcloud-sociallogin").id_token("aaa.bbb.ccc");
        assert!(matches!(fixture().set("userInfoUrl", "").judge::<Subject>(""), Outcome::Fail(_)));
        let userinfo = fixture().userinfo(Answer::json(200, &json!({ "sub": "alice" })));
        assert_eq!(userinfo.judge::<Subject>(""), Outcome::Pass);
    }
}
