//! Userinfo endpoint.

pub mod challenge;
pub mod claims_for_scope;
pub mod empty_claims;
mod endpoint;
pub mod json;
pub mod post;
pub mod response;
pub mod standard_claims;
pub mod subject;
pub mod without_token;
pub mod wrong_token;
pub mod wrong_token_error;

use crate::check::CheckDef;

/// The checks of this family.
pub const CHECKS: &[CheckDef] = &[
    CheckDef::of::<response::Response>(),
    CheckDef::of::<json::Json>(),
    CheckDef::of::<subject::Subject>(),
    CheckDef::of::<standard_claims::StandardClaims>(),
    CheckDef::of::<empty_claims::EmptyClaims>(),
    CheckDef::of::<claims_for_scope::ClaimsForScope>(),
    CheckDef::of::<without_token::WithoutToken>(),
    CheckDef::of::<challenge::Challenge>(),
    CheckDef::of::<wrong_token::WrongToken>(),
    CheckDef::of::<wrong_token_error::WrongTokenError>(),
    CheckDef::of::<post::Post>(),
];
