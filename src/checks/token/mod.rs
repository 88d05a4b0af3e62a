//! Token endpoint.

pub mod access_token;
pub mod cache_control;
pub mod code_replay;
pub mod code_replay_revocation;
pub mod content_type;
pub mod error_form;
pub mod expires_in;
pub mod id_token;
pub mod redirect_uri;
pub mod response;
pub mod scope;
pub mod token_type;
pub mod wrong_code;

use crate::check::CheckDef;

/// The checks of this family.
pub const CHECKS: &[CheckDef] = &[
    CheckDef::of::<response::Response>(),
    CheckDef::of::<content_type::ContentType>(),
    CheckDef::of::<access_token::AccessToken>(),
    CheckDef::of::<id_token::IdToken>(),
    CheckDef::of::<token_type::TokenType>(),
    CheckDef::of::<expires_in::ExpiresIn>(),
    CheckDef::of::<scope::Scope>(),
    CheckDef::of::<cache_control::CacheControl>(),
    CheckDef::of::<wrong_code::WrongCode>(),
    CheckDef::of::<error_form::ErrorForm>(),
    CheckDef::of::<code_replay::CodeReplay>(),
    CheckDef::of::<code_replay_revocation::CodeReplayRevocation>(),
    CheckDef::of::<redirect_uri::RedirectUri>(),
];
