//! What Cloudreve needs.

pub mod back;
pub mod code;
pub mod code_lifetime;
pub mod email_conflict;
pub mod extra_parameters;
pub mod extra_scopes;
mod mapped;
pub mod registration;
pub mod scopes_listed;
pub mod secret_post_listed;
pub mod server_reach;
pub mod session_id;
pub mod subject_stable;
pub mod tokens;
mod unknown;
pub mod variant;
pub mod wellknown;
#[cfg(test)]
mod whole;

use crate::check::CheckDef;

/// The checks of this family.
pub const CHECKS: &[CheckDef] = &[
    CheckDef::of::<wellknown::Wellknown>(),
    CheckDef::of::<secret_post_listed::SecretPostListed>(),
    CheckDef::of::<scopes_listed::ScopesListed>(),
    CheckDef::of::<extra_scopes::ExtraScopes>(),
    CheckDef::of::<back::Back>(),
    CheckDef::of::<code::Code>(),
    CheckDef::of::<session_id::SessionId>(),
    CheckDef::of::<extra_parameters::ExtraParameters>(),
    CheckDef::of::<tokens::Tokens>(),
    CheckDef::of::<code_lifetime::CodeLifetime>(),
    CheckDef::of::<subject_stable::SubjectStable>(),
    CheckDef::of::<registration::Registration>(),
    CheckDef::of::<email_conflict::EmailConflict>(),
    CheckDef::of::<variant::Variant>(),
    CheckDef::of::<server_reach::ServerReach>(),
];
