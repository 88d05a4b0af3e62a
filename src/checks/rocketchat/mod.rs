//! What Rocket.Chat's custom OAuth needs, in its classic and in its newer flow.

mod adopted_accounts;
mod base_url;
mod callback_code;
mod callback_error;
mod callback_state;
mod client_authentication;
mod client_id;
mod email;
mod email_domain;
mod email_form;
mod email_verified;
mod identity_answer;
mod identity_object;
mod later_changes;
mod mapped_field;
mod name;
mod new_account;
mod profile_members;
mod provider_registered;
mod role_list;
mod roles_to_sync;
mod support;
mod template_gaps;
mod token_answer;
mod token_in_address;
mod token_in_query;
mod token_object;
mod user_id;
mod user_id_own;
mod user_id_source;
mod user_id_stable;
mod username;
mod username_form;

use crate::check::CheckDef;

/// The checks of this family.
pub const CHECKS: &[CheckDef] = &[
    CheckDef::of::<adopted_accounts::AdoptedAccounts>(),
    CheckDef::of::<base_url::BaseUrl>(),
    CheckDef::of::<callback_code::CallbackCode>(),
    CheckDef::of::<callback_error::CallbackError>(),
    CheckDef::of::<callback_state::CallbackState>(),
    CheckDef::of::<client_authentication::ClientAuthenticated>(),
    CheckDef::of::<client_id::ClientId>(),
    CheckDef::of::<email::Email>(),
    CheckDef::of::<email_domain::EmailDomain>(),
    CheckDef::of::<email_form::EmailForm>(),
    CheckDef::of::<email_verified::EmailVerified>(),
    CheckDef::of::<identity_answer::IdentityAnswer>(),
    CheckDef::of::<identity_object::IdentityObject>(),
    CheckDef::of::<later_changes::LaterChanges>(),
    CheckDef::of::<mapped_field::MappedField>(),
    CheckDef::of::<name::Name>(),
    CheckDef::of::<new_account::NewAccount>(),
    CheckDef::of::<profile_members::ProfileMembers>(),
    CheckDef::of::<provider_registered::ProviderRegistered>(),
    CheckDef::of::<role_list::RoleList>(),
    CheckDef::of::<roles_to_sync::RolesToSync>(),
    CheckDef::of::<template_gaps::TemplateGaps>(),
    CheckDef::of::<token_answer::TokenAnswered>(),
    CheckDef::of::<token_in_address::TokenInAddress>(),
    CheckDef::of::<token_in_query::TokenInQuery>(),
    CheckDef::of::<token_object::TokenObject>(),
    CheckDef::of::<user_id::UserId>(),
    CheckDef::of::<user_id_own::UserIdOwn>(),
    CheckDef::of::<user_id_source::UserIdSource>(),
    CheckDef::of::<user_id_stable::UserIdStable>(),
    CheckDef::of::<username::Username>(),
    CheckDef::of::<username_form::UsernameForm>(),
];
