//! How jumbojett/openid-connect-php goes through a login: what it cannot do without, and with which words it refuses.

mod access_token_hash;
mod access_token_type;
mod algorithm;
mod audience_type;
mod callback;
mod callback_error;
mod client_authentication;
mod header_key;
mod id_token_member;
mod id_token_text;
mod id_token_type;
mod issuer;
mod key_match;
mod key_members;
mod key_set;
mod metadata_member;
mod metadata_type;
mod signature;
mod signature_part;
mod support;
mod times;
mod token_answer;
mod token_error;
mod token_error_type;
mod token_header;
mod token_types;
mod transfer;
mod userinfo_object;
mod userinfo_query;
mod userinfo_status;

use crate::check::CheckDef;

/// The checks of this family.
pub const CHECKS: &[CheckDef] = &[
    CheckDef::of::<metadata_member::MetadataMember>(),
    CheckDef::of::<metadata_type::MetadataType>(),
    CheckDef::of::<transfer::Transfer>(),
    CheckDef::of::<callback::CallbackAnswer>(),
    CheckDef::of::<callback_error::CallbackErrorWords>(),
    CheckDef::of::<token_error::TokenErrorWords>(),
    CheckDef::of::<token_error_type::TokenErrorType>(),
    CheckDef::of::<client_authentication::ClientAuthenticationMethod>(),
    CheckDef::of::<token_answer::TokenAnswer>(),
    CheckDef::of::<id_token_member::IdTokenMember>(),
    CheckDef::of::<id_token_type::IdTokenType>(),
    CheckDef::of::<id_token_text::IdTokenText>(),
    CheckDef::of::<signature_part::SignaturePart>(),
    CheckDef::of::<token_header::TokenHeader>(),
    CheckDef::of::<algorithm::Algorithm>(),
    CheckDef::of::<header_key::HeaderKey>(),
    CheckDef::of::<key_set::JwkSetJson>(),
    CheckDef::of::<key_match::KeyMatch>(),
    CheckDef::of::<key_members::KeyMembers>(),
    CheckDef::of::<token_types::TokenTypes>(),
    CheckDef::of::<signature::JwkSignature>(),
    CheckDef::of::<issuer::TokenIssuer>(),
    CheckDef::of::<audience_type::AudienceType>(),
    CheckDef::of::<times::TokenTimes>(),
    CheckDef::of::<access_token_hash::TokenHash>(),
    CheckDef::of::<access_token_type::AccessTokenType>(),
    CheckDef::of::<userinfo_query::UserinfoQuery>(),
    CheckDef::of::<userinfo_status::UserinfoStatus>(),
    CheckDef::of::<userinfo_object::UserinfoObject>(),
];
