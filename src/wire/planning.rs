//! From behaviour, settings and metadata to a plan: the same pure function when sending and when judging.

use serde_json::Value;

use super::behaviour::{
    AccessTokenPlace, AddressRule, AuthenticationRule, AuthorizationParameter, ClientBehaviour, DiscoveryRule, EndpointRule,
    PkceRule, RedirectRule, RedirectUriRule, ScopeRule, StatusRule, TokenParameter, ValueShape,
};
use super::endpoints::{Endpoint, asked, endpoint, merged_query, node_url};
use super::plan::{
    AuthorizationPlan, ClientAuthentication, ClientContext, FlowPlan, HttpManners, NoPlan, Slot, TokenPlan, UserinfoPlan, set,
};
use super::{ClaimsRule, Settings, claims_parameter};
use crate::php::url::guzzle_address;

/// Begins an address without a host: with this scheme nobody is asked.
const NO_HOST: &str = "no-host:";

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
    let metadata = metadata.filter(|m| m.is_object());
    if metadata.is_none() && !behaviour.discovery.is_typed() {
        return Err(NoPlan::NoMetadata);
    }
    let address = |which: Endpoint| endpoint(behaviour, settings, metadata, which);
    let authorization = address(Endpoint::Authorization).ok_or(NoPlan::NoAuthorizationEndpoint)?;
    let nothing = Value::Null;
    let metadata = metadata.unwrap_or(&nothing);
    let called = |which: Endpoint| address(which).map(|text| behaviour.asked_address(&text));
    let (token_endpoint, userinfo_endpoint) = (called(Endpoint::Token), called(Endpoint::Userinfo));
    let (behaviour, default_prompt) = behaviour.at(context.version);
    let a = &behaviour.authorization;
    let method = pkce_method(&a.pkce, settings, metadata);
    let pkce = method.is_some();
    let authentication = authentication(&behaviour.token.authentication, settings, metadata);
    let posts = authentication == ClientAuthentication::Post;
    let own_redirect_uri = match a.redirect_uri {
        RedirectUriRule::RocketChat if !matches!(settings.text("login_style").as_str(), "popup" | "redirect") => {
            format!("{}?close", context.redirect_uri)
        }
        _ => context.redirect_uri.to_owned(),
    };
    let context = &ClientContext { redirect_uri: &own_redirect_uri, ..context.clone() };

    let mut parameters: Vec<(String, Slot)> = Vec::new();
    if a.copy_discovery_query
        && let Some((_, query)) = context.discovery_url.split_once('?')
    {
        let query = query.split('#').next().unwrap_or_default();
        parameters
            .extend(url::form_urlencoded::parse(query.as_bytes()).map(|(n, v)| (n.into_owned(), Slot::Fixed(v.into_owned()))));
    }
    for parameter in &a.parameters {
        if let Some((name, slot)) =
            authorization_value(parameter, a, settings, context, method.as_deref(), default_prompt.as_deref())
        {
            // What came first (from the discovery URL) wins.
            if !parameters.iter().any(|(n, _)| *n == name) {
                parameters.push((name, slot));
            }
        }
    }
    let endpoint = match a.endpoint {
        EndpointRule::AsIs => authorization,
        EndpointRule::QueryMerged => {
            let (base, own) = merged_query(&authorization);
            for (name, value) in own {
                set(&mut parameters, &name, Slot::Fixed(value));
            }
            // Made last, and only where the query did not bring one.
            if let Some(at) = parameters.iter().position(|(n, slot)| n == "state" && *slot == Slot::State) {
                let state = parameters.remove(at);
                parameters.push(state);
            }
            base
        }
        EndpointRule::NodeUrl => {
            let (base, mut own) = node_url(&authorization);
            own.retain(|(name, _)| !parameters.iter().any(|(n, _)| n == name));
            parameters.splice(0..0, own.into_iter().map(|(name, value)| (name, Slot::Fixed(value))));
            base
        }
        EndpointRule::PhpSanitized => {
            // Parameters of the endpoint's own query win, and the app writes them all in one query.
            let (base, own) = php_sanitized(&authorization);
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
            TokenParameter::ClientId => Some(("client_id", Slot::Fixed(context.client_id.to_owned()))),
            TokenParameter::PostedClientId => posts.then(|| ("client_id", Slot::Fixed(context.client_id.to_owned()))),
            TokenParameter::PostedClientSecret => posts.then_some(("client_secret", Slot::ClientSecret)),
            TokenParameter::State => Some(("state", Slot::State)),
            TokenParameter::CodeOrUndefined => Some(("code", Slot::CodeOrUndefined)),
            TokenParameter::ClientIdWithPkce => pkce.then(|| ("client_id", Slot::Fixed(context.client_id.to_owned()))),
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
            callback: a.callback,
            state: match a.state {
                ValueShape::Meteor if settings.text("login_style") == "redirect" => ValueShape::MeteorRedirect,
                shape => shape,
            },
            nonce: a.nonce,
            verifier_length: if pkce { a.verifier_length.or(Some(43)) } else { None },
        },
        token: TokenPlan {
            endpoint: token_endpoint,
            client_id: context.client_id.to_owned(),
            authentication,
            parameters: token_parameters,
            wrong_secret: false,
            credentials_first: behaviour.token.credentials_first,
            answer: behaviour.token.answer,
            public_without_secret: pkce && behaviour.token.authentication == AuthenticationRule::BasicEncodedIfListedElsePost,
        },
        userinfo: UserinfoPlan {
            endpoint: userinfo_endpoint.map(|url| asked(&url, behaviour.userinfo.query)),
            accept: behaviour.userinfo.accept.clone(),
            token_parameter: token_parameter(behaviour.userinfo.access_token, settings),
            content_length: behaviour.userinfo.content_length,
        },
    })
}

impl ClientBehaviour {
    /// Headers and redirects of the app's own calls.
    pub fn manners(&self) -> HttpManners {
        let pairs = [
            ("User-Agent", &self.user_agent),
            ("Accept", &self.accept),
            ("Accept-Encoding", &self.accept_encoding),
            ("Cache-Control", &self.cache_control),
        ];
        HttpManners {
            headers: pairs.iter().filter_map(|(n, v)| v.as_ref().map(|v| ((*n).to_owned(), v.clone()))).collect(),
            follow_redirects: self.redirects != RedirectRule::None,
            redirects_keep_method: self.redirects == RedirectRule::Curl,
            any_status: self.statuses == StatusRule::Any,
        }
    }

    /// The address that the app's HTTP client asks for this text. One at which it asks nobody becomes one that nobody can ask.
    pub fn asked_address(&self, text: &str) -> String {
        match self.addresses {
            AddressRule::Browserlike => text.to_owned(),
            AddressRule::Guzzle => guzzle_address(text).unwrap_or_else(|| format!("{NO_HOST}{text}")),
        }
    }

    /// The same for the documents: an app that does not ask for them itself leaves that to an administrator.
    pub fn document_manners(&self) -> HttpManners {
        match self.discovery.is_typed() {
            true => HttpManners {
                headers: [("User-Agent", "oidc-compat"), ("Accept", "application/json")]
                    .map(|(name, value)| (name.to_owned(), value.to_owned()))
                    .to_vec(),
                follow_redirects: true,
                redirects_keep_method: false,
                any_status: false,
            },
            false => self.manners(),
        }
    }

    /// The discovery URL this app asks, for what the operator typed (`given`, without the well-known path: `issuer`).
    pub fn discovery_url(&self, given: &str, discovery_url: &str) -> String {
        match self.discovery {
            DiscoveryRule::Typed | DiscoveryRule::Endpoints | DiscoveryRule::RocketChat | DiscoveryRule::RocketChatPassport => {
                discovery_url.to_owned()
            }
            DiscoveryRule::Issuer => {
                let issuer = given.trim_end_matches('/');
                format!("{issuer}{}", crate::oidc::names::DISCOVERY_PATH)
            }
            DiscoveryRule::LogtoEndpoint => {
                // Logto's issuer ends with what the app appends to Logto's endpoint.
                let endpoint = given.trim_end_matches('/').trim_end_matches("/oidc");
                format!("{endpoint}/oidc{}", crate::oidc::names::DISCOVERY_PATH)
            }
        }
    }
}

fn authorization_value(
    parameter: &AuthorizationParameter,
    a: &super::AuthorizationBehaviour,
    settings: &Settings,
    context: &ClientContext<'_>,
    pkce: Option<&str>,
    default_prompt: Option<&str>,
) -> Option<(String, Slot)> {
    let fixed = |text: &str| Slot::Fixed(text.to_owned());
    let (name, slot) = match parameter {
        AuthorizationParameter::ClientId if a.raw_client_id => Some(("client_id", Slot::Raw(context.client_id.to_owned()))),
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
        AuthorizationParameter::CodeChallenge => {
            pkce.map(|method| ("code_challenge", if method == "S256" { Slot::CodeChallenge } else { Slot::CodeVerifier }))
        }
        AuthorizationParameter::CodeChallengeMethod => pkce.map(|method| ("code_challenge_method", fixed(method))),
        AuthorizationParameter::Fixed(name, value) => Some((name.as_str(), fixed(value))),
    }?;
    Some((name.to_owned(), slot))
}

/// The query parameter that carries the access token, if it goes there.
fn token_parameter(place: AccessTokenPlace, settings: &Settings) -> Option<String> {
    match place {
        AccessTokenPlace::Header => None,
        AccessTokenPlace::RocketChat => {
            let own = settings.text("identity_token_sent_via");
            let via = if own == "default" { settings.text("token_sent_via") } else { own };
            (via == "payload").then(|| settings.text("access_token_param"))
        }
        AccessTokenPlace::RocketChatPassport => {
            let name = token_parameter(AccessTokenPlace::RocketChat, settings)?;
            Some(if name.is_empty() { "access_token".to_owned() } else { name })
        }
    }
}

fn scope(rule: &ScopeRule, settings: &Settings) -> String {
    let set = settings.text(rule.setting());
    let one_by_one = |text: &'_ str| -> Vec<String> {
        text.split([',', ' ']).map(str::trim).filter(|s| !s.is_empty()).map(str::to_owned).collect()
    };
    let (mut scopes, more) = match rule {
        ScopeRule::Setting => return set.trim().to_owned(),
        ScopeRule::SettingAndOpenid(_) => return format!("{set} openid"),
        ScopeRule::Always(always) => (one_by_one(always), one_by_one(&set)),
        ScopeRule::SettingThen(then) => (one_by_one(&set), one_by_one(then)),
    };
    for scope in more {
        if !scopes.contains(&scope) {
            scopes.push(scope);
        }
    }
    scopes.join(" ")
}

/// The method of the code challenge, if PKCE is used.
fn pkce_method(rule: &PkceRule, settings: &Settings, metadata: &Value) -> Option<String> {
    if let PkceRule::MethodOfSettingIfAdvertised(name) = rule {
        let method = Some(settings.text(name)).filter(|method| !method.is_empty())?;
        let listed = metadata.get("code_challenge_methods_supported").and_then(Value::as_array);
        return listed.is_some_and(|methods| methods.iter().any(|m| *m == method)).then_some(method);
    }
    uses_s256(rule, settings, metadata).then(|| "S256".to_owned())
}

fn uses_s256(rule: &PkceRule, settings: &Settings, metadata: &Value) -> bool {
    // PHP's in_array over a list, or over the values of an object.
    let advertised = match metadata.get("code_challenge_methods_supported") {
        Some(Value::Array(methods)) => methods.iter().any(|m| m == "S256"),
        Some(Value::Object(methods)) => methods.values().any(|m| m == "S256"),
        _ => false,
    };
    match rule {
        PkceRule::Never | PkceRule::MethodOfSettingIfAdvertised(_) => false,
        PkceRule::Always => true,
        PkceRule::WhileSetting(name) => settings.is_on(name),
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
        AuthenticationRule::Basic => ClientAuthentication::Basic,
        AuthenticationRule::BasicEncoded => ClientAuthentication::BasicEncoded,
        AuthenticationRule::BasicEncodedThenPost => ClientAuthentication::BasicEncodedThenPost,
        AuthenticationRule::PostIfAdvertisedElseSetting(name) => {
            if listed("client_secret_post") || settings.text(name) == "client_secret_post" {
                ClientAuthentication::Post
            } else {
                ClientAuthentication::Basic
            }
        }
        AuthenticationRule::PostUnlessHeader(name) if settings.text(name) == "header" => ClientAuthentication::Basic,
        AuthenticationRule::PostUnlessHeader(_) => ClientAuthentication::Post,
        AuthenticationRule::PostUnlessOnlyBasic => {
            if listed("client_secret_basic") && !listed("client_secret_post") {
                ClientAuthentication::Basic
            } else {
                ClientAuthentication::Post
            }
        }
        AuthenticationRule::BasicEncodedIfListedElsePost => {
            let nothing = match metadata.get("token_endpoint_auth_methods_supported") {
                Some(Value::Array(methods)) => methods.is_empty(),
                methods => methods.is_none_or(Value::is_null),
            };
            if nothing || listed("client_secret_basic") { ClientAuthentication::BasicEncoded } else { ClientAuthentication::Post }
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
