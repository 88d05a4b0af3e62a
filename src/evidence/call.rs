//! The calls of an app's server, by kind.

use schemars::JsonSchema;
use serde::Deserialize;

/// A kind of call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Call {
    /// The discovery document.
    Discovery,
    /// The token request.
    Token,
    /// The JWK Set.
    JwkSet,
    /// The userinfo request.
    Userinfo,
}

impl Call {
    /// The metadata member with its URL; discovery has none.
    pub fn member(self) -> Option<&'static str> {
        match self {
            Self::Discovery => None,
            Self::Token => Some("token_endpoint"),
            Self::JwkSet => Some("jwks_uri"),
            Self::Userinfo => Some("userinfo_endpoint"),
        }
    }
}
