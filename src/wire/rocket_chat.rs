//! Rocket.Chat's endpoints: its settings `url`, `authorize_path`, `token_path` and `identity_path`, joined as text.

use serde_json::Value;

use super::Settings;
use super::endpoints::Endpoint;

/// Which of its two flows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RocketChatFlow {
    /// Meteor's: a path that begins with `http://` or `https://` stands for itself.
    Classic,
    /// Passport's: only `identity_path` may stand for itself.
    Passport,
}

/// What the operator types into Rocket.Chat. While `url` is empty, that is taken from the discovery document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedEndpoints {
    /// Setting `url`.
    pub url: String,
    /// Setting `authorize_path`.
    pub authorize_path: String,
    /// Setting `token_path`.
    pub token_path: String,
    /// Setting `identity_path`.
    pub identity_path: String,
}

impl TypedEndpoints {
    /// What the operator typed, or would type for this provider; `None` when there is nothing to type it from.
    pub fn of(flow: RocketChatFlow, settings: &Settings, metadata: Option<&Value>) -> Option<Self> {
        let typed = settings.text("url");
        if !typed.is_empty() {
            return Some(Self {
                url: typed,
                authorize_path: settings.text("authorize_path"),
                token_path: settings.text("token_path"),
                identity_path: settings.text("identity_path"),
            });
        }
        let metadata = metadata.filter(|m| m.is_object())?;
        let member = |name: &str| metadata.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
        let (authorization, token, identity) =
            (member("authorization_endpoint"), member("token_endpoint"), member("userinfo_endpoint"));
        // What may stand for itself need not share the URL of the rest.
        let rooted: Vec<&str> = match flow {
            RocketChatFlow::Passport => [authorization, token].into_iter().flatten().collect(),
            RocketChatFlow::Classic => [authorization.or(token).or(identity)].into_iter().flatten().collect(),
        };
        let all: Vec<&str> = [authorization, token, identity].into_iter().flatten().collect();
        let url = common(&all).or_else(|| common(&rooted)).or_else(|| common(rooted.get(..1)?));
        let url = url.or_else(|| member("issuer").map(|issuer| issuer.trim_end_matches('/').to_owned())).unwrap_or_default();
        let below = |endpoint: Option<&str>| endpoint.map(|text| text.strip_prefix(&url).unwrap_or(text).to_owned());
        Some(Self {
            authorize_path: below(authorization).unwrap_or_default(),
            token_path: below(token).unwrap_or_default(),
            identity_path: below(identity).unwrap_or_default(),
            url,
        })
    }

    /// An endpoint as the app asks it.
    pub fn joined(&self, flow: RocketChatFlow, which: Endpoint) -> String {
        let (path, stands_for_itself) = match (flow, which) {
            (RocketChatFlow::Passport, Endpoint::Userinfo) if self.identity_path.is_empty() => ("/me", false),
            (RocketChatFlow::Passport, Endpoint::Userinfo) => {
                (self.identity_path.as_str(), begins_with_scheme(&self.identity_path.to_ascii_lowercase()))
            }
            (RocketChatFlow::Passport, which) => (self.path(which), false),
            (RocketChatFlow::Classic, which) => (self.path(which), is_url(self.path(which))),
        };
        if stands_for_itself { path.to_owned() } else { format!("{}{path}", self.url) }
    }

    fn path(&self, which: Endpoint) -> &str {
        match which {
            Endpoint::Authorization => &self.authorize_path,
            Endpoint::Token => &self.token_path,
            Endpoint::Userinfo => &self.identity_path,
        }
    }
}

/// What the classic flow takes for a URL; capitals are none.
fn is_url(path: &str) -> bool {
    begins_with_scheme(path) || path.starts_with("data:")
}

fn begins_with_scheme(text: &str) -> bool {
    text.starts_with("http://") || text.starts_with("https://")
}

/// The longest URL below which all of these lie, without a slash at its end; `None` when there is none, or nothing to compare.
fn common(endpoints: &[&str]) -> Option<String> {
    let (first, rest) = endpoints.split_first()?;
    let path = first.find("://").and_then(|at| first.get(at + 3..)?.find('/').map(|slash| at + 3 + slash))?;
    let query = first.find(['?', '#']).unwrap_or(first.len());
    let slashes = first.match_indices('/').map(|(at, _)| at).filter(|at| (path..query).contains(at));
    let fits = |end: usize| {
        let candidate = first.get(..end)?;
        let below = |other: &&str| other.strip_prefix(candidate).is_some_and(|path| path.starts_with('/'));
        rest.iter().all(below).then(|| candidate.to_owned())
    };
    slashes.rev().find_map(fits)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::wire::SettingValue;

    fn metadata(authorization: &str, token: &str, userinfo: &str) -> Value {
        json!({ "authorization_endpoint": authorization, "token_endpoint": token, "userinfo_endpoint": userinfo })
    }

    fn typed(flow: RocketChatFlow, metadata: &Value) -> [String; 4] {
        let t = TypedEndpoints::of(flow, &Settings::default(), Some(metadata)).unwrap();
        [t.url, t.authorize_path, t.token_path, t.identity_path]
    }

    /// Authorization, token and userinfo endpoint.
    fn asked(flow: RocketChatFlow, settings: &Settings, metadata: Option<&Value>) -> [String; 3] {
        let t = TypedEndpoints::of(flow, settings, metadata).unwrap();
        [Endpoint::Authorization, Endpoint::Token, Endpoint::Userinfo].map(|which| t.joined(flow, which))
    }

    fn settings(pairs: &[(&str, &str)]) -> Settings {
        Settings(pairs.iter().map(|(n, v)| ((*n).to_owned(), SettingValue::Text((*v).to_owned()))).collect())
    }

    #[test]
    fn what_the_operator_would_type() {
        let keycloak = metadata("https://a/r/c/p/auth", "https://a/r/c/p/token", "https://a/r/c/p/userinfo");
        assert_eq!(typed(RocketChatFlow::Classic, &keycloak), ["https://a/r/c/p", "/auth", "/token", "/userinfo"]);
        let mixed = metadata("https://a/sign/in", "https://a/k/token", "https://a/k/userinfo");
        assert_eq!(typed(RocketChatFlow::Passport, &mixed), ["https://a", "/sign/in", "/k/token", "/k/userinfo"]);
        let same = metadata("https://a/oidc?x=/y", "https://a/oidc/token", "https://a/oidc");
        assert_eq!(typed(RocketChatFlow::Classic, &same), ["https://a", "/oidc?x=/y", "/oidc/token", "/oidc"]);
    }

    #[test]
    fn several_hosts() {
        let google = metadata("https://a/auth", "https://t/token", "https://u/info");
        assert_eq!(typed(RocketChatFlow::Classic, &google), ["https://a", "/auth", "https://t/token", "https://u/info"]);
        let [_, token, userinfo] = asked(RocketChatFlow::Passport, &Settings::default(), Some(&google));
        assert_eq!((token.as_str(), userinfo.as_str()), ("https://ahttps://t/token", "https://u/info"));
        let two = metadata("https://a/o/auth", "https://a/o/token", "https://u/info");
        assert_eq!(typed(RocketChatFlow::Passport, &two), ["https://a/o", "/auth", "/token", "https://u/info"]);
    }

    #[test]
    fn what_is_missing_is_the_bare_url() {
        let none = json!({ "authorization_endpoint": "https://a/auth", "token_endpoint": "https://a/token" });
        let asked = |flow, metadata: &Value| asked(flow, &Settings::default(), Some(metadata));
        assert_eq!(asked(RocketChatFlow::Classic, &none)[2], "https://a");
        assert_eq!(asked(RocketChatFlow::Passport, &none)[2], "https://a/me");
        assert_eq!(asked(RocketChatFlow::Classic, &json!({ "issuer": "https://op/" }))[0], "https://op");
        assert_eq!(TypedEndpoints::of(RocketChatFlow::Classic, &Settings::default(), None), None);
    }

    #[test]
    fn text_is_joined_as_it_is() {
        let s = settings(&[
            ("url", "https://idp/"),
            ("authorize_path", "authorize"),
            ("token_path", "HTTPS://t"),
            ("identity_path", "HTTPS://u"),
        ]);
        let classic = asked(RocketChatFlow::Classic, &s, None);
        assert_eq!(classic, ["https://idp/authorize", "https://idp/HTTPS://t", "https://idp/HTTPS://u"]);
        assert_eq!(asked(RocketChatFlow::Passport, &s, None)[2], "HTTPS://u");
        let absolute = settings(&[("url", "https://idp"), ("authorize_path", "https://a/x"), ("token_path", "/t")]);
        assert_eq!(asked(RocketChatFlow::Classic, &absolute, None)[0], "https://a/x");
        assert_eq!(asked(RocketChatFlow::Passport, &absolute, None)[0], "https://idphttps://a/x");
    }
}
