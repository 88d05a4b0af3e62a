//! A claim users would miss: name, e-mail address.

use schemars::JsonSchema;
use serde::Deserialize;

use super::support::{at_claim, in_words};
use crate::account::claim::{Claims, Naming, find};
use crate::check::{Check, Finding, Level, Meta, Missing, Need, Outcome};
use crate::evidence::Evidence;

/// The claim is there where the app looks for it, and text.
#[derive(Debug)]
pub struct ProfileClaim;

/// Parameters of [`ProfileClaim`].
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProfileClaimParams {
    /// The claim, by the name the operator mapped.
    pub claim: String,
    /// Whether names are paths and alternatives (`resolve-nested-claims`).
    #[serde(default)]
    pub nested: bool,
    /// What the claim fills, for people: `display name`.
    pub what: String,
}

impl Check for ProfileClaim {
    const META: &'static Meta = &Meta {
        id: "profile-claim",
        title: "A claim of the user's profile is present, as text, where the app looks for it",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "The app does not ask elsewhere: what it does not find there, the account does not have.",
        fix: "Let the provider put the claim into the ID Token for this client (a mapper, a `claims` request, or a wider scope).",
    };
    type Params = ProfileClaimParams;

    fn judge(evidence: &Evidence<'_>, params: &ProfileClaimParams) -> Result<Outcome, Missing> {
        if params.claim.is_empty() {
            return Ok(Outcome::NotApplicable(format!("no claim is mapped to the {}", params.what)));
        }
        let claims = Claims::of_user_oidc(evidence, params.nested)?;
        if claims.text(&params.claim).is_some_and(|text| !text.trim().is_empty()) {
            return Ok(Outcome::Pass);
        }
        let value = claims.get(&params.claim);
        let mut message = format!("the account gets no {}: {:?} is {}", params.what, params.claim, in_words(value));
        if value.is_none() && is_in_userinfo(evidence, params) {
            message.push_str(" in the ID Token, though userinfo has it");
        }
        let finding = Finding::new(message).compare("text", in_words(value));
        Ok(at_claim(finding, &claims, evidence, &params.claim).into())
    }
}

/// Whether userinfo, if it was asked, has the claim.
fn is_in_userinfo(evidence: &Evidence<'_>, params: &ProfileClaimParams) -> bool {
    let naming = Naming::of_user_oidc(params.nested, evidence.view().version);
    let asked = evidence.flow().ok().and_then(|flow| flow.userinfo_claims().ok());
    asked.is_some_and(|claims| find(claims, &params.claim, naming).is_some())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    const NAME: &str = "claim = \"name\"\nwhat = \"display name\"";

    #[test]
    fn there_as_text() {
        assert_eq!(Fixture::app("nextcloud-user-oidc").judge::<ProfileClaim>(NAME), Outcome::Pass);
        for value in [json!(null), json!(""), json!(" "), json!(5), json!(["Alice"])] {
            let app = Fixture::app("nextcloud-user-oidc").claims(json!({ "name": value }));
            assert!(matches!(app.judge::<ProfileClaim>(NAME), Outcome::Fail(_)), "{value}");
        }
    }

    #[test]
    fn userinfo_counts_only_with_enrichment() {
        let app = || {
            let userinfo = Answer::json(200, &json!({ "sub": "alice", "name": "Alice" }));
            Fixture::app("nextcloud-user-oidc").claims(json!({ "name": null })).userinfo(userinfo)
        };
        let outcome = app().judge::<ProfileClaim>(NAME);
        assert!(matches!(&outcome, Outcome::Fail(f) if f.message.contains("userinfo has it")), "{outcome:?}");
        assert_eq!(app().set("enrichLoginIdTokenWithUserinfo", true).judge::<ProfileClaim>(NAME), Outcome::Pass);
    }

    #[test]
    fn nothing_is_mapped() {
        let outcome = Fixture::app("nextcloud-user-oidc").judge::<ProfileClaim>("claim = \"\"\nwhat = \"quota\"");
        assert!(matches!(outcome, Outcome::NotApplicable(_)));
    }
}
