//! ID Token: claims and signature.

pub mod access_token_hash;
pub mod algorithm;
pub mod audience;
pub mod authentication_context;
pub mod authentication_time;
pub mod authorized_party;
pub mod clock;
pub mod expiry;
pub mod form;
pub mod integer_times;
pub mod issued_at;
pub mod issuer;
pub mod key_id;
pub mod lifetime;
pub mod nonce;
pub mod not_before;
pub mod signature;
pub mod standard_claims;
pub mod subject;
pub mod subject_stable;

use crate::check::CheckDef;

/// The checks of this family.
pub const CHECKS: &[CheckDef] = &[
    CheckDef::of::<form::Form>(),
    CheckDef::of::<issuer::Issuer>(),
    CheckDef::of::<audience::Audience>(),
    CheckDef::of::<authorized_party::AuthorizedParty>(),
    CheckDef::of::<expiry::Expiry>(),
    CheckDef::of::<issued_at::IssuedAt>(),
    CheckDef::of::<clock::Clock>(),
    CheckDef::of::<not_before::NotBefore>(),
    CheckDef::of::<nonce::Nonce>(),
    CheckDef::of::<subject::Subject>(),
    CheckDef::of::<subject_stable::SubjectStable>(),
    CheckDef::of::<access_token_hash::AccessTokenHash>(),
    CheckDef::of::<algorithm::Algorithm>(),
    CheckDef::of::<key_id::KeyId>(),
    CheckDef::of::<signature::Signature>(),
    CheckDef::of::<lifetime::Lifetime>(),
    CheckDef::of::<integer_times::IntegerTimes>(),
    CheckDef::of::<authentication_time::AuthenticationTime>(),
    CheckDef::of::<authentication_context::AuthenticationContext>(),
    CheckDef::of::<standard_claims::StandardClaims>(),
];
