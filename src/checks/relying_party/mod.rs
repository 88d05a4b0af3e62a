//! What any app needs of a flow: it comes back, tokens come, claims are usable.

mod answer_object;
mod answer_status;
mod audience;
mod authorized_party;
mod browser_return;
mod callback_error;
mod callback_query;
mod callback_state;
mod claim_value;
mod endpoint;
mod expiry;
mod issuer;
mod metadata_endpoints;
mod nonce;
mod redirect_uri_forms;
mod refusal_reason;
mod usable;

use crate::check::CheckDef;

/// The checks of this family.
pub const CHECKS: &[CheckDef] = &[
    CheckDef::of::<answer_object::AnswerObject>(),
    CheckDef::of::<answer_status::AnswerStatus>(),
    CheckDef::of::<audience::AcceptedAudience>(),
    CheckDef::of::<authorized_party::AcceptedAuthorizedParty>(),
    CheckDef::of::<browser_return::BrowserReturn>(),
    CheckDef::of::<callback_error::CallbackError>(),
    CheckDef::of::<callback_query::CallbackQuery>(),
    CheckDef::of::<callback_state::CallbackState>(),
    CheckDef::of::<claim_value::ClaimValue>(),
    CheckDef::of::<expiry::AcceptedExpiry>(),
    CheckDef::of::<issuer::AcceptedIssuer>(),
    CheckDef::of::<metadata_endpoints::MetadataEndpoints>(),
    CheckDef::of::<nonce::AcceptedNonce>(),
    CheckDef::of::<redirect_uri_forms::RedirectUriForms>(),
    CheckDef::of::<refusal_reason::RefusalReason>(),
];
