//! Values on which the app or the server breaks.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::support::in_words;
use crate::account::social_login::{Claim, GroupRule, Identity, address, display_name, email_claim, slips_through};
use crate::check::{Check, Finding, Level, Meta, Missing, Need, Outcome};
use crate::evidence::{Evidence, TwoSources};
use crate::php::hybridauth;

/// The value is of a type and a length that app and server can take.
pub struct UnusableValue;

/// What is looked at, in the order of the app.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// What is looked at.
    value: Looked,
    /// The configured claim of the display name.
    #[serde(default)]
    claim: String,
    /// How groups are taken.
    rule: Option<GroupRule>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Looked {
    /// `sub`, from which the account name is made.
    Subject,
    /// The e-mail address whose domain is looked at.
    EmailDomain,
    /// The groups that are compared with the mapping.
    MappedGroups,
    /// The e-mail address that is looked up among the accounts there are.
    EmailLookup,
    /// The account name, which the server checks once more.
    AccountName,
    /// The display name.
    DisplayName,
    /// The e-mail address of the account.
    Email,
    /// The groups of the account.
    Groups,
    /// The postal address.
    Address,
}

/// What is wrong with the value of a claim.
struct Unusable<'s> {
    claim: Option<Claim<'s>>,
    what: String,
}

impl Check for UnusableValue {
    const META: &'static Meta = &Meta {
        id: "social-login-unusable-value",
        title: "The value has a type and a length that the app and the server can take",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "Where text is wanted, an object (or a list) is an exception nobody catches, and so is a name that is too long; by then the account may be there, half made.",
        fix: "Give sub, name and email as text, a name of at most 64 characters in userinfo, and groups as a list of texts.",
    };
    type Params = Params;

    fn judge(evidence: &Evidence<'_>, params: &Params) -> Result<Outcome, Missing> {
        let sources = evidence.two_sources()?;
        let unusable = match params.value {
            Looked::Subject => subject(sources),
            Looked::EmailDomain if super::email_domain::allowed(evidence)?.is_none() => {
                return Ok(Outcome::NotApplicable("no domains are demanded (hd in the authorize URL)".to_owned()));
            }
            Looked::EmailDomain => list_or_object(email_claim(sources)),
            // An empty list is no address to look up.
            Looked::EmailLookup => list_or_object(email_claim(sources).filter(|claim| hybridauth::is_filled(Some(claim.value)))),
            Looked::AccountName => account_name(sources),
            Looked::DisplayName => {
                let name = display_name(sources, &params.claim);
                let claim = name.claim;
                name.kept.err().map(|what| Unusable { claim, what: format!("the display name cannot be set: {what}") })
            }
            Looked::Email => object(email_claim(sources)),
            Looked::MappedGroups => params.rule.as_ref().and_then(|rule| mapped_groups(evidence, sources, rule)),
            Looked::Groups => params.rule.as_ref().and_then(|rule| {
                let what = rule.taken(sources, evidence.view().version).error?;
                Some(Unusable { claim: None, what })
            }),
            Looked::Address => address(sources).and_then(|(claim, kept)| {
                let what = format!("the address cannot be set: {}", kept.err()?);
                Some(Unusable { claim: Some(claim), what })
            }),
        };
        let Some(Unusable { claim, what }) = unusable else { return Ok(Outcome::Pass) };
        let finding = Finding::new(format!("The app breaks on what it is given: {what}"));
        Ok(match claim {
            Some(claim) => super::support::at(finding.compare("text", in_words(Some(claim.value))), &claim).into(),
            None => finding.compare("a list of texts", what).at(sources.token_exchange, "").into(),
        })
    }
}

fn subject(sources: &TwoSources) -> Option<Unusable<'_>> {
    match Identity::of(sources) {
        Identity::Unusable(claim) => Some(Unusable { claim: Some(claim), what: "sub is no text".to_owned() }),
        _ => None,
    }
}

/// A line feed at the very end gets past the app's own look at the characters, and not past the server's.
fn account_name(sources: &TwoSources) -> Option<Unusable<'_>> {
    match Identity::of(sources) {
        Identity::Known { id, claim, .. } if slips_through(&id) => {
            Some(Unusable { claim: Some(claim), what: "sub ends with a line feed".to_owned() })
        }
        _ => None,
    }
}

fn list_or_object(claim: Option<Claim<'_>>) -> Option<Unusable<'_>> {
    let claim = claim.filter(|claim| claim.value.is_array() || claim.value.is_object())?;
    Some(Unusable { claim: Some(claim), what: format!("{} is no text", claim.name) })
}

fn object(claim: Option<Claim<'_>>) -> Option<Unusable<'_>> {
    list_or_object(claim.filter(|claim| claim.value.is_object()))
}

fn mapped_groups<'s>(evidence: &Evidence<'_>, sources: &'s TwoSources, rule: &GroupRule) -> Option<Unusable<'s>> {
    let (list, _) = rule.list(sources, evidence.view().version);
    let compared = !rule.mapped().is_empty() && list.unwrap_or_default().iter().any(Value::is_object);
    compared.then(|| Unusable { claim: None, what: "groups that are objects cannot be compared with the mapping".to_owned() })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    fn judge(claims: Value, params: &str) -> Outcome {
        Fixture::app("nextcloud-sociallogin").set("userInfoUrl", "").claims(claims).judge::<UnusableValue>(params)
    }

    fn fails(claims: Value, params: &str) -> bool {
        match judge(claims, params) {
            Outcome::Fail(_) => true,
            Outcome::Pass => false,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn subjects_names_and_addresses() {
        assert!(fails(json!({ "sub": ["a"] }), "value = \"subject\""));
        assert!(!fails(json!({ "sub": 7 }), "value = \"subject\""));
        assert!(fails(json!({ "name": "x".repeat(65) }), "value = \"display-name\""));
        assert!(fails(json!({ "sub": "x".repeat(65), "name": null }), "value = \"display-name\""), "the subject stands in");
        assert!(!fails(json!({ "nick": "n", "name": {} }), "value = \"display-name\"\nclaim = \"nick\""));
        assert!(fails(json!({ "street_address": {} }), "value = \"address\""));
    }

    #[test]
    fn emails_by_what_is_done_with_them() {
        assert!(!fails(json!({ "email": ["a@b"] }), "value = \"email\""), "the text Array");
        assert!(fails(json!({ "email": { "a": 1 } }), "value = \"email\""));
        assert!(fails(json!({ "email": ["a@b"] }), "value = \"email-lookup\""));
        assert!(!fails(json!({ "email": [] }), "value = \"email-lookup\""));
        assert!(matches!(judge(json!({ "email": ["a@b"] }), "value = \"email-domain\""), Outcome::NotApplicable(_)));
    }

    #[test]
    fn groups_by_what_is_done_with_them() {
        let rule =
            |mapping: &str| format!("rule = {{ claim = \"groups\", name = \"idp\", create = true, mapping = {mapping:?} }}");
        let objects = json!({ "groups": [{ "gid": "a" }] });
        assert!(fails(objects.clone(), &format!("value = \"mapped-groups\"\n{}", rule(r#"{"a":"b"}"#))));
        assert!(!fails(objects.clone(), &format!("value = \"mapped-groups\"\n{}", rule(""))));
        assert!(!fails(objects, &format!("value = \"groups\"\n{}", rule(""))));
        assert!(fails(json!({ "groups": ["g".repeat(300)] }), &format!("value = \"groups\"\n{}", rule(""))));
    }

    #[test]
    fn userinfo_counts_where_it_is_asked() {
        let answer = Answer::json(200, &json!({ "sub": "alice", "name": ["x"] }));
        let outcome = Fixture::app("nextcloud-sociallogin").userinfo(answer).judge::<UnusableValue>("value = \"display-name\"");
        assert!(matches!(outcome, Outcome::Fail(_)), "{outcome:?}");
    }
}
