//! How firebase/php-jwt walks a JWK Set and accepts a token.

mod bearer_token;
mod header_algorithm;
mod key_algorithm;
mod key_id;
mod key_ids_unique;
mod key_match;
mod key_parse;
mod key_publication;
mod key_set;
mod key_strength;
mod numeric_dates;
mod payload;
mod segments;
mod signature;
mod support;
mod validity;

use crate::check::CheckDef;

/// The checks of this family.
pub const CHECKS: &[CheckDef] = &[
    CheckDef::of::<header_algorithm::HeaderAlgorithm>(),
    CheckDef::of::<key_set::KeySet>(),
    CheckDef::of::<key_strength::KeyStrength>(),
    CheckDef::of::<key_match::KeyMatch>(),
    CheckDef::of::<key_parse::KeyParse>(),
    CheckDef::of::<segments::Segments>(),
    CheckDef::of::<payload::Payload>(),
    CheckDef::of::<numeric_dates::NumericDates>(),
    CheckDef::of::<key_id::KeyId>(),
    CheckDef::of::<key_algorithm::KeyAlgorithm>(),
    CheckDef::of::<signature::Signature>(),
    CheckDef::of::<validity::Validity>(),
    CheckDef::of::<key_ids_unique::KeyIdsUnique>(),
    CheckDef::of::<key_publication::KeyPublication>(),
    CheckDef::of::<bearer_token::BearerToken>(),
];
