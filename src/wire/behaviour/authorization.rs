//! What an app sends to the authorization endpoint, and what it makes of the answer.

use schemars::JsonSchema;
use serde::Deserialize;

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
    /// Passport, through Node.js's `url`: the app's parameters replace those of the endpoint's own query; a fragment stays last.
    NodeUrl,
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
