//! Authorization endpoint and the way back.

pub mod back;
pub mod code;
pub mod endpoint_bare;
pub mod error_return;
pub mod error_state;
pub mod issuer;
pub mod plus_encoded_query;
pub mod prompt_none;
pub mod redirect_status;
pub mod repeated_parameters;
pub mod response_mode;
pub mod silent_login;
pub mod state;
pub mod unknown_response_type;
pub mod unregistered_redirect_uri;
pub mod without_nonce;
pub mod without_state;

use crate::check::CheckDef;

/// The checks of this family.
pub const CHECKS: &[CheckDef] = &[
    CheckDef::of::<back::Back>(),
    CheckDef::of::<code::Code>(),
    CheckDef::of::<response_mode::ResponseMode>(),
    CheckDef::of::<redirect_status::RedirectStatus>(),
    CheckDef::of::<state::State>(),
    CheckDef::of::<repeated_parameters::RepeatedParameters>(),
    CheckDef::of::<issuer::Issuer>(),
    CheckDef::of::<unregistered_redirect_uri::UnregisteredRedirectUri>(),
    CheckDef::of::<prompt_none::PromptNone>(),
    CheckDef::of::<silent_login::SilentLogin>(),
    CheckDef::of::<unknown_response_type::UnknownResponseType>(),
    CheckDef::of::<error_return::ErrorReturn>(),
    CheckDef::of::<error_state::ErrorState>(),
    CheckDef::of::<without_nonce::WithoutNonce>(),
    CheckDef::of::<plus_encoded_query::PlusEncodedQuery>(),
    CheckDef::of::<without_state::WithoutState>(),
    CheckDef::of::<endpoint_bare::EndpointBare>(),
];
