//! Where an app has its endpoints from: the provider's metadata, or what the operator typed.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::Settings;
use super::plan::NoPlan;

/// Where an app has its endpoints from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum EndpointSource {
    /// The discovery document.
    #[default]
    Metadata,
    /// Rocket.Chat's settings `url`, `authorize_path`, `token_path` and `identity_path`, joined as text; a path that begins
    /// with `http://` or `https://` stands for itself. While `url` is empty, what the operator would type is taken from the
    /// discovery document.
    RocketChat,
    /// The same in its newer flow, where only `identity_path` may stand for itself.
    RocketChatPassport,
}

/// The endpoints as the app asks them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Endpoints {
    /// Where the browser goes.
    pub authorization: String,
    /// `token_endpoint`, if there is one.
    pub token: Option<String>,
    /// `userinfo_endpoint`, if there is one.
    pub userinfo: Option<String>,
}

/// What the operator types into Rocket.Chat.
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

impl EndpointSource {
    /// Whether the operator types the endpoints.
    pub fn is_typed(self) -> bool {
        self != Self::Metadata
    }

    /// The endpoints as this app asks them.
    ///
    /// # Errors
    /// When it has nowhere to send the browser.
    pub fn endpoints(self, settings: &Settings, metadata: Option<&Value>, issuer: &str) -> Result<Endpoints, NoPlan> {
        match self {
            Self::Metadata => {
                let metadata = metadata.filter(|m| m.is_object()).ok_or(NoPlan::NoMetadata)?;
                let text = |name: &str| metadata.get(name).and_then(Value::as_str).map(str::to_owned);
                Ok(Endpoints {
                    authorization: text("authorization_endpoint").ok_or(NoPlan::NoAuthorizationEndpoint)?,
                    token: text("token_endpoint"),
                    userinfo: text("userinfo_endpoint"),
                })
            }
            Self::RocketChat | Self::RocketChatPassport => {
                Ok(self.joined(&self.typed(settings, metadata, issuer).ok_or(NoPlan::NotTyped)?))
            }
        }
    }

    /// What the operator typed, or would type for this provider; `None` when there is nothing to type it from.
    pub fn typed(self, settings: &Settings, metadata: Option<&Value>, issuer: &str) -> Option<TypedEndpoints> {
        let typed = settings.text("url");
        if !typed.is_empty() {
            return Some(TypedEndpoints {
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
        let rooted: Vec<&str> = match self {
            Self::RocketChatPassport => [authorization, token].into_iter().flatten().collect(),
            _ => [authorization.or(token).or(identity)].into_iter().flatten().collect(),
        };
        let all: Vec<&str> = [authorization, token, identity].into_iter().flatten().collect();
        let url = common(&all).or_else(|| common(&rooted)).or_else(|| common(rooted.get(..1)?));
        let url = url.unwrap_or_else(|| issuer.trim_end_matches('/').to_owned());
        let below = |endpoint: Option<&str>| endpoint.map(|text| text.strip_prefix(&url).unwrap_or(text).to_owned());
        Some(TypedEndpoints {
            authorize_path: below(authorization).unwrap_or_default(),
            token_path: below(token).unwrap_or_default(),
            identity_path: below(identity).unwrap_or_default(),
            url,
        })
    }

    fn joined(self, typed: &TypedEndpoints) -> Endpoints {
        let TypedEndpoints { url, authorize_path, token_path, identity_path } = typed;
        let join = |path: &str, stands_for_itself: bool| if stands_for_itself { path.to_owned() } else { format!("{url}{path}") };
        match self {
            Self::RocketChatPassport => {
                let identity_path = if identity_path.is_empty() { "/me" } else { identity_path };
                let absolute = begins_with_scheme(&identity_path.to_ascii_lowercase());
                Endpoints {
                    authorization: join(authorize_path, false),
                    token: Some(join(token_path, false)),
                    userinfo: Some(join(identity_path, absolute)),
                }
            }
            _ => Endpoints {
                authorization: join(authorize_path, is_url(authorize_path)),
                token: Some(join(token_path, is_url(token_path))),
                userinfo: Some(join(identity_path, is_url(identity_path))),
            },
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

    fn typed(source: EndpointSource, metadata: &Value) -> [String; 4] {
        let t = source.typed(&Settings::default(), Some(metadata), "https://op.example/").unwrap();
        [t.url, t.authorize_path, t.token_path, t.identity_path]
    }

    fn settings(pairs: &[(&str, &str)]) -> Settings {
        Settings(pairs.iter().map(|(n, v)| ((*n).to_owned(), SettingValue::Text((*v).to_owned()))).collect())
    }

    #[test]
    fn what_the_operator_would_type() {
        let keycloak = metadata("https://a/r/c/p/auth", "https://a/r/c/p/token", "https://a/r/c/p/userinfo");
        assert_eq!(typed(EndpointSource::RocketChat, &keycloak), ["https://a/r/c/p", "/auth", "/token", "/userinfo"]);
        let mixed = metadata("https://a/sign/in", "https://a/k/token", "https://a/k/userinfo");
        assert_eq!(typed(EndpointSource::RocketChatPassport, &mixed), ["https://a", "/sign/in", "/k/token", "/k/userinfo"]);
        let same = metadata("https://a/oidc?x=/y", "https://a/oidc/token", "https://a/oidc");
        assert_eq!(typed(EndpointSource::RocketChat, &same), ["https://a", "/oidc?x=/y", "/oidc/token", "/oidc"]);
    }

    #[test]
    fn several_hosts() {
        let google = metadata("https://a/auth", "https://t/token", "https://u/info");
        assert_eq!(typed(EndpointSource::RocketChat, &google), ["https://a", "/auth", "https://t/token", "https://u/info"]);
        let e = EndpointSource::RocketChatPassport.endpoints(&Settings::default(), Some(&google), "").unwrap();
        assert_eq!(e.token.as_deref(), Some("https://ahttps://t/token"));
        assert_eq!(e.userinfo.as_deref(), Some("https://u/info"));
        let two = metadata("https://a/o/auth", "https://a/o/token", "https://u/info");
        assert_eq!(typed(EndpointSource::RocketChatPassport, &two), ["https://a/o", "/auth", "/token", "https://u/info"]);
    }

    #[test]
    fn what_is_missing_is_the_bare_url() {
        let none = json!({ "authorization_endpoint": "https://a/auth", "token_endpoint": "https://a/token" });
        let classic = EndpointSource::RocketChat.endpoints(&Settings::default(), Some(&none), "").unwrap();
        assert_eq!(classic.userinfo.as_deref(), Some("https://a"));
        let passport = EndpointSource::RocketChatPassport.endpoints(&Settings::default(), Some(&none), "").unwrap();
        assert_eq!(passport.userinfo.as_deref(), Some("https://a/me"));
        let empty = EndpointSource::RocketChat.endpoints(&Settings::default(), Some(&json!({})), "https://op/").unwrap();
        assert_eq!(empty.authorization, "https://op");
        assert_eq!(EndpointSource::RocketChat.endpoints(&Settings::default(), None, "x"), Err(NoPlan::NotTyped));
    }

    #[test]
    fn text_is_joined_as_it_is() {
        let s = settings(&[
            ("url", "https://idp/"),
            ("authorize_path", "authorize"),
            ("token_path", "HTTPS://t"),
            ("identity_path", "HTTPS://u"),
        ]);
        let classic = EndpointSource::RocketChat.endpoints(&s, None, "").unwrap();
        assert_eq!(classic.authorization, "https://idp/authorize");
        assert_eq!(
            (classic.token.as_deref(), classic.userinfo.as_deref()),
            (Some("https://idp/HTTPS://t"), Some("https://idp/HTTPS://u"))
        );
        let passport = EndpointSource::RocketChatPassport.endpoints(&s, None, "").unwrap();
        assert_eq!(passport.userinfo.as_deref(), Some("HTTPS://u"));
        let absolute = settings(&[("url", "https://idp"), ("authorize_path", "https://a/x"), ("token_path", "/t")]);
        let both =
            [EndpointSource::RocketChat, EndpointSource::RocketChatPassport].map(|s| s.endpoints(&absolute, None, "").unwrap());
        assert_eq!(both.map(|e| e.authorization), ["https://a/x", "https://idphttps://a/x"]);
    }
}
