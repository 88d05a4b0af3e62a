//! What an app does on the wire: enumerated options, no expressions. A new app is a new TOML file.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Version;
use super::rocket_chat::RocketChatFlow;

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

/// The authorization request.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AuthorizationBehaviour {
    /// Parameters in the order in which the app writes them.
    pub parameters: Vec<AuthorizationParameter>,
    /// How values are encoded.
    pub encoding: QueryEncoding,
    /// What the app does to `authorization_endpoint` before it appends the query.
    pub endpoint: EndpointRule,
    /// Parameters of the discovery URL come first and win.
    #[serde(default)]
    pub copy_discovery_query: bool,
    /// What the app makes of the request to its redirect URI.
    #[serde(default)]
    pub callback: CallbackRule,
    /// What the app does to its redirect URI.
    #[serde(default)]
    pub redirect_uri: RedirectUriRule,
    /// `client_id` is written as it is, whatever the encoding of the rest.
    #[serde(default)]
    pub raw_client_id: bool,
    /// `state`.
    pub state: ValueShape,
    /// `nonce`; absent: none is sent.
    pub nonce: Option<ValueShape>,
    /// `scope`.
    pub scope: ScopeRule,
    /// The `claims` parameter.
    #[serde(default)]
    pub claims: ClaimsRule,
    /// PKCE.
    pub pkce: PkceRule,
    /// Length of the code verifier.
    pub verifier_length: Option<usize>,
    /// Name of the setting that holds `prompt`.
    pub prompt_setting: Option<String>,
}

/// The redirect URI of the requests.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RedirectUriRule {
    /// As the operator has it.
    #[default]
    AsIs,
    /// Rocket.Chat's classic flow: `?close` follows while the setting `login_style` is neither popup nor redirect.
    RocketChat,
}

/// A parameter of the authorization request.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AuthorizationParameter {
    /// `client_id`
    ClientId,
    /// `response_type=code`
    ResponseType,
    /// `scope`
    Scope,
    /// `redirect_uri`
    RedirectUri,
    /// `claims`
    Claims,
    /// `state`
    State,
    /// `nonce`
    Nonce,
    /// `prompt`
    Prompt,
    /// `code_challenge`
    CodeChallenge,
    /// `code_challenge_method`
    CodeChallengeMethod,
    /// A parameter of this name that always has this value: `{ fixed = ["access_type", "online"] }`.
    Fixed(String, String),
}

/// Encoding of a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, serde::Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum QueryEncoding {
    /// RFC 1738 as PHP does it: space becomes `+`.
    Plus,
    /// RFC 3986: space becomes `%20`.
    Percent,
    /// Values as they are; only the space is repaired to `%20`, as a browser's address bar does.
    Raw,
}

/// What happens to `authorization_endpoint`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum EndpointRule {
    /// Nothing: the query is appended with `?` or `&`.
    AsIs,
    /// user_oidc's `buildAuthorizationUrl`: fragment and user info dropped, own query kept and winning, the part before `?`
    /// through PHP's `FILTER_SANITIZE_URL` and `htmlentities`.
    PhpSanitized,
    /// Social Login: cut at the first `?`; the parameters of what follows win.
    QueryMerged,
}

/// What an app makes of the request to its redirect URI.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Deserialize, serde::Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CallbackRule {
    /// It reads the query of a GET.
    #[default]
    Query,
    /// hybridauth: a posted form counts like a query; without a code the browser is sent to the provider once more.
    Hybridauth,
    /// Meteor: a posted form counts like a query.
    Meteor,
    /// Passport: without a code the browser is sent to the provider once more.
    Passport,
}

impl CallbackRule {
    /// Whether the app reads a form that is posted to its redirect URI.
    pub fn reads_forms(self) -> bool {
        matches!(self, Self::Hybridauth | Self::Meteor)
    }

    /// Whether the app takes this for an error; PHP calls the text `0` empty, too.
    pub fn is_error(self, error: &str) -> bool {
        !(error.is_empty() || self == Self::Hybridauth && error == "0")
    }

    /// Whether the app begins once more with this code.
    pub fn begins_again(self, code: &str) -> bool {
        match self {
            Self::Query | Self::Meteor => false,
            Self::Hybridauth => matches!(code, "" | "0"),
            Self::Passport => code.is_empty(),
        }
    }
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

/// Shape of a random value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, serde::Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ValueShape {
    /// 32 characters `[0-9A-Z]`.
    #[serde(rename = "upper-alphanumeric-32")]
    UpperAlphanumeric32,
    /// 43 characters base64url.
    #[serde(rename = "base64url-43")]
    Base64url43,
    /// A version 4 UUID.
    Uuid,
    /// `HA-` and the 36 characters `[0-9A-Z]`, each once.
    #[serde(rename = "hybridauth-39")]
    Hybridauth39,
    /// 24 characters `[0-9A-Za-z]`.
    #[serde(rename = "alphanumeric-24")]
    Alphanumeric24,
    /// Meteor's: JSON in base64, with a token of 43 characters and the login style: the one below while the setting
    /// `login_style` is `redirect`.
    Meteor,
    /// The same with the address of a page of the app, which is what it holds after a login style without a popup.
    MeteorRedirect,
    /// 88 characters base64url, the last two of them padding: 64 bytes.
    #[serde(rename = "base64url-padded-88")]
    Base64urlPadded88,
    /// 64 characters `[0-9a-f]`.
    #[serde(rename = "hexadecimal-64")]
    Hexadecimal64,
    /// 32 hexadecimal digits in lower case.
    #[serde(rename = "hex-32")]
    Hex32,
}

/// Which scopes are asked for.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum ScopeRule {
    /// The setting `scope`, trimmed, nothing added.
    Setting,
    /// Always these, and then what the setting `scope` adds (comma separated).
    Always(String),
    /// What the setting `scope` says (spaces or commas between), and then those of these that it does not name.
    SettingThen(String),
    /// The setting of this name as it is, and `openid` once more behind it.
    SettingAndOpenid(String),
}

impl ScopeRule {
    /// The setting that holds the scope, or what the operator adds to it.
    pub fn setting(&self) -> &str {
        match self {
            Self::Setting | Self::Always(_) | Self::SettingThen(_) => "scope",
            Self::SettingAndOpenid(name) => name,
        }
    }
}

/// The `claims` parameter.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ClaimsRule {
    /// Not sent.
    #[default]
    None,
    /// user_oidc's, from its mapping settings.
    NextcloudUserOidc,
}

/// When PKCE is used.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum PkceRule {
    /// Never.
    Never,
    /// S256, always.
    Always,
    /// S256 while the named setting is on, whatever the metadata.
    WhileSetting(String),
    /// S256 if `code_challenge_methods_supported` names it, whatever the settings.
    IfAdvertised,
    /// The same, and only while the named setting is on.
    IfAdvertisedAndSetting(String),
    /// The method that the named setting holds (`S256`, `plain`; empty: none), if `code_challenge_methods_supported` is a
    /// list that names it.
    MethodOfSettingIfAdvertised(String),
}

/// The token request.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TokenBehaviour {
    /// Form fields in the order in which the app writes them.
    pub parameters: Vec<TokenParameter>,
    /// How the client authenticates.
    pub authentication: AuthenticationRule,
    /// `client_id` and `client_secret`, where they are posted, come before all other fields.
    #[serde(default)]
    pub credentials_first: bool,
    /// How the app reads the answers of token and userinfo endpoint.
    #[serde(default)]
    pub answer: AnswerRule,
    /// What is done when the token endpoint refuses the client.
    #[serde(default)]
    pub refused: RefusedRule,
}

/// How an app reads the answers of token and userinfo endpoint.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Deserialize, serde::Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AnswerRule {
    /// As a JSON object.
    #[default]
    Json,
    /// hybridauth: JSON or a form, members of any type. Where the lifetime is over already, a refresh without client
    /// authentication goes before the userinfo request.
    Hybridauth,
    /// Rocket.Chat's classic flow: a success with JSON, and without a member `error`; whatever `access_token` is, missing
    /// included, goes on as JavaScript writes it.
    Meteor,
    /// The npm package oauth: 2xx, 301 or 302; JSON, else a query string; any `access_token` that is not falsy.
    NodeOauth,
    /// jumbojett's client: as a JSON object. With an ID Token in it userinfo is asked, whatever the access token is, and also
    /// without one.
    Jumbojett,
}

/// After the token endpoint refused the client.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RefusedRule {
    /// The login has failed, as with every app.
    #[default]
    GiveUp,
    /// The secret is sent the other way once (header instead of body, body instead of header), and what works is kept.
    OtherMethod,
}

/// A field of the token request. `client_id` and `client_secret` follow by themselves when the secret is posted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TokenParameter {
    /// `grant_type=authorization_code`
    GrantType,
    /// `code`
    Code,
    /// `redirect_uri`
    RedirectUri,
    /// `code_verifier`, if PKCE is used
    CodeVerifier,
    /// `client_id`, also where the header names it
    ClientId,
    /// `client_id`, where the secret is in the body
    PostedClientId,
    /// `client_secret`, where it is in the body
    PostedClientSecret,
    /// `state`, as in the authorization request
    State,
    /// `code`, or the text `undefined` where the callback had none
    CodeOrUndefined,
    /// `client_id`, if PKCE is used, however the client authenticates
    ClientIdWithPkce,
}

/// How the client authentication method is picked.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum AuthenticationRule {
    /// Always in the body.
    Post,
    /// Always Basic, nothing encoded first.
    Basic,
    /// Always Basic, id and secret form-encoded first (RFC 6749, section 2.3.1).
    BasicEncoded,
    /// Go's `golang.org/x/oauth2` unless it is told: first Basic, form-encoded; if that fails in whatever way, once more with
    /// the secret in the body.
    BasicEncodedThenPost,
    /// In the body, unless the named setting says `header`; then Basic, not encoded.
    PostUnlessHeader(String),
    /// In the body if the metadata lists `client_secret_post`; else what the named setting says; else Basic, not encoded.
    PostIfAdvertisedElseSetting(String),
    /// user_oidc 6.1 to 7.4: in the body unless the metadata lists Basic and not post.
    PostUnlessOnlyBasic,
    /// Basic, form-encoded first, if the metadata lists `client_secret_basic` or nothing at all; else in the body. With PKCE
    /// and an empty secret the client does not authenticate.
    BasicEncodedIfListedElsePost,
}

/// The userinfo request.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UserinfoBehaviour {
    /// The app calls userinfo only while one of these settings is on; empty: always.
    #[serde(default)]
    pub only_with: Vec<String>,
    /// What the app writes behind the endpoint.
    #[serde(default)]
    pub query: UserinfoQuery,
    /// Where the access token goes.
    #[serde(default)]
    pub access_token: AccessTokenPlace,
    /// The GET says `Content-Length: 0`.
    #[serde(default)]
    pub content_length: bool,
    /// `Accept` of this request alone.
    pub accept: Option<String>,
}

/// The place of the access token in the userinfo request.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AccessTokenPlace {
    /// `Authorization: Bearer`.
    #[default]
    Header,
    /// Rocket.Chat's: as the setting `identity_token_sent_via` says, or where that is `default` as `token_sent_via`: in the
    /// header, or in the query under the name in `access_token_param`.
    RocketChat,
}

/// What an app writes behind the userinfo endpoint.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum UserinfoQuery {
    /// Nothing.
    #[default]
    None,
    /// A query without parameters: a bare `?`, or `&` where the endpoint has a query.
    Empty,
    /// `?schema=openid`, whatever the endpoint holds already.
    Schema,
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
