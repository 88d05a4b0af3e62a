//! Who acts: an app as the operator has it, or the specification's own client.

use std::collections::BTreeSet;

use crate::recording::{AppTarget, Need};
use crate::secret::Secret;
use crate::totp::Totp;
use crate::wire::{ClientBehaviour, Settings, Version};

/// An app (or the specification's client) with everything that decides what it sends.
#[derive(Debug, Clone)]
pub struct Actor {
    /// Id of the app profile; absent: the specification's own client.
    pub app: Option<String>,
    /// The operator's client and URLs.
    pub target: AppTarget,
    /// The client secret; absent: none was given.
    pub secret: Option<Secret>,
    /// Version of the app.
    pub version: Version,
    /// Wire behaviour, as the profile has it (changes of versions not yet laid over it).
    pub behaviour: ClientBehaviour,
    /// Effective settings.
    pub settings: Settings,
    /// What has to be observed for it.
    pub needs: BTreeSet<Need>,
    /// What to register for it before its login; absent: it uses the client that was given.
    pub register: Option<ToRegister>,
}

/// The addresses of a client to register; the rest follows from what the actor sends.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ToRegister {
    /// What people see at the provider.
    pub client_name: String,
    /// Every redirect URI.
    pub redirect_uris: Vec<String>,
    /// Where logouts may come back to.
    pub post_logout_redirect_uris: Vec<String>,
    /// Scopes beyond those of the actor's settings that it may be advised to ask for, as far as the provider lists them.
    pub more_scopes: Vec<String>,
    /// Where Logout Tokens are heard.
    pub backchannel_logout_uri: Option<String>,
}

impl Actor {
    /// The name for people: the app's id, or `the specification`.
    pub fn name(&self) -> &str {
        self.app.as_deref().unwrap_or("the specification")
    }
}

/// The test account.
#[derive(Debug, Clone)]
pub struct EndUser {
    /// What is typed into the field for the user name.
    pub user: String,
    /// What is typed into the field for the password.
    pub password: Secret,
    /// What makes the codes of the second factor, if the account has one.
    pub totp: Option<Totp>,
}
