//! What Nextcloud user_oidc's own code does.

mod authorization_endpoint;
mod authorization_path;
mod basic_credentials;
mod challenge_methods;
mod client_authentication;
mod discovery_again;
mod discovery_answer;
mod discovery_object;
mod end_session_url;
mod enrichment_token;
mod https;
mod logout_answer;
mod logout_return;
mod logout_token;
mod pkce_advertised;
mod refresh;
mod server_logout;
mod session_id;
mod setup_members;
mod support;
mod token_answer_type;
mod token_endpoint;
mod token_errors;
mod token_exchange;
mod token_redirects;
mod token_refusal;
mod token_refusal_described;
mod userinfo_answer;

use crate::check::CheckDef;

/// The checks of this family.
pub const CHECKS: &[CheckDef] = &[
    CheckDef::of::<https::OwnHttps>(),
    CheckDef::of::<discovery_answer::DiscoveryAnswer>(),
    CheckDef::of::<discovery_object::DiscoveryObject>(),
    CheckDef::of::<discovery_again::DiscoveryAgain>(),
    CheckDef::of::<setup_members::SetupMembers>(),
    CheckDef::of::<challenge_methods::ChallengeMethods>(),
    CheckDef::of::<pkce_advertised::PkceAdvertised>(),
    CheckDef::of::<authorization_endpoint::AuthorizationEndpoint>(),
    CheckDef::of::<authorization_path::AuthorizationPath>(),
    CheckDef::of::<token_endpoint::TokenEndpoint>(),
    CheckDef::of::<token_redirects::TokenRedirects>(),
    CheckDef::of::<token_refusal_described::TokenRefusalDescribed>(),
    CheckDef::of::<token_refusal::TokenRefusal>(),
    CheckDef::of::<token_answer_type::TokenAnswerType>(),
    CheckDef::of::<token_errors::TokenErrors>(),
    CheckDef::of::<client_authentication::ClientAuthenticationMethod>(),
    CheckDef::of::<basic_credentials::BasicCredentials>(),
    CheckDef::of::<enrichment_token::EnrichmentToken>(),
    CheckDef::of::<userinfo_answer::UserinfoAnswer>(),
    CheckDef::of::<refresh::Refresh>(),
    CheckDef::of::<token_exchange::TokenExchange>(),
    CheckDef::of::<end_session_url::EndSessionUrl>(),
    CheckDef::of::<logout_answer::LogoutAnswer>(),
    CheckDef::of::<logout_return::LogoutReturn>(),
    CheckDef::of::<server_logout::ServerLogout>(),
    CheckDef::of::<session_id::SessionId>(),
    CheckDef::of::<logout_token::LogoutToken>(),
];
