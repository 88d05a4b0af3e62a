//! The applications that are registered at the provider.

use aws_lc_rs::error::Unspecified;
use serde_json::{Map, Value};

use super::{alg::Alg, config::Config, encoding::random_name};
use crate::oidc::names;

/// Where the apps of this project stand unless told otherwise.
const CLOUD: &str = "https://cloud.example.com";
const CHAT: &str = "https://chat.example.com";

/// Paths below [`CLOUD`], each of which Nextcloud may also reach through its front controller.
const NEXTCLOUD_CALLBACKS: [&str; 4] =
    ["/apps/user_oidc/code", "/apps/oidc_login/oidc", "/apps/sociallogin/custom_oidc/idp", "/apps/sociallogin/custom_oauth2/idp"];

/// A registered client.
#[derive(Clone, Debug)]
pub(super) struct Client {
    pub(super) id: String,
    /// Absent for public clients and for those that sign assertions.
    pub(super) secret: Option<String>,
    pub(super) name: String,
    pub(super) redirect_uris: Vec<String>,
    pub(super) post_logout_redirect_uris: Vec<String>,
    /// Ways of authenticating, by their registered names.
    pub(super) auth_methods: Vec<&'static str>,
    pub(super) id_token_alg: Alg,
    /// Userinfo is signed if this is set.
    pub(super) userinfo_alg: Option<Alg>,
    /// The client's own keys, for `private_key_jwt`.
    pub(super) jwks: Value,
    pub(super) backchannel_logout_uri: Option<String>,
    /// Whether the user has to agree before the client learns anything.
    pub(super) needs_consent: bool,
    /// What reads and removes a client that registered itself.
    pub(super) registration_access_token: Option<String>,
    /// What such a client was answered.
    pub(super) registered: Map<String, Value>,
}

impl Client {
    /// The client every provider knows from the start.
    pub(super) fn demo(config: &Config) -> Self {
        let nextcloud =
            NEXTCLOUD_CALLBACKS.iter().flat_map(|path| [format!("{CLOUD}{path}"), format!("{CLOUD}/index.php{path}")]);
        let others = [
            format!("{CLOUD}/callback/openid/2"),
            format!("{CLOUD}/callback/openid/0"),
            format!("{CHAT}/_oauth/idp"),
            format!("{CHAT}/_oauth/idp?close"),
        ];
        let mut auth_methods = vec![names::CLIENT_SECRET_BASIC, names::CLIENT_SECRET_POST];
        if config.client_secret.is_empty() {
            auth_methods.push(names::NO_CLIENT_AUTHENTICATION);
        }
        let after_logout = [format!("{CLOUD}/"), format!("{CHAT}/home"), format!("{CHAT}/")];
        Self {
            id: config.client_id.clone(),
            secret: Some(config.client_secret.clone()).filter(|secret| !secret.is_empty()),
            name: "Demo client".to_owned(),
            redirect_uris: nextcloud.chain(others).chain(config.redirect_uris.iter().cloned()).collect(),
            post_logout_redirect_uris: after_logout.into_iter().chain(config.post_logout_redirect_uris.iter().cloned()).collect(),
            auth_methods,
            id_token_alg: config.id_token_alg,
            userinfo_alg: config.userinfo_alg,
            jwks: Value::Null,
            backchannel_logout_uri: config.backchannel_logout_uri.clone(),
            needs_consent: false,
            registration_access_token: None,
            registered: Map::new(),
        }
    }

    /// A client without anything, to be filled in by registration.
    pub(super) fn blank() -> Result<Self, Unspecified> {
        Ok(Self {
            id: random_name().ok_or(Unspecified)?,
            secret: None,
            name: "Unnamed application".to_owned(),
            redirect_uris: Vec::new(),
            post_logout_redirect_uris: Vec::new(),
            auth_methods: vec![names::CLIENT_SECRET_BASIC],
            id_token_alg: Alg::Rs256,
            userinfo_alg: None,
            jwks: Value::Null,
            backchannel_logout_uri: None,
            needs_consent: true,
            registration_access_token: None,
            registered: Map::new(),
        })
    }

    /// A client that nobody registered, for the faults that let it through.
    pub(super) fn made_up(id: &str, redirect_uri: Option<&str>) -> Self {
        Self {
            id: id.to_owned(),
            secret: None,
            name: id.to_owned(),
            redirect_uris: redirect_uri.map(str::to_owned).into_iter().collect(),
            post_logout_redirect_uris: Vec::new(),
            auth_methods: vec![names::NO_CLIENT_AUTHENTICATION],
            id_token_alg: Alg::Rs256,
            userinfo_alg: None,
            jwks: Value::Null,
            backchannel_logout_uri: None,
            needs_consent: false,
            registration_access_token: None,
            registered: Map::new(),
        }
    }

    /// Whether the client may authenticate in this way.
    pub(super) fn allows(&self, method: &str) -> bool {
        self.auth_methods.contains(&method)
    }

    /// Whether the client has nothing to authenticate with.
    pub(super) fn is_public(&self) -> bool {
        self.allows(names::NO_CLIENT_AUTHENTICATION)
    }
}
