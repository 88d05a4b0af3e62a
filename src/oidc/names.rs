//! Names fixed by the specifications: metadata members, claims, parameters, methods.
//!
//! The only part of this crate that the tester and the embedded provider share, so that one bug cannot hide on both sides.

/// Path of the discovery document below the issuer (OpenID Connect Discovery 1.0, section 4).
pub const DISCOVERY_PATH: &str = "/.well-known/openid-configuration";

/// Client authentication: secret in the `Authorization: Basic` header (OpenID Connect Core 1.0, section 9).
pub const CLIENT_SECRET_BASIC: &str = "client_secret_basic";
/// Client authentication: secret in the form body (OpenID Connect Core 1.0, section 9).
pub const CLIENT_SECRET_POST: &str = "client_secret_post";
/// Client authentication: an assertion signed with the client's private key (OpenID Connect Core 1.0, section 9).
pub const PRIVATE_KEY_JWT: &str = "private_key_jwt";
/// No client authentication: a public client (OpenID Connect Core 1.0, section 9).
pub const NO_CLIENT_AUTHENTICATION: &str = "none";

/// Member of a Logout Token's `events` (OpenID Connect Back-Channel Logout 1.0, section 2.4).
pub const BACKCHANNEL_LOGOUT_EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";
