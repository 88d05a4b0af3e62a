//! All checks, by family: one file each.

pub mod accounts;
pub mod authorization;
pub mod client_authentication;
pub mod cloudreve;
pub mod discovery;
pub mod end_session;
pub mod id_token;
pub mod jumbojett;
pub mod jwk_set;
pub mod logout_token;
pub mod network;
pub mod nextcloud;
pub mod oidc_login;
pub mod php_jwt;
pub mod pkce;
pub mod refresh;
pub mod registration;
pub mod relying_party;
pub mod rocketchat;
pub mod social_login;
pub mod strict_client;
pub mod token;
pub mod userinfo;

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::check::CheckDef;

/// The families, each with its checks.
const FAMILIES: &[(&str, &[CheckDef])] = &[
    ("discovery", discovery::CHECKS),
    ("jwk-set", jwk_set::CHECKS),
    ("authorization", authorization::CHECKS),
    ("token", token::CHECKS),
    ("client-authentication", client_authentication::CHECKS),
    ("pkce", pkce::CHECKS),
    ("refresh", refresh::CHECKS),
    ("id-token", id_token::CHECKS),
    ("userinfo", userinfo::CHECKS),
    ("end-session", end_session::CHECKS),
    ("logout-token", logout_token::CHECKS),
    ("registration", registration::CHECKS),
    ("strict-client", strict_client::CHECKS),
    ("network", network::CHECKS),
    ("relying-party", relying_party::CHECKS),
    ("nextcloud", nextcloud::CHECKS),
    ("php-jwt", php_jwt::CHECKS),
    ("jumbojett", jumbojett::CHECKS),
    ("oidc-login", oidc_login::CHECKS),
    ("accounts", accounts::CHECKS),
    ("social-login", social_login::CHECKS),
    ("cloudreve", cloudreve::CHECKS),
    ("rocketchat", rocketchat::CHECKS),
];

/// Every family with its checks.
pub fn families() -> &'static [(&'static str, &'static [CheckDef])] {
    FAMILIES
}

/// Every check there is, family by family.
pub fn all() -> Vec<CheckDef> {
    FAMILIES.iter().flat_map(|(_, checks)| checks.iter().copied()).collect()
}

/// A check by its id.
pub fn by_id(id: &str) -> Option<CheckDef> {
    // Every judging binds every requirement anew.
    static INDEX: LazyLock<HashMap<&str, CheckDef>> = LazyLock::new(|| all().into_iter().map(|c| (c.meta.id, c)).collect());
    INDEX.get(id).copied()
}
