//! What Nextcloud's oidc_login makes of the claims.

mod admin_flag;
mod allowed_values;
mod attribute_names;
mod display_name_length;
mod group_name_length;
mod groups_null;
mod groups_taken;
mod identifier;
mod ldap_identifier;
mod list_attribute;
mod memberships;
mod picture;
mod profile_attribute;
mod quota;
mod quota_unit;
mod support;
mod text_attribute;
mod user_id;

use crate::check::CheckDef;

/// The checks of this family.
pub const CHECKS: &[CheckDef] = &[
    CheckDef::of::<attribute_names::AttributeNames>(),
    CheckDef::of::<text_attribute::TextAttribute>(),
    CheckDef::of::<ldap_identifier::LdapIdentifier>(),
    CheckDef::of::<identifier::Identifier>(),
    CheckDef::of::<list_attribute::ListAttribute>(),
    CheckDef::of::<allowed_values::AllowedValues>(),
    CheckDef::of::<user_id::UserId>(),
    CheckDef::of::<display_name_length::DisplayNameLength>(),
    CheckDef::of::<quota::Quota>(),
    CheckDef::of::<groups_null::GroupsNull>(),
    CheckDef::of::<group_name_length::GroupNameLength>(),
    CheckDef::of::<profile_attribute::ProfileAttribute>(),
    CheckDef::of::<quota_unit::QuotaMeaning>(),
    CheckDef::of::<groups_taken::GroupsTaken>(),
    CheckDef::of::<memberships::KeptMemberships>(),
    CheckDef::of::<admin_flag::AdminFlag>(),
    CheckDef::of::<picture::AvatarPicture>(),
];
