//! PKCE (RFC 7636).

mod announced;
pub mod challenge_as_verifier;
pub mod downgrade;
pub mod enforced_and_announced;
pub mod missing_verifier;
pub mod optional;
pub mod plain;
pub mod s256;
pub mod short_verifier;
pub mod wrong_verifier;

use crate::check::CheckDef;

/// The checks of this family.
pub const CHECKS: &[CheckDef] = &[
    CheckDef::of::<s256::S256>(),
    CheckDef::of::<wrong_verifier::WrongVerifier>(),
    CheckDef::of::<challenge_as_verifier::ChallengeAsVerifier>(),
    CheckDef::of::<missing_verifier::MissingVerifier>(),
    CheckDef::of::<short_verifier::ShortVerifier>(),
    CheckDef::of::<downgrade::Downgrade>(),
    CheckDef::of::<plain::Plain>(),
    CheckDef::of::<optional::Optional>(),
    CheckDef::of::<enforced_and_announced::EnforcedAndAnnounced>(),
];
