//! A name to show.

use schemars::JsonSchema;
use serde::Deserialize;

use super::support::{at, in_words, where_it_should_be};
use crate::account::social_login::display_name;
use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, Outcome, SpecRef};
use crate::evidence::{Evidence, TwoSources};
use crate::php::hybridauth::is_filled;

/// There is a display name where the app looks for it.
pub struct DisplayNameClaim;

/// Which claim.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// The configured claim; empty: none.
    claim: String,
}

impl Check for DisplayNameClaim {
    const META: &'static Meta = &Meta {
        id: "social-login-display-name",
        title: "There is a name where the app looks for it: in userinfo where that is asked, else in the ID Token",
        level: Level::App,
        spec: &[SpecRef::new(Doc::OidcCore, "5.1")],
        needs: &[Need::Flow],
        why: "Without a name the account is shown under its subject identifier.",
        fix: "Release name or preferred_username in userinfo for the scope profile; the ID Token's name counts only without a userinfo URL.",
    };
    type Params = Params;

    fn judge(evidence: &Evidence<'_>, params: &Params) -> Result<Outcome, Missing> {
        let sources = evidence.two_sources()?;
        let name = display_name(sources, &params.claim);
        let message = match (&name.kept, name.is_subject) {
            (Ok(Some(_)), false) => return Ok(Outcome::Pass),
            (Err(_), _) => return Err(Missing::not_reached("the app breaks on the display name")),
            (Ok(None), _) => "The name is made of blanks only, so that the account name is shown",
            (Ok(Some(_)), true) if sources.userinfo.is_some() && named(sources, &params.claim) => {
                "The name is in the ID Token only; userinfo counts, and has none, so that the subject identifier is shown"
            }
            (Ok(Some(_)), true) => "There is no name, so that the subject identifier is shown",
        };
        let shown = in_words(name.claim.map(|claim| claim.value));
        let finding = Finding::new(message).compare("a name", format!("{shown} is shown"));
        Ok(match &name.claim {
            Some(claim) if !name.is_subject => at(finding, claim).into(),
            _ => where_it_should_be(finding, sources, "name").into(),
        })
    }
}

/// The ID Token has a name that would do.
fn named(sources: &TwoSources, configured: &str) -> bool {
    [configured, "name", "preferred_username"].iter().any(|name| is_filled(sources.id_token.get(*name)))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    fn judge(userinfo: &Value) -> Outcome {
        let fixture = Fixture::app("nextcloud-sociallogin").userinfo(Answer::json(200, userinfo));
        fixture.judge::<DisplayNameClaim>("claim = \"\"")
    }

    #[test]
    fn userinfo_must_name_the_user() {
        assert_eq!(judge(&json!({ "nickname": "al" })), Outcome::Pass);
        assert!(matches!(judge(&json!({})), Outcome::Fail(f) if f.message.contains("ID Token only")));
        assert!(matches!(judge(&json!({ "name": "  " })), Outcome::Fail(f) if f.message.contains("blanks")));
        assert!(matches!(judge(&json!({ "name": {} })), Outcome::NotApplicable(_)));
    }

    #[test]
    fn without_userinfo_the_id_token_does() {
        let judge = |name| {
            let fixture = Fixture::app("nextcloud-sociallogin").set("userInfoUrl", "").claims(json!({ "name": name }));
            fixture.judge::<DisplayNameClaim>("claim = \"\"")
        };
        assert_eq!(judge(json!("Alice")), Outcome::Pass);
        assert!(matches!(judge(json!(null)), Outcome::Fail(_)));
    }
}
