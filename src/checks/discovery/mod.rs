//! Discovery document: what OpenID Connect Discovery demands.

pub mod boolean_members;
pub mod byte_order_mark;
pub mod claims_supported;
pub mod code_challenge_methods;
pub mod content_type;
pub mod cors;
pub mod duplicate_members;
pub mod empty_lists;
pub mod endpoint_fragments;
pub mod endpoint_urls;
pub mod grant_types;
pub mod issuer;
pub mod issuer_spelling;
pub mod issuer_url;
pub mod json_object;
pub mod list_members;
pub mod pkce_published;
pub mod reachable;
pub mod required_members;
pub mod response_types;
pub mod scopes;
pub mod scopes_published;
pub mod signing_algorithms;
pub mod stable;
pub mod status;
pub mod subject_types;
pub mod text_members;
pub mod token_authentication_methods;
pub mod token_authentication_published;
mod urls;
pub mod userinfo_endpoint;

use crate::check::CheckDef;

/// The checks of this family.
pub const CHECKS: &[CheckDef] = &[
    CheckDef::of::<reachable::Reachable>(),
    CheckDef::of::<status::Status>(),
    CheckDef::of::<content_type::ContentType>(),
    CheckDef::of::<json_object::JsonObject>(),
    CheckDef::of::<byte_order_mark::ByteOrderMark>(),
    CheckDef::of::<duplicate_members::DuplicateMembers>(),
    CheckDef::of::<issuer::Issuer>(),
    CheckDef::of::<issuer_spelling::IssuerSpelling>(),
    CheckDef::of::<issuer_url::IssuerUrl>(),
    CheckDef::of::<required_members::RequiredMembers>(),
    CheckDef::of::<endpoint_urls::EndpointUrls>(),
    CheckDef::of::<endpoint_fragments::EndpointFragments>(),
    CheckDef::of::<response_types::ResponseTypes>(),
    CheckDef::of::<grant_types::GrantTypes>(),
    CheckDef::of::<subject_types::SubjectTypes>(),
    CheckDef::of::<signing_algorithms::SigningAlgorithms>(),
    CheckDef::of::<scopes::Scopes>(),
    CheckDef::of::<scopes_published::ScopesPublished>(),
    CheckDef::of::<userinfo_endpoint::UserinfoEndpoint>(),
    CheckDef::of::<claims_supported::ClaimsSupported>(),
    CheckDef::of::<token_authentication_methods::TokenAuthenticationMethods>(),
    CheckDef::of::<token_authentication_published::TokenAuthenticationPublished>(),
    CheckDef::of::<code_challenge_methods::CodeChallengeMethods>(),
    CheckDef::of::<pkce_published::PkcePublished>(),
    CheckDef::of::<boolean_members::BooleanMembers>(),
    CheckDef::of::<list_members::ListMembers>(),
    CheckDef::of::<text_members::TextMembers>(),
    CheckDef::of::<empty_lists::EmptyLists>(),
    CheckDef::of::<stable::Stable>(),
    CheckDef::of::<cors::Cors>(),
];
