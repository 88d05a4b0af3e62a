//! Logout Tokens that came in while sessions ended (OpenID Connect Back-Channel Logout 1.0).

pub mod algorithm;
pub mod audience;
pub mod events;
pub mod identifier;
pub mod issuer;
pub mod nonce;
pub mod request;
pub mod sent;
pub mod session;
pub mod signature;
pub mod subject;
#[cfg(test)]
mod support;
pub mod times;
pub mod typ;

use crate::check::CheckDef;

/// The checks of this family.
pub const CHECKS: &[CheckDef] = &[
    CheckDef::of::<sent::Sent>(),
    CheckDef::of::<request::Request>(),
    CheckDef::of::<typ::Typ>(),
    CheckDef::of::<algorithm::Algorithm>(),
    CheckDef::of::<signature::Signature>(),
    CheckDef::of::<issuer::Issuer>(),
    CheckDef::of::<audience::Audience>(),
    CheckDef::of::<times::Times>(),
    CheckDef::of::<identifier::Identifier>(),
    CheckDef::of::<events::Events>(),
    CheckDef::of::<nonce::Nonce>(),
    CheckDef::of::<subject::Subject>(),
    CheckDef::of::<session::Session>(),
];
