//! The plan of one authorization code flow: every byte but the random values.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use thiserror::Error;

use super::behaviour::{
    AuthenticationRule, AuthorizationParameter, ClientBehaviour, DiscoveryRule, EndpointRule, PkceRule, QueryEncoding,
    RedirectRule, ScopeRule, TokenParameter, ValueShape,
};
use super::{ClaimsRule, Settings, Version, claims_parameter};

/// What one flow looks like on the wire. Equal plans are indistinguishable to the provider.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FlowPlan {
    /// Headers and redirects of the app's own calls.
    pub manners: HttpManners,
    /// The authorization request.
    pub authorization: AuthorizationPlan,
    /// The token request.
    pub token: TokenPlan,
    /// The userinfo request.
    pub userinfo: UserinfoPlan,
}

/// How the app's HTTP client behaves.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HttpManners {
    /// Headers in order (`User-Agent`, `Accept` …).
    pub headers: Vec<(String, String)>,
    /// Follow redirects as Guzzle and Go do (at most 5).
    pub follow_redirects: bool,
}

/// The authorization request.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AuthorizationPlan {
    /// `authorization_endpoint` as the app uses it, with everything that precedes the app's own parameters.
    pub endpoint: String,
    /// Parameters in order.
    pub parameters: Vec<(String, Slot)>,
    /// How they are encoded.
    pub encoding: QueryEncoding,
    /// Where the answer is expected.
    pub redirect_uri: String,
    /// Shape of `state`.
    pub state: ValueShape,
    /// Shape of `nonce`, if one is sent.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub nonce: Option<ValueShape>,
    /// Length of the code verifier, if one is made.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub verifier_length: Option<usize>,
}

/// The token request.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TokenPlan {
    /// `token_endpoint`; absent when the metadata has none that is text.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub endpoint: Option<String>,
    /// The client.
    pub client_id: String,
    /// How it authenticates.
    pub authentication: ClientAuthentication,
    /// Form fields in order, those of the authentication not among them.
    pub parameters: Vec<(String, Slot)>,
    /// The secret is replaced by a wrong one (a probe).
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub wrong_secret: bool,
}

/// The userinfo request: GET with `Authorization: Bearer`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UserinfoPlan {
    /// `userinfo_endpoint`; absent when the metadata has none that is text.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub endpoint: Option<String>,
}

/// A value of a parameter.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Slot {
    /// This very text.
    Fixed(String),
    /// The random state.
    State,
    /// The random nonce.
    Nonce,
    /// The S256 challenge of the random verifier.
    CodeChallenge,
    /// The random verifier.
    CodeVerifier,
    /// Another verifier than the one behind the challenge.
    WrongCodeVerifier,
    /// The code of the callback (empty if there was none).
    Code,
}

/// Client authentication as sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ClientAuthentication {
    /// `client_id` and `client_secret` in the body.
    Post,
    /// `Basic base64(id:secret)`, nothing encoded first.
    Basic,
    /// Basic, id and secret form-encoded first (RFC 6749, section 2.3.1).
    BasicEncoded,
    /// `client_id` in the body, no secret.
    None,
}

/// What a plan needs besides behaviour and settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientContext<'a> {
    /// The registered client.
    pub client_id: &'a str,
    /// The app's redirect URI.
    pub redirect_uri: &'a str,
    /// The discovery URL as typed (its query may be copied).
    pub discovery_url: &'a str,
    /// Version of the app.
    pub version: &'a Version,
}

/// Why there can be no flow at all.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NoPlan {
    /// The metadata is no JSON object.
    #[error("there is no discovery document that is a JSON object")]
    NoMetadata,
    /// `authorization_endpoint` is missing or no text.
    #[error("the discovery document has no authorization_endpoint that is text")]
    NoAuthorizationEndpoint,
}

impl AuthorizationPlan {
    /// Sets a parameter, keeping its place or appending it.
    pub fn set(&mut self, name: &str, slot: Slot) {
        set(&mut self.parameters, name, slot);
    }

    /// Removes a parameter.
    pub fn remove(&mut self, name: &str) {
        self.parameters.retain(|(n, _)| n != name);
    }

    /// The fixed text of a parameter, if it has one.
    pub fn fixed(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find_map(|(n, slot)| match slot {
            Slot::Fixed(text) if n == name => Some(text.as_str()),
            _ => None,
        })
    }

    /// Whether the parameter is sent.
    pub fn has(&self, name: &str) -> bool {
        self.parameters.iter().any(|(n, _)| n == name)
    }
}

impl TokenPlan {
    /// Sets a field, keeping its place or appending it.
    pub fn set(&mut self, name: &str, slot: Slot) {
        set(&mut self.parameters, name, slot);
    }

    /// Removes a field.
    pub fn remove(&mut self, name: &str) {
        self.parameters.retain(|(n, _)| n != name);
    }
}

impl FlowPlan {
    /// The plan with one token field replaced or removed.
    #[must_use]
    pub fn with_token(mut self, name: &str, slot: Option<Slot>) -> Self {
        match slot {
            Some(slot) => self.token.set(name, slot),
            None => self.token.remove(name),
        }
        self
    }
}

fn set(parameters: &mut Vec<(String, Slot)>, name: &str, slot: Slot) {
    match parameters.iter_mut().find(|(n, _)| n == name) {
        Some(place) => place.1 = slot,
        None => parameters.push((name.to_owned(), slot)),
    }
}

/// Computes what this app would send, with these settings, to the provider with this metadata.
///
/// # Errors
/// When the app has nowhere to send the browser; the app's own requirements judge that.
pub fn flow_plan(
    behaviour: &ClientBehaviour,
    settings: &Settings,
    metadata: Option<&Value>,
    context: &ClientContext<'_>,
) -> Result<FlowPlan, NoPlan> {
    let metadata = metadata.filter(|m| m.is_object()).ok_or(NoPlan::NoMetadata)?;
    let text = |name: &str| metadata.get(name).and_then(Value::as_str);
    let endpoint = text("authorization_endpoint").ok_or(NoPlan::NoAuthorizationEndpoint)?;
    let (behaviour, default_prompt) = behaviour.at(context.version);
    let a = &behaviour.authorization;
    let pkce = uses_pkce(&a.pkce, settings, metadata);

    let mut parameters: Vec<(String, Slot)> = Vec::new();
    if a.copy_discovery_query
        && let Some((_, query)) = context.discovery_url.split_once('?')
    {
        let query = query.split('#').next().unwrap_or_default();
        parameters
            .extend(url::form_urlencoded::parse(query.as_bytes()).map(|(n, v)| (n.into_owned(), Slot::Fixed(v.into_owned()))));
    }
    for parameter in &a.parameters {
        if let Some((name, slot)) = authorization_value(*parameter, a, settings, context, pkce, default_prompt.as_deref()) {
            // What came first (from the discovery URL) wins.
            if !parameters.iter().any(|(n, _)| n == name) {
                parameters.push((name.to_owned(), slot));
            }
        }
    }
    let endpoint = match a.endpoint {
        EndpointRule::AsIs => endpoint.to_owned(),
        EndpointRule::PhpSanitized => {
            // Parameters of the endpoint's own query win, and the app writes them all in one query.
            let (base, own) = php_sanitized(endpoint);
            for (name, value) in own {
                set(&mut parameters, &name, Slot::Fixed(value));
            }
            base
        }
    };
    // user_oidc and others overwrite the value when the discovery URL or the endpoint names the redirect URI; follow it.
    let redirect_uri = parameters
        .iter()
        .find_map(|(n, s)| match s {
            Slot::Fixed(uri) if n == "redirect_uri" => Some(uri.clone()),
            _ => None,
        })
        .unwrap_or_else(|| context.redirect_uri.to_owned());

    let token_parameters = behaviour
        .token
        .parameters
        .iter()
        .filter_map(|p| match p {
            TokenParameter::GrantType => Some(("grant_type", Slot::Fixed("authorization_code".to_owned()))),
            TokenParameter::Code => Some(("code", Slot::Code)),
            TokenParameter::RedirectUri => Some(("redirect_uri", Slot::Fixed(context.redirect_uri.to_owned()))),
            TokenParameter::CodeVerifier => pkce.then_some(("code_verifier", Slot::CodeVerifier)),
        })
        .map(|(n, s)| (n.to_owned(), s))
        .collect();

    Ok(FlowPlan {
        manners: behaviour.manners(),
        authorization: AuthorizationPlan {
            endpoint,
            parameters,
            encoding: a.encoding,
            redirect_uri,
            state: a.state,
            nonce: a.nonce,
            verifier_length: if pkce { a.verifier_length.or(Some(43)) } else { None },
        },
        token: TokenPlan {
            endpoint: text("token_endpoint").map(str::to_owned),
            client_id: context.client_id.to_owned(),
            authentication: authentication(&behaviour.token.authentication, settings, metadata),
            parameters: token_parameters,
            wrong_secret: false,
        },
        userinfo: UserinfoPlan { endpoint: text("userinfo_endpoint").map(str::to_owned) },
    })
}

impl ClientBehaviour {
    /// Headers and redirects of the app's own calls.
    pub fn manners(&self) -> HttpManners {
        let pairs = [("User-Agent", &self.user_agent), ("Accept", &self.accept), ("Accept-Encoding", &self.accept_encoding)];
        HttpManners {
            headers: pairs.iter().filter_map(|(n, v)| v.as_ref().map(|v| ((*n).to_owned(), v.clone()))).collect(),
            follow_redirects: self.redirects == RedirectRule::Browserlike,
        }
    }

    /// The discovery URL this app asks, for what the operator typed (`given`, without the well-known path: `issuer`).
    pub fn discovery_url(&self, given: &str, discovery_url: &str) -> String {
        match self.discovery {
            DiscoveryRule::Typed => discovery_url.to_owned(),
            DiscoveryRule::Issuer => {
                let issuer = given.trim_end_matches('/');
                format!("{issuer}{}", crate::oidc::names::DISCOVERY_PATH)
            }
        }
    }
}

fn authorization_value(
    parameter: AuthorizationParameter,
    a: &super::AuthorizationBehaviour,
    settings: &Settings,
    context: &ClientContext<'_>,
    pkce: bool,
    default_prompt: Option<&str>,
) -> Option<(&'static str, Slot)> {
    let fixed = |text: &str| Slot::Fixed(text.to_owned());
    match parameter {
        AuthorizationParameter::ClientId => Some(("client_id", fixed(context.client_id))),
        AuthorizationParameter::ResponseType => Some(("response_type", fixed("code"))),
        AuthorizationParameter::Scope => Some(("scope", Slot::Fixed(scope(&a.scope, settings)))),
        AuthorizationParameter::RedirectUri => Some(("redirect_uri", fixed(context.redirect_uri))),
        AuthorizationParameter::Claims => match a.claims {
            ClaimsRule::None => None,
            ClaimsRule::NextcloudUserOidc => Some(("claims", Slot::Fixed(claims_parameter(settings, context.version)))),
        },
        AuthorizationParameter::State => Some(("state", Slot::State)),
        AuthorizationParameter::Nonce => a.nonce.map(|_| ("nonce", Slot::Nonce)),
        AuthorizationParameter::Prompt => {
            let set = a.prompt_setting.as_ref().map(|name| settings.text(name)).filter(|text| !text.is_empty());
            set.or_else(|| default_prompt.map(str::to_owned)).map(|text| ("prompt", Slot::Fixed(text)))
        }
        AuthorizationParameter::CodeChallenge => pkce.then_some(("code_challenge", Slot::CodeChallenge)),
        AuthorizationParameter::CodeChallengeMethod => pkce.then(|| ("code_challenge_method", fixed("S256"))),
    }
}

fn scope(rule: &ScopeRule, settings: &Settings) -> String {
    let set = settings.text("scope");
    match rule {
        ScopeRule::Setting => set.trim().to_owned(),
        ScopeRule::Always(always) => {
            let mut scopes: Vec<&str> = always.split(' ').collect();
            for more in set.split([',', ' ']).map(str::trim).filter(|s| !s.is_empty()) {
                if !scopes.contains(&more) {
                    scopes.push(more);
                }
            }
            scopes.join(" ")
        }
    }
}

fn uses_pkce(rule: &PkceRule, settings: &Settings, metadata: &Value) -> bool {
    // PHP's in_array over a list, or over the values of an object.
    let advertised = match metadata.get("code_challenge_methods_supported") {
        Some(Value::Array(methods)) => methods.iter().any(|m| m == "S256"),
        Some(Value::Object(methods)) => methods.values().any(|m| m == "S256"),
        _ => false,
    };
    match rule {
        PkceRule::Never => false,
        PkceRule::Always => true,
        PkceRule::IfAdvertised => advertised,
        PkceRule::IfAdvertisedAndSetting(name) => advertised && settings.is_on(name),
    }
}

fn authentication(rule: &AuthenticationRule, settings: &Settings, metadata: &Value) -> ClientAuthentication {
    let listed = |method: &str| match metadata.get("token_endpoint_auth_methods_supported") {
        Some(Value::Array(methods)) => methods.iter().any(|m| m == method),
        Some(Value::Object(methods)) => methods.values().any(|m| m == method),
        _ => false,
    };
    match rule {
        AuthenticationRule::Post => ClientAuthentication::Post,
        AuthenticationRule::BasicEncoded => ClientAuthentication::BasicEncoded,
        AuthenticationRule::PostIfAdvertisedElseSetting(name) => {
            if listed("client_secret_post") || settings.text(name) == "client_secret_post" {
                ClientAuthentication::Post
            } else {
                ClientAuthentication::Basic
            }
        }
        AuthenticationRule::PostUnlessOnlyBasic => {
            if listed("client_secret_basic") && !listed("client_secret_post") {
                ClientAuthentication::Basic
            } else {
                ClientAuthentication::Post
            }
        }
    }
}

/// user_oidc's treatment of `authorization_endpoint`: what stays before the query, and the query's own parameters.
fn php_sanitized(endpoint: &str) -> (String, Vec<(String, String)>) {
    let without_fragment = endpoint.split('#').next().unwrap_or_default();
    let (base, query) = without_fragment.split_once('?').unwrap_or((without_fragment, ""));
    let base = match base.split_once("://") {
        Some((scheme, rest)) => {
            let (authority, path) = rest.find('/').map_or((rest, ""), |i| rest.split_at(i));
            let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
            format!("{scheme}://{host}{path}")
        }
        None => base.to_owned(),
    };
    let allowed = |c: &char| c.is_ascii_alphanumeric() || "$-_.+!*'(),{}|\\^~[]`<>#%\";/?:@&=".contains(*c);
    let mut clean = String::new();
    for c in base.chars().filter(allowed) {
        match c {
            '&' => clean.push_str("&amp;"),
            '"' => clean.push_str("&quot;"),
            '\'' => clean.push_str("&#039;"),
            '<' => clean.push_str("&lt;"),
            '>' => clean.push_str("&gt;"),
            _ => clean.push(c),
        }
    }
    let own = url::form_urlencoded::parse(query.as_bytes()).map(|(n, v)| (n.into_owned(), v.into_owned())).collect();
    (clean, own)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endpoint_is_sanitised_as_php_does() {
        let (base, own) = php_sanitized("https://u:p@op.example/sö/a&b?x=1&client_id=mine#f");
        assert_eq!(base, "https://op.example/s/a&amp;b");
        assert_eq!(own, vec![("x".to_owned(), "1".to_owned()), ("client_id".to_owned(), "mine".to_owned())]);
    }
}
