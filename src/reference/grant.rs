//! What a user granted to a client, and the codes and tokens that stand for it.

use std::time::{Duration, Instant};

use serde_json::{Map, Value};

/// How long a code is good for.
pub(super) const CODE_LIFETIME: Duration = Duration::from_secs(60);
/// How long an access token is good for.
pub(super) const ACCESS_TOKEN_LIFETIME: Duration = Duration::from_secs(3600);

/// One consent of one user to one request of one client.
#[derive(Clone, Debug)]
pub(super) struct Grant {
    /// Names the grant in the list of the revoked.
    pub(super) id: u64,
    pub(super) client_id: String,
    pub(super) subject: String,
    pub(super) session: String,
    pub(super) scope: Vec<String>,
    pub(super) nonce: Option<String>,
    pub(super) auth_time: i64,
    pub(super) claims: RequestedClaims,
}

impl Grant {
    /// Whether a scope was granted.
    pub(super) fn has(&self, scope: &str) -> bool {
        self.scope.iter().any(|word| word == scope)
    }
}

/// The `claims` parameter (OpenID Connect Core 1.0, section 5.5).
#[derive(Clone, Debug, Default)]
pub(super) struct RequestedClaims {
    pub(super) id_token: Map<String, Value>,
    pub(super) userinfo: Map<String, Value>,
}

/// How the verifier has to look that goes with a code (RFC 7636).
#[derive(Clone, Debug)]
pub(super) enum Challenge {
    /// The verifier itself.
    Plain(String),
    /// The SHA-256 of the verifier, base64url-encoded.
    S256(String),
}

/// An authorization code.
#[derive(Clone, Debug)]
pub(super) struct Code {
    pub(super) grant: Grant,
    pub(super) redirect_uri: String,
    pub(super) challenge: Option<Challenge>,
    pub(super) expires: Instant,
    pub(super) used: bool,
}

/// An access token.
#[derive(Clone, Debug)]
pub(super) struct AccessToken {
    pub(super) grant: Grant,
    pub(super) expires: Instant,
}

/// A refresh token.
#[derive(Clone, Debug)]
pub(super) struct RefreshToken {
    pub(super) grant: Grant,
    pub(super) used: bool,
}

/// What an issued ID Token stands for when it comes back as a hint.
#[derive(Clone, Debug)]
pub(super) struct Hint {
    pub(super) client_id: String,
    pub(super) subject: String,
    pub(super) session: String,
}
