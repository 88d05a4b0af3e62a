//! Name, e-mail address, postal address and picture.

use serde_json::Value;

use super::{Claim, Identity, first_filled, in_id_token, in_userinfo, one_or_the_other};
use crate::account::profile::LONGEST_PROPERTY;
use crate::account::scalar::trim;
use crate::evidence::TwoSources;
use crate::php;

/// Longest display name that the server takes, in characters.
pub const LONGEST_NAME: usize = 64;

/// What the app sets as display name.
#[derive(Debug, Clone, PartialEq)]
pub struct DisplayName<'s> {
    /// The claim it comes from; `sub` where there is no name.
    pub claim: Option<Claim<'s>>,
    /// There is no name, and `sub` stands in for it.
    pub is_subject: bool,
    /// What the server keeps: the name; `None`: nothing, so that the account name is shown.
    ///
    /// An error says why the server refuses it with an exception that nobody catches.
    pub kept: Result<Option<String>, String>,
}

/// The display name: of userinfo alone as soon as there is a userinfo URL, else of the ID Token.
pub fn display_name<'s>(sources: &'s TwoSources, configured: &'s str) -> DisplayName<'s> {
    let named = if sources.userinfo.is_some() {
        first_filled([configured, "name", "preferred_username", "nickname"].map(|name| in_userinfo(sources, name)))
    } else {
        first_filled([configured, "name", "preferred_username"].map(|name| in_id_token(sources, name)))
    };
    let named = named.filter(|claim| php::hybridauth::is_filled(Some(claim.value)));
    let claim = named.or_else(|| match Identity::of(sources) {
        Identity::Known { claim, .. } | Identity::Unusable(claim) => Some(claim),
        Identity::Missing(claim) => claim,
    });
    DisplayName { claim, is_subject: named.is_none(), kept: claim.map_or(Ok(None), |claim| kept_name(claim.value)) }
}

fn kept_name(value: &Value) -> Result<Option<String>, String> {
    if value.is_array() || value.is_object() {
        return Err(format!("it is {}", crate::oidc::json::type_words(value)));
    }
    let name = php::to_text(value);
    let name = trim(&name);
    let length = name.chars().count();
    if length > LONGEST_NAME {
        return Err(format!("it has {length} characters"));
    }
    Ok(Some(name.to_owned()).filter(|name| !matches!(name.as_str(), "" | "0")))
}

/// The claim that holds the e-mail address, whatever its type, and the text that is kept.
pub fn email(sources: &TwoSources) -> Option<(Claim<'_>, String)> {
    let claim = email_claim(sources)?;
    // A list is the text `Array`, an empty one too; an object is an error nobody catches.
    let text = php::hybridauth::text(claim.value).filter(|text| !text.is_empty())?;
    Some((claim, text))
}

/// The claim that is taken for the e-mail address, whatever it holds.
pub fn email_claim(sources: &TwoSources) -> Option<Claim<'_>> {
    one_or_the_other(sources, "email")
}

/// The postal address: `street_address` of the ID Token, and its text as the server keeps it.
///
/// An error says why the server refuses it with an exception that nobody catches.
pub fn address(sources: &TwoSources) -> Option<(Claim<'_>, Result<String, String>)> {
    let claim = in_id_token(sources, "street_address").filter(|claim| !claim.value.is_null())?;
    let kept = match claim.value {
        Value::Array(_) | Value::Object(_) => Err(format!("it is {}", crate::oidc::json::type_words(claim.value))),
        scalar => match php::to_text(scalar) {
            text if text.len() > LONGEST_PROPERTY => Err(format!("it has {} bytes", text.len())),
            text => Ok(text),
        },
    };
    Some((claim, kept))
}

/// The address of the picture; what is no text is passed over.
pub fn picture(sources: &TwoSources) -> Option<(Claim<'_>, String)> {
    let text =
        |claim: Option<Claim<'_>>| claim.and_then(|c| c.value.as_str().filter(|t| !matches!(*t, "" | "0")).map(str::to_owned));
    let own = in_id_token(sources, "picture");
    let claim = match text(own) {
        Some(_) => own,
        None => first_filled([in_userinfo(sources, "picture"), in_userinfo(sources, "avatar")]),
    }?;
    let address = text(Some(claim))?;
    let unwrapped = if sources.userinfo.is_some() { source_of_image(&address) } else { None };
    Some((claim, unwrapped.unwrap_or(address)))
}

/// The `src` of an `<img …>`.
fn source_of_image(markup: &str) -> Option<String> {
    let inside = markup.split_once("<img")?.1;
    let at = inside.rfind("src=\"").or_else(|| inside.rfind("src='"))?;
    let rest = inside.get(at + 5..)?;
    let end = rest.find(['"', '\''])?;
    rest.get(..end).filter(|url| !url.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, json};

    use super::*;

    fn sources(id_token: &Value, userinfo: Option<&Value>) -> TwoSources {
        let map = |value: &Value| value.as_object().cloned().unwrap_or_else(Map::new);
        TwoSources {
            token_exchange: 1,
            id_token: map(id_token),
            payload: Vec::new(),
            userinfo: userinfo.map(|value| (2, map(value))),
        }
    }

    fn name(id_token: &Value, userinfo: Option<&Value>, claim: &str) -> Result<Option<String>, String> {
        display_name(&sources(id_token, userinfo), claim).kept
    }

    #[test]
    fn userinfo_overrules_the_id_token_even_with_nothing() {
        let token = json!({ "sub": "s", "name": "N", "preferred_username": "p" });
        assert_eq!(name(&token, None, ""), Ok(Some("N".to_owned())));
        assert_eq!(name(&token, None, "preferred_username"), Ok(Some("p".to_owned())));
        assert_eq!(name(&token, Some(&json!({ "nickname": " nick " })), ""), Ok(Some("nick".to_owned())));
        assert_eq!(name(&token, Some(&json!({ "name": "", "preferred_username": "0" })), ""), Ok(Some("s".to_owned())));
        assert!(display_name(&sources(&token, Some(&json!({}))), "").is_subject);
        assert_eq!(name(&json!({ "sub": "s", "nickname": "n" }), None, ""), Ok(Some("s".to_owned())));
        assert_eq!(name(&json!({ "sub": "a/b" }), None, "x"), Ok(Some("a/b".to_owned())), "the whole sub");
    }

    #[test]
    fn names_that_the_server_refuses_or_drops() {
        let one = |value: Value| name(&json!({ "sub": "s", "name": value }), None, "");
        assert_eq!(one(json!("x".repeat(64))), Ok(Some("x".repeat(64))));
        assert!(one(json!("é".repeat(65))).is_err() && one(json!(["x"])).is_err() && one(json!({})).is_err());
        assert_eq!(one(json!(7)), Ok(Some("7".to_owned())));
        assert_eq!(one(json!("  ")), Ok(None));
        assert_eq!(one(json!([])), Ok(Some("s".to_owned())));
        assert!(name(&json!({ "sub": "s".repeat(65) }), None, "").is_err(), "the subject, too");
    }

    #[test]
    fn addresses() {
        let of = |value: Value| address(&sources(&json!({ "street_address": value }), None)).map(|(_, kept)| kept);
        assert_eq!(of(json!("High St")), Some(Ok("High St".to_owned())));
        assert_eq!(of(json!(7)), Some(Ok("7".to_owned())));
        assert_eq!(of(json!(null)), None);
        assert!(matches!(of(json!({})), Some(Err(_))) && matches!(of(json!("x".repeat(2049))), Some(Err(_))));
        assert_eq!(address(&sources(&json!({}), Some(&json!({ "street_address": "x" })))), None, "userinfo is not looked at");
    }

    #[test]
    fn emails_and_pictures() {
        let both = sources(
            &json!({ "email": "", "picture": { "a": 1 } }),
            Some(&json!({ "email": "U@x", "picture": 5, "avatar": "a" })),
        );
        assert_eq!(email(&both).map(|(c, text)| (c.in_id_token, text)), Some((false, "U@x".to_owned())));
        let text = |value: Value| email(&sources(&json!({ "email": value }), None)).map(|(_, text)| text);
        assert_eq!((text(json!(["a"])).as_deref(), text(json!([])).as_deref()), (Some("Array"), Some("Array")));
        assert_eq!((text(json!(7)).as_deref(), text(json!({})), text(json!(false))), (Some("7"), None, None));
        assert_eq!(picture(&both), None, "a number is passed over, and hides what follows");
        let image = sources(&json!({}), Some(&json!({ "picture": "<img class='x' src=\"https://op/p.png\">" })));
        assert_eq!(picture(&image).map(|(_, url)| url).as_deref(), Some("https://op/p.png"));
        assert_eq!(email(&sources(&json!({}), None)), None);
    }
}
