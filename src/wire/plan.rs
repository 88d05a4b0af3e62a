//! The plan of one authorization code flow: every byte but the random values.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::Version;
use super::behaviour::{AnswerRule, CallbackRule, QueryEncoding, ValueShape};

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
    /// Follow them as libcurl does with a method of the caller's own (at most 20), which keeps the method.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub redirects_keep_method: bool,
    /// Answers count whatever their status.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub any_status: bool,
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
    /// What the app makes of it.
    #[serde(skip_serializing_if = "is_default", default)]
    pub callback: CallbackRule,
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
    /// Posted credentials come before all other fields.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub credentials_first: bool,
    /// How the answers of token and userinfo endpoint are read.
    #[serde(skip_serializing_if = "is_default", default)]
    pub answer: AnswerRule,
    /// With an empty secret the client does not authenticate, and only names itself.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub public_without_secret: bool,
}

/// The userinfo request: GET with `Authorization: Bearer`, unless the token goes into the query.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UserinfoPlan {
    /// `userinfo_endpoint`; absent when the metadata has none that is text, or the app was given none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub endpoint: Option<String>,
    /// `Accept` of this request alone.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub accept: Option<String>,
    /// The access token goes into the query, under this name.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub token_parameter: Option<String>,
    /// The GET says `Content-Length: 0`.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub content_length: bool,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// A value of a parameter.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Slot {
    /// This very text.
    Fixed(String),
    /// This very text, not encoded.
    Raw(String),
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
    /// The code of the callback (the text `undefined` if there was none).
    CodeOrUndefined,
    /// The client secret.
    ClientSecret,
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
    /// The same, and after a failure once more with both in the body. The token stage holds the last answer.
    BasicEncodedThenPost,
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

    /// Another redirect URI; the token request keeps the old one.
    pub(super) fn go_back_to(&mut self, uri: String) {
        self.set("redirect_uri", Slot::Fixed(uri.clone()));
        self.redirect_uri = uri;
    }

    /// The fixed text of a parameter, if it has one.
    pub fn fixed(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find_map(|(n, slot)| match slot {
            Slot::Fixed(text) | Slot::Raw(text) if n == name => Some(text.as_str()),
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
    /// The plan with the secret sent the other way: in the `Authorization` header (RFC 6749, section 2.3.1) instead of the
    /// body, or in the body instead of the header. `None` for a client without a secret, or one that tries both
    /// by itself.
    pub fn by_other_method(&self) -> Option<Self> {
        let other = match self.token.authentication {
            ClientAuthentication::Post => ClientAuthentication::BasicEncoded,
            ClientAuthentication::Basic | ClientAuthentication::BasicEncoded => ClientAuthentication::Post,
            ClientAuthentication::BasicEncodedThenPost | ClientAuthentication::None => return None,
        };
        let mut plan = self.clone();
        plan.token.authentication = other;
        Some(plan)
    }

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

pub(super) fn set(parameters: &mut Vec<(String, Slot)>, name: &str, slot: Slot) {
    match parameters.iter_mut().find(|(n, _)| n == name) {
        Some(place) => place.1 = slot,
        None => parameters.push((name.to_owned(), slot)),
    }
}
