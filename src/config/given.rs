//! Values as the operator gave them, on the command line or in the plan file, before anything is checked.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::error::ConfigError;
use super::keyed::Keyed;
use crate::login_steps::LoginStep;
use crate::secret::Secret;

/// One source of values. Absent and empty mean: not given here.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Given {
    /// Issuer or discovery URL.
    pub issuer: Option<String>,
    /// Suite files of the operator's own.
    pub suites: Vec<PathBuf>,
    /// A known product in the place of an issuer.
    pub provider: Option<String>,
    /// Where that product is.
    pub host: Option<String>,
    /// What else its address asks for: `realm`, `tenant` …
    pub params: BTreeMap<String, String>,
    /// `ID[@VERSION]`
    pub apps: Vec<String>,
    /// Running apps to ask for their authorization request.
    pub from_apps: Vec<Keyed>,
    /// Where apps live.
    pub app_urls: Vec<Keyed>,
    /// Redirect URIs.
    pub redirect_uris: Vec<Keyed>,
    /// Settings: app id, setting, value.
    pub settings: Vec<(String, String, String)>,
    /// The client of every app.
    pub client: ClientGiven,
    /// Clients of single apps.
    pub app_clients: BTreeMap<String, ClientGiven>,
    /// What the registration endpoint asks for.
    pub initial_access_token: Option<SecretSource>,
    /// Where to listen for Logout Tokens: `ADDRESS:PORT`.
    pub backchannel_listen: Option<String>,
    /// How the provider reaches that.
    pub backchannel_url: Option<String>,
    /// Name of the test account.
    pub user: Option<String>,
    /// Its password.
    pub password: Option<SecretSource>,
    /// What makes the codes of the second factor.
    pub totp_secret: Option<SecretSource>,
    /// `form`, `auto` …
    pub login: Option<String>,
    /// Steps for pages that no form tells.
    pub login_steps: Vec<LoginStep>,
    /// What such steps ask for, by name.
    pub login_secrets: BTreeMap<String, SecretSource>,
    /// Hosts of login pages that the discovery document does not name.
    pub login_hosts: Vec<String>,
    /// Seconds that a person or a browser has for one login.
    pub login_timeout: Option<u64>,
    /// Passkeys of the account.
    pub passkey_file: Option<PathBuf>,
    /// Where pictures of pages go.
    pub screenshot_dir: Option<PathBuf>,
    /// Scope.
    pub scope: Option<String>,
    /// PEM file.
    pub ca_file: Option<PathBuf>,
    /// `HOST:PORT:ADDR`
    pub resolve: Vec<String>,
    /// Seconds.
    pub timeout: Option<u64>,
    /// TLS errors are ignored.
    pub insecure: Option<bool>,
    /// `incompatible` …
    pub fail_on: Option<String>,
    /// Accepted failures.
    pub waivers: Vec<WaiverGiven>,
}

/// A registered client.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ClientGiven {
    /// Client id.
    pub id: Option<String>,
    /// Client secret.
    pub secret: Option<SecretSource>,
    /// Register one for the run.
    pub register: Option<bool>,
}

/// Where a secret comes from.
#[derive(Debug, Clone, PartialEq)]
pub enum SecretSource {
    /// Given in place.
    Value(Secret),
    /// In an environment variable.
    Env(String),
    /// In a file; one line end at its end does not count.
    File(PathBuf),
}

/// An accepted failure.
#[derive(Debug, Clone, PartialEq)]
pub struct WaiverGiven {
    /// `suite/requirement`
    pub requirement: String,
    /// Why.
    pub reason: String,
    /// Last day, itself included; absent: for ever.
    pub until: Option<jiff::civil::Date>,
}

/// The two sources; the command line wins.
#[derive(Debug, Clone, Copy)]
pub struct Layers<'g> {
    /// The command line.
    pub flags: &'g Given,
    /// The plan file; all empty when there is none.
    pub plan: &'g Given,
}

impl<'g> Layers<'g> {
    /// The first source that has it.
    pub fn first<T>(&self, get: impl Fn(&'g Given) -> Option<T>) -> Option<T> {
        get(self.flags).or_else(|| get(self.plan))
    }

    /// The first list that is not empty.
    pub fn list<T>(&self, get: impl Fn(&'g Given) -> &'g Vec<T>) -> &'g [T] {
        if get(self.flags).is_empty() { get(self.plan) } else { get(self.flags) }
    }

    /// A value for one app: named for it, or for all.
    pub fn keyed(&self, app: &str, get: impl Fn(&'g Given) -> &'g Vec<Keyed>) -> Option<&'g str> {
        self.first(|given| {
            let find = |key: Option<&str>| get(given).iter().rev().find(|k| k.app.as_deref() == key);
            find(Some(app)).or_else(|| find(None)).map(|k| k.value.as_str())
        })
    }

    /// Whether a client is registered for this app. What is said of one app counts more than what is said of all, and an app
    /// that has a client of its own in the plan file keeps it.
    pub fn registers(&self, app: &str) -> bool {
        let own = |given: &'g Given| given.app_clients.get(app);
        let said = [self.flags, self.plan].into_iter().find_map(|given| own(given)?.register);
        let has_own = own(self.flags).or_else(|| own(self.plan)).is_some_and(|client| client.id.is_some());
        said.unwrap_or_else(|| !has_own && self.first(|given| given.client.register).unwrap_or(false))
    }

    /// A member of the client of one app: named for it, or for all.
    pub fn client<T>(&self, app: &str, get: impl Fn(&'g ClientGiven) -> Option<T>) -> Option<T> {
        self.first(|given| given.app_clients.get(app).and_then(&get).or_else(|| get(&given.client)))
    }
}

impl SecretSource {
    /// The secret itself.
    ///
    /// # Errors
    /// When the variable is not set or the file cannot be read.
    pub fn read(&self, what: &'static str) -> Result<Secret, ConfigError> {
        match self {
            Self::Value(secret) => Ok(secret.clone()),
            Self::Env(name) => {
                std::env::var(name).map(Secret::new).map_err(|why| ConfigError::SecretEnv { what, name: name.clone(), why })
            }
            Self::File(path) => {
                read_secret(path).map(Secret::new).map_err(|why| ConfigError::SecretFile { what, path: path.clone(), why })
            }
        }
    }
}

fn read_secret(path: &Path) -> std::io::Result<String> {
    let mut text = std::fs::read_to_string(path)?;
    if text.ends_with('\n') {
        text.pop();
        if text.ends_with('\r') {
            text.pop();
        }
    }
    Ok(text)
}
