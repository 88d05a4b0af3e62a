//! Where an app finds the endpoints: in the metadata, or in settings that the operator typed.

use serde_json::Value;
use url::Url;

use super::behaviour::{ClientBehaviour, RedirectRule, UserinfoQuery};
use super::rocket_chat::TypedEndpoints;
use super::{Settings, form_encode};
use crate::oidc::json::object_for_people;

/// An endpoint that a login uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Endpoint {
    /// `authorization_endpoint`
    Authorization,
    /// `token_endpoint`
    Token,
    /// `userinfo_endpoint`
    Userinfo,
}

impl Endpoint {
    /// The member of the metadata.
    pub fn member(self) -> &'static str {
        match self {
            Self::Authorization => "authorization_endpoint",
            Self::Token => "token_endpoint",
            Self::Userinfo => "userinfo_endpoint",
        }
    }

    /// The setting that holds it, in an app whose operator types endpoints.
    fn setting(self) -> &'static str {
        match self {
            Self::Authorization => "authorizeUrl",
            Self::Token => "tokenUrl",
            Self::Userinfo => "userInfoUrl",
        }
    }
}

/// The endpoint as this app has it, before it writes anything behind it. `None`: it has none.
pub fn endpoint(behaviour: &ClientBehaviour, settings: &Settings, metadata: Option<&Value>, which: Endpoint) -> Option<String> {
    let published = |member: &str| metadata.and_then(|m| m.get(member)).and_then(Value::as_str).map(str::to_owned);
    if let Some(flow) = behaviour.discovery.rocket_chat() {
        return TypedEndpoints::of(flow, settings, metadata).map(|typed| typed.joined(flow, which));
    }
    // libcurl takes what has no scheme for http; a browser does not.
    let guessed = |url: String| match !url.contains("://") && !url.starts_with('/') && !url.is_empty() {
        true => format!("http://{url}"),
        false => url,
    };
    if !behaviour.discovery.is_typed() {
        let address = published(which.member());
        let by_curl = behaviour.redirects == RedirectRule::Curl && which != Endpoint::Authorization;
        return if by_curl { address.map(guessed) } else { address };
    }
    let typed = settings.text(which.setting());
    let placeholder = format!("{{{}}}", which.member());
    // The rest of the setting stays: `{authorization_endpoint}?prompt=login`.
    let address = match typed.split_once(&placeholder) {
        Some((before, after)) => published(which.member()).map(|url| format!("{before}{url}{after}")),
        None => Some(typed),
    };
    // The field is trimmed, and what PHP calls empty is none.
    let address = if which == Endpoint::Userinfo { address.map(|url| url.trim().to_owned()) } else { address };
    // The library's own test for userinfo wants a scheme.
    let address = if which == Endpoint::Token { address.map(guessed) } else { address };
    address.filter(|url| !(url.is_empty() || which == Endpoint::Userinfo && url == "0"))
}

/// A discovery document out of which a person can type endpoints, although no app could read it: whatever its status.
pub fn document_for_people(body: &[u8]) -> Option<Value> {
    object_for_people(body).filter(|document| document.get(Endpoint::Authorization.member()).is_some_and(Value::is_string))
}

/// The userinfo URL as it is asked.
pub(super) fn asked(url: &str, query: UserinfoQuery) -> String {
    match query {
        UserinfoQuery::None => url.to_owned(),
        UserinfoQuery::Empty if url.contains('?') => format!("{url}&"),
        UserinfoQuery::Empty => format!("{url}?"),
        UserinfoQuery::Schema => format!("{url}?schema=openid"),
    }
}

/// What stays of an endpoint before its query, and the query's own parameters, named as PHP's `parse_str` does.
pub(super) fn merged_query(endpoint: &str) -> (String, Vec<(String, String)>) {
    let Some((base, query)) = endpoint.split_once('?') else { return (endpoint.to_owned(), Vec::new()) };
    let own = url::form_urlencoded::parse(query.as_bytes())
        .filter(|(name, _)| !name.is_empty())
        .map(|(name, value)| (name.replace(['.', ' '], "_"), value.into_owned()))
        .collect();
    (base.to_owned(), own)
}

/// Passport's address: the parameters of its own query, to which those of the app are added by name, and what stands before
/// it. A fragment goes behind the whole, where it keeps nothing from the provider.
pub(super) fn node_url(endpoint: &str) -> (String, Vec<(String, String)>) {
    let endpoint = endpoint.split_once('#').map_or(endpoint, |(before, _)| before);
    let Some((base, query)) = endpoint.split_once('?') else { return (endpoint.to_owned(), Vec::new()) };
    (base.to_owned(), url::form_urlencoded::parse(query.as_bytes()).into_owned().collect())
}

/// A logout address with `client_id` and the way back, for an app whose operator types the whole of it.
pub fn suggested_logout(end_session_endpoint: &str, client_id: &str, back: &str) -> String {
    let separator = if Url::parse(end_session_endpoint).is_ok_and(|url| url.query().is_some()) { '&' } else { '?' };
    let (client_id, back) = (form_encode(client_id), form_encode(back));
    format!("{end_session_endpoint}{separator}client_id={client_id}&post_logout_redirect_uri={back}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passport_adds_to_the_query_before_the_fragment() {
        let own = vec![("a.b".to_owned(), "1".to_owned()), ("scope".to_owned(), "x y".to_owned())];
        assert_eq!(node_url("https://op/a?a.b=1&scope=x+y#f?g"), ("https://op/a".to_owned(), own));
        assert_eq!(node_url("https://op/a#f"), ("https://op/a".to_owned(), Vec::new()));
    }

    #[test]
    fn queries() {
        assert_eq!(asked("https://op.example/u", UserinfoQuery::Empty), "https://op.example/u?");
        assert_eq!(asked("https://op.example/u?v=1", UserinfoQuery::Empty), "https://op.example/u?v=1&");
        assert_eq!(asked("https://op.example/u", UserinfoQuery::None), "https://op.example/u");
        let (base, own) = merged_query("https://op.example/auth?prompt=login&a.b=c+d#f");
        assert_eq!(base, "https://op.example/auth");
        assert_eq!(own, [("prompt".to_owned(), "login".to_owned()), ("a_b".to_owned(), "c d#f".to_owned())]);
    }

    #[test]
    fn the_way_back_is_encoded() {
        let url = suggested_logout("https://op.example/end", "rp 1", "https://cloud.example.com/");
        assert_eq!(url, "https://op.example/end?client_id=rp+1&post_logout_redirect_uri=https%3A%2F%2Fcloud.example.com%2F");
    }
}
