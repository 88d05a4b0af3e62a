//! What an app sends to token and userinfo endpoint, and how it reads the answers.

use schemars::JsonSchema;
use serde::Deserialize;

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
    /// The same in its newer flow, where an empty name is `access_token`.
    RocketChatPassport,
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
