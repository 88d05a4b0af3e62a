//! The download of the user's picture, as each app does it.

use serde_json::{Map, Value};

use super::Actor;
use crate::http::{Outgoing, now_ms};
use crate::oidc::CompactJws;
use crate::php::hybridauth;
use crate::wire::{AnswerRule, HttpManners, PictureBehaviour};

/// Headers and redirects of this request alone, where the app's picture is fetched by another client than the rest.
pub(super) fn manners(actor: &Actor) -> Option<HttpManners> {
    let rule = actor.behaviour.picture.as_ref()?;
    let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    Some(HttpManners {
        headers: vec![header("User-Agent", &rule.user_agent), header("Accept", "*/*")],
        follow_redirects: false,
        redirects_keep_method: false,
        any_status: false,
    })
}

/// The request for the picture that the mapped claim names. No app sends a token along.
///
/// # Errors
/// With the reason when there is nothing to fetch.
pub(super) fn request(
    name: &str,
    actor: &Actor,
    id_token: Option<&str>,
    userinfo: Option<&Map<String, Value>>,
) -> Result<Outgoing, String> {
    let (claim, value) = match &actor.behaviour.picture {
        Some(rule) => ruled(rule, actor, id_token, userinfo)?,
        None if actor.behaviour.token.answer == AnswerRule::Hybridauth => hybridauth_picture(id_token, userinfo),
        None => user_oidc(actor, id_token, userinfo),
    };
    match value.as_deref() {
        Some(url) if url.starts_with("http://") || url.starts_with("https://") => {
            let request = Outgoing::get(name, url);
            let newer = actor.behaviour.picture.as_ref().is_some_and(|rule| rule.if_modified_since);
            Ok(if newer { request.with_header("If-Modified-Since", http_date(now_ms())) } else { request })
        }
        _ => Err(format!("no picture is to be fetched: the claim {claim:?} names no URL")),
    }
}

/// user_oidc looks into the ID Token first.
fn user_oidc(actor: &Actor, id_token: Option<&str>, userinfo: Option<&Map<String, Value>>) -> (String, Option<String>) {
    let mapped = actor.settings.text("mapping-avatar");
    let claim = if mapped.is_empty() { "avatar".to_owned() } else { mapped };
    let payload = id_token.and_then(|t| CompactJws::parse(t).claim(&claim).cloned());
    let value = payload.or_else(|| userinfo.and_then(|u| u.get(&claim)).cloned());
    (claim, value.and_then(|v| v.as_str().map(str::to_owned)))
}

/// The picture of the ID Token, else of userinfo.
fn hybridauth_picture(id_token: Option<&str>, userinfo: Option<&Map<String, Value>>) -> (String, Option<String>) {
    let claims = hybridauth::claims(&hybridauth::payload(id_token.unwrap_or_default()));
    let text = |claims: Option<&Map<String, Value>>, claim: &str| {
        claims.and_then(|c| c.get(claim)?.as_str()).filter(|url| !url.is_empty()).map(str::to_owned)
    };
    let url = text(Some(&claims), "picture").or_else(|| text(userinfo, "picture")).or_else(|| text(userinfo, "avatar"));
    ("picture".to_owned(), url)
}

fn ruled(
    rule: &PictureBehaviour,
    actor: &Actor,
    id_token: Option<&str>,
    userinfo: Option<&Map<String, Value>>,
) -> Result<(String, Option<String>), String> {
    if !actor.settings.is_on(&rule.only_with) {
        return Err(format!("no picture is to be fetched: {} is off", rule.only_with));
    }
    let claim = actor.settings.text(&rule.claim_setting);
    let value = if actor.settings.is_on(&rule.userinfo_unless) {
        id_token.and_then(|t| CompactJws::parse(t).claim(&claim).cloned())
    } else {
        userinfo.and_then(|u| u.get(&claim)).cloned()
    };
    Ok((claim, value.and_then(|v| v.as_str().map(str::to_owned))))
}

/// A date as HTTP writes it.
fn http_date(ms: i64) -> String {
    let stamp = jiff::Timestamp::from_millisecond(ms).unwrap_or_default();
    stamp.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_those_of_http() {
        assert_eq!(http_date(784_111_777_000), "Sun, 06 Nov 1994 08:49:37 GMT");
    }
}
