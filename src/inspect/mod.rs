//! Asking a running app for the authorization request that it would send.
//!
//! ```text
//! address -> product (detect) -> its logins (nextcloud, cloudreve, rocketchat) -> one AuthorizationRequest each
//! ```
//!
//! Only GETs, and Cloudreve's one documented call; only to the host that the operator named; no login is finished, nothing is
//! changed, no secret is sent. What the answers mean is for `asked`.

mod caller;
mod cloudreve;
mod detect;
mod error;
mod issuer;
mod nextcloud;
mod oidc_login;
mod page;
mod rocketchat;
mod social_login;
mod user_oidc;

pub use detect::{app_address, inspect};
pub use error::InspectError;
pub use issuer::{FoundProvider, candidates, discover, find_provider};
