//! Dynamic client registration: what a run sees that registers its own clients.

pub mod accepted;
pub mod algorithm;
pub mod cache_control;
pub mod client_id;
pub mod client_secret;
pub mod fragment;
pub mod metadata;
pub mod plain_http;
pub mod read;
pub mod refusal;
pub mod removal;
pub mod secret_expiry;
pub mod status;
mod support;

use crate::check::CheckDef;

/// The checks of this family.
pub const CHECKS: &[CheckDef] = &[
    CheckDef::of::<accepted::Accepted>(),
    CheckDef::of::<status::Status>(),
    CheckDef::of::<client_id::ClientId>(),
    CheckDef::of::<client_secret::ClientSecret>(),
    CheckDef::of::<secret_expiry::SecretExpiry>(),
    CheckDef::of::<metadata::Metadata>(),
    CheckDef::of::<cache_control::CacheControl>(),
    CheckDef::of::<fragment::Fragment>(),
    CheckDef::of::<plain_http::PlainHttp>(),
    CheckDef::of::<refusal::Refusal>(),
    CheckDef::of::<read::Read>(),
    CheckDef::of::<algorithm::Algorithm>(),
    CheckDef::of::<removal::Removal>(),
];
