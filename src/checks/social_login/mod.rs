//! What Nextcloud Social Login's custom OpenID Connect demands.

mod account_name;
mod authorization_url;
mod callback_code;
mod callback_error;
mod callback_state;
mod credentials;
mod disabled_accounts;
mod display_name;
mod email;
mod email_domain;
mod group_creation;
mod group_restriction;
mod groups;
mod lifetime;
mod logout;
mod memberships;
mod payload_text;
mod picture;
mod server_answer;
mod subject;
mod subject_path;
mod support;
mod token_member;
mod token_member_type;
mod unusable_value;
mod userinfo_claims;

use crate::check::CheckDef;

/// The checks of this family.
pub const CHECKS: &[CheckDef] = &[
    CheckDef::of::<credentials::Credentials>(),
    CheckDef::of::<authorization_url::AuthorizationUrl>(),
    CheckDef::of::<callback_error::CallbackError>(),
    CheckDef::of::<callback_code::CallbackCode>(),
    CheckDef::of::<callback_state::CallbackState>(),
    CheckDef::of::<server_answer::ServerAnswer>(),
    CheckDef::of::<token_member::TokenMember>(),
    CheckDef::of::<token_member_type::TokenMemberType>(),
    CheckDef::of::<lifetime::Lifetime>(),
    CheckDef::of::<unusable_value::UnusableValue>(),
    CheckDef::of::<subject::Subject>(),
    CheckDef::of::<email_domain::EmailDomain>(),
    CheckDef::of::<group_restriction::GroupRestriction>(),
    CheckDef::of::<disabled_accounts::DisabledAccounts>(),
    CheckDef::of::<payload_text::PayloadText>(),
    CheckDef::of::<userinfo_claims::UserinfoClaims>(),
    CheckDef::of::<display_name::DisplayNameClaim>(),
    CheckDef::of::<email::Email>(),
    CheckDef::of::<groups::Groups>(),
    CheckDef::of::<group_creation::GroupCreation>(),
    CheckDef::of::<memberships::Memberships>(),
    CheckDef::of::<subject_path::SubjectPath>(),
    CheckDef::of::<account_name::AccountName>(),
    CheckDef::of::<picture::PictureClaim>(),
    CheckDef::of::<logout::Logout>(),
];
