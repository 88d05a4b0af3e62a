//! What an app does on the wire: enumerated options, no expressions. A new app is a new TOML file.

mod authorization;
mod token;

use schemars::JsonSchema;
use serde::Deserialize;

use super::Version;
use super::rocket_chat::RocketChatFlow;
pub use authorization::{
    AuthorizationBehaviour, AuthorizationParameter, CallbackRule, ClaimsRule, EndpointRule, PkceRule, QueryEncoding,
    RedirectUriRule, ScopeRule, ValueShape,
};
pub use token::{
    AccessTokenPlace, AnswerRule, AuthenticationRule, RefusedRule, TokenBehaviour, TokenParameter, UserinfoBehaviour,
    UserinfoQuery,
};

/// How one app acts on the wire, from the `[wire]` table of its profile.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClientBehaviour {
    /// `User-Agent` of the app's own calls (discovery, JWKS, token, userinfo); absent: none is sent.
    pub user_agent: Option<String>,
    /// `Accept` of the app's own calls; absent: the app sends none.
    pub accept: Option<String>,
    /// `Accept-Encoding` of the app's own calls.
    pub accept_encoding: Option<String>,
    /// `Cache-Control` of the app's own calls.
    pub cache_control: Option<String>,
    /// How the app's HTTP client reads the addresses it is given.
    #[serde(default)]
    pub addresses: AddressRule,
    /// How the app's HTTP client follows redirects.
    pub redirects: RedirectRule,
    /// Which answers the app reads, by their status.
    #[serde(default)]
    pub statuses: StatusRule,
    /// Where the app finds the discovery document.
    pub discovery: DiscoveryRule,
    /// The authorization request.
    pub authorization: AuthorizationBehaviour,
    /// The token request.
    pub token: TokenBehaviour,
    /// The userinfo request.
    pub userinfo: UserinfoBehaviour,
    /// The logout request.
    pub logout: LogoutRule,
    /// How the app fetches the user's picture, where it differs from user_oidc's way.
    pub picture: Option<PictureBehaviour>,
    /// What other versions do differently; every entry that fits is laid over the above, in order.
    #[serde(default)]
    pub change: Vec<WireChange>,
    /// What nobody outside knows about this app's wire, by the probes that try it the other way. A failure there is a risk.
    #[serde(default)]
    pub uncertain: Vec<super::Probe>,
}

/// What versions from `since` to `until` do differently.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WireChange {
    /// First version, itself included.
    pub since: Option<Version>,
    /// Last version, itself included.
    pub until: Option<Version>,
    /// Other `User-Agent`.
    pub user_agent: Option<String>,
    /// Other rule for client authentication.
    pub authentication: Option<AuthenticationRule>,
    /// `prompt` that is sent unless the setting says otherwise.
    pub default_prompt: Option<String>,
}

/// Reading addresses.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AddressRule {
    /// As browsers do: white space around and line feeds inside do not count.
    #[default]
    Browserlike,
    /// As PHP's `parse_url` and Guzzle do: white space counts, and where there is no scheme it is `http`.
    Guzzle,
}

/// Following redirects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RedirectRule {
    /// A redirect is an answer like any other.
    None,
    /// Guzzle's and Go's: at most 5; 301, 302, 303 turn POST into GET without body, 307 and 308 repeat the request;
    /// `Authorization` stays at home when the origin changes.
    Browserlike,
    /// libcurl's with a method of the caller's own, as PHP sets it up: at most 20; the method stays, and only 301, 302 and
    /// 303 take the body away; `Authorization` stays at home when the origin changes.
    Curl,
}

/// Which answers an app reads.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum StatusRule {
    /// Those with a status of success.
    #[default]
    Successful,
    /// Those that are no error, redirects without a place to go included.
    NoError,
    /// The body counts, whatever the status.
    Any,
}

/// Finding the discovery document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DiscoveryRule {
    /// The operator types the whole URL.
    Typed,
    /// The operator types the issuer; the app appends the well-known path.
    Issuer,
    /// The app never asks for it: the operator types each endpoint into a setting, taken from the document where the
    /// setting names a member of it in braces.
    Endpoints,
    /// The app never asks for it: Rocket.Chat's settings `url`, `authorize_path`, `token_path` and `identity_path`.
    RocketChat,
    /// The same in Rocket.Chat's newer flow, where only `identity_path` may be a whole URL.
    RocketChatPassport,
    /// The operator types Logto's endpoint; the app appends `/oidc` and the well-known path.
    LogtoEndpoint,
}

impl DiscoveryRule {
    /// Whether the app never asks for the document: the operator types the endpoints.
    pub fn is_typed(self) -> bool {
        match self {
            Self::Typed | Self::Issuer | Self::LogtoEndpoint => false,
            Self::Endpoints | Self::RocketChat | Self::RocketChatPassport => true,
        }
    }

    /// Which of Rocket.Chat's flows it is, if it is one.
    pub fn rocket_chat(self) -> Option<RocketChatFlow> {
        match self {
            Self::RocketChat => Some(RocketChatFlow::Classic),
            Self::RocketChatPassport => Some(RocketChatFlow::Passport),
            _ => None,
        }
    }
}

/// The download of the user's picture.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PictureBehaviour {
    /// The app fetches one only while this setting is on.
    pub only_with: String,
    /// The setting that names the claim.
    pub claim_setting: String,
    /// The claim is one of userinfo, unless this setting is on; then it is one of the ID Token.
    pub userinfo_unless: String,
    /// `User-Agent` of this request.
    pub user_agent: String,
    /// The app already has a picture of the user (its own drawing), and asks for a newer one only. Redirects are not followed.
    #[serde(default)]
    pub if_modified_since: bool,
}

/// The logout request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LogoutRule {
    /// The app never sends the browser to the provider.
    None,
    /// The bare `end_session_endpoint`.
    Bare,
    /// user_oidc's: a literal `?`, values not encoded, the hint if `send-id-token-hint` is on.
    NextcloudUserOidc,
    /// The text of the setting `logoutUrl`, as it is.
    Typed,
    /// oidc_login's: only with `oidc_login_end_session_redirect` and `oidc_login_logout_url`, values encoded, no `client_id`.
    NextcloudOidcLogin,
}

impl ClientBehaviour {
    /// The behaviour of one version: the changes that fit it laid over the rest. Also the `prompt` it sends by default.
    #[must_use]
    pub fn at(&self, version: &Version) -> (Self, Option<String>) {
        let mut out = self.clone();
        let mut prompt = None;
        for change in &self.change {
            if !version.within(change.since.as_ref(), change.until.as_ref()) {
                continue;
            }
            if change.user_agent.is_some() {
                out.user_agent.clone_from(&change.user_agent);
            }
            if let Some(rule) = &change.authentication {
                out.token.authentication = rule.clone();
            }
            if change.default_prompt.is_some() {
                prompt.clone_from(&change.default_prompt);
            }
        }
        (out, prompt)
    }
}
