//! What an app's account rules need of the claims.

mod account_creation;
mod account_id;
mod account_id_alphabet;
mod account_key_claim;
mod account_ownership;
mod address_claim;
mod avatar_claim;
mod gender_claim_length;
mod group_ids;
mod group_memberships;
mod groups_claim;
mod login_restriction_group;
mod profile_claim;
mod quota_claim;
mod quota_unit;
mod scalar_claims;
mod session_identifier_lengths;
mod session_identifier_types;
mod stored_token_types;
mod support;
mod uid_claim;
mod uid_claim_stability;

use crate::check::CheckDef;

/// The checks of this family.
pub const CHECKS: &[CheckDef] = &[
    CheckDef::of::<account_creation::AccountCreation>(),
    CheckDef::of::<account_id::AccountId>(),
    CheckDef::of::<account_id_alphabet::AccountIdAlphabet>(),
    CheckDef::of::<account_key_claim::AccountKeyClaim>(),
    CheckDef::of::<account_ownership::AccountOwnership>(),
    CheckDef::of::<address_claim::AddressClaim>(),
    CheckDef::of::<avatar_claim::AvatarClaim>(),
    CheckDef::of::<gender_claim_length::GenderClaimLength>(),
    CheckDef::of::<group_ids::GroupIds>(),
    CheckDef::of::<group_memberships::GroupMemberships>(),
    CheckDef::of::<groups_claim::GroupsClaim>(),
    CheckDef::of::<login_restriction_group::LoginRestrictionGroup>(),
    CheckDef::of::<profile_claim::ProfileClaim>(),
    CheckDef::of::<quota_claim::QuotaClaim>(),
    CheckDef::of::<quota_unit::QuotaUnit>(),
    CheckDef::of::<scalar_claims::ScalarClaims>(),
    CheckDef::of::<session_identifier_lengths::SessionIdentifierLengths>(),
    CheckDef::of::<session_identifier_types::SessionIdentifierTypes>(),
    CheckDef::of::<stored_token_types::StoredTokenTypes>(),
    CheckDef::of::<uid_claim::UidClaim>(),
    CheckDef::of::<uid_claim_stability::UidClaimStability>(),
];
