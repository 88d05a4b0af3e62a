//! Asking a running app for the authorization request that it would send, and comparing that with what its profile predicts.
//!
//! ```text
//! address -> product (detect) -> its logins (nextcloud, cloudreve, rocketchat) -> one AuthorizationRequest each
//!                                                        FlowPlan of the profile ─┴─> compare -> Comparison
//! ```
//!
//! Only GETs, and Cloudreve's one documented call; only to the host that the operator named; no login is finished, nothing is
//! changed, no secret is sent. `request`, `found`, `compare`, `operator`, `claims` and `page` are pure.

mod caller;
mod claims;
mod cloudreve;
mod compare;
mod detect;
mod error;
mod found;
mod issuer;
mod nextcloud;
mod oidc_login;
mod operator;
mod page;
mod request;
mod rocketchat;
mod social_login;
mod user_oidc;

pub use compare::{Comparison, Difference, Expected, Inferred, Knob, Weight, compare};
pub use detect::{app_address, inspect};
pub use error::InspectError;
pub use found::{FoundClient, Inspection, Product, Refusal};
pub use issuer::{FoundProvider, candidates, discover, find_provider};
pub use operator::{Said, beside};
pub use request::{Alphabet, AuthorizationRequest, Found, Look, Parameter};
