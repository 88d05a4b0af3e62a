//! Refresh tokens.

pub mod access_token;
pub mod authentication_time;
pub mod response;
pub mod scope;
pub mod subject;
mod support;
pub mod without_authentication;

use crate::check::CheckDef;

/// The checks of this family.
pub const CHECKS: &[CheckDef] = &[
    CheckDef::of::<response::Response>(),
    CheckDef::of::<access_token::AccessToken>(),
    CheckDef::of::<subject::Subject>(),
    CheckDef::of::<authentication_time::AuthenticationTime>(),
    CheckDef::of::<scope::Scope>(),
    CheckDef::of::<without_authentication::WithoutAuthentication>(),
];
