//! JWK Set: what RFC 7517 and OpenID Connect demand of the published keys.

pub mod advertised_algorithms;
pub mod content_type;
pub mod duplicate_members;
pub mod json;
pub mod key_algorithm;
pub mod key_ids;
pub mod key_members;
pub mod key_type;
pub mod key_use;
mod keys;
pub mod private_members;
pub mod rsa_size;
pub mod signing_key;
pub mod stable;
pub mod status;
pub mod symmetric_keys;
pub mod unique_key_ids;
pub mod use_with_encryption_keys;

use crate::check::CheckDef;

/// The checks of this family.
pub const CHECKS: &[CheckDef] = &[
    CheckDef::of::<status::Status>(),
    CheckDef::of::<json::Json>(),
    CheckDef::of::<content_type::ContentType>(),
    CheckDef::of::<duplicate_members::DuplicateMembers>(),
    CheckDef::of::<key_type::KeyType>(),
    CheckDef::of::<key_members::KeyMembers>(),
    CheckDef::of::<private_members::PrivateMembers>(),
    CheckDef::of::<symmetric_keys::SymmetricKeys>(),
    CheckDef::of::<rsa_size::RsaSize>(),
    CheckDef::of::<key_use::KeyUse>(),
    CheckDef::of::<key_algorithm::KeyAlgorithm>(),
    CheckDef::of::<key_ids::KeyIds>(),
    CheckDef::of::<unique_key_ids::UniqueKeyIds>(),
    CheckDef::of::<use_with_encryption_keys::UseWithEncryptionKeys>(),
    CheckDef::of::<signing_key::SigningKey>(),
    CheckDef::of::<advertised_algorithms::AdvertisedAlgorithms>(),
    CheckDef::of::<stable::Stable>(),
];
