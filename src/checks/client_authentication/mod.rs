//! Client authentication at the token endpoint.

mod listed;
pub mod no_authentication;
pub mod secret_basic;
pub mod secret_basic_encoding;
pub mod secret_post;
pub mod unknown_client;
pub mod unlisted_method;
pub mod wrong_secret;
pub mod wrong_secret_challenge;
pub mod wrong_secret_error;

use crate::check::CheckDef;

/// The checks of this family.
pub const CHECKS: &[CheckDef] = &[
    CheckDef::of::<secret_post::SecretPost>(),
    CheckDef::of::<secret_basic::SecretBasic>(),
    CheckDef::of::<secret_basic_encoding::SecretBasicEncoding>(),
    CheckDef::of::<unlisted_method::UnlistedMethod>(),
    CheckDef::of::<wrong_secret::WrongSecret>(),
    CheckDef::of::<wrong_secret_error::WrongSecretError>(),
    CheckDef::of::<wrong_secret_challenge::WrongSecretChallenge>(),
    CheckDef::of::<no_authentication::NoAuthentication>(),
    CheckDef::of::<unknown_client::UnknownClient>(),
];
