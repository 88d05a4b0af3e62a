//! Who logs in, which way, where, and in what time.

use std::collections::BTreeMap;
use std::time::Duration;

use super::error::ConfigError;
use super::given::Layers;
use super::target::{BrowserOptions, LoginWay, User};
use crate::login_steps::{LoginStep, Part};
use crate::secret::Secret;
use crate::totp::Totp;

/// Secrets that the steps of the plan file name.
pub(super) fn login_secrets(layers: Layers<'_>) -> Result<BTreeMap<String, Secret>, ConfigError> {
    let given = layers.plan.login_secrets.iter().chain(&layers.flags.login_secrets);
    given.map(|(name, source)| Ok((name.clone(), source.read("a secret of the login")?))).collect()
}

/// What a browser is given.
pub(super) fn browser(layers: Layers<'_>) -> BrowserOptions {
    BrowserOptions {
        passkey_file: layers.first(|g| g.passkey_file.clone()),
        screenshot_dir: layers.first(|g| g.screenshot_dir.clone()),
    }
}

/// Whether no password is needed: a person types it, or steps do without.
pub(super) fn by_hand(login: LoginWay, steps: &[LoginStep]) -> bool {
    let typed = steps.iter().flat_map(LoginStep::parts).any(|part| part == Part::Password);
    login == LoginWay::Interactive || !steps.is_empty() && !typed
}

/// The test account.
pub(super) fn user(layers: Layers<'_>, by_hand: bool) -> Result<Option<User>, ConfigError> {
    let name = layers.first(|g| g.user.clone());
    let password = layers.first(|g| g.password.as_ref()).map(|source| source.read("the password")).transpose()?;
    let totp = layers.first(|g| g.totp_secret.as_ref()).map(|source| source.read("the TOTP secret")).transpose()?;
    let totp = totp.map(|text| Totp::parse(text.secret()).map_err(ConfigError::Totp)).transpose()?;
    if name.is_none() && totp.is_some() {
        return Err(ConfigError::Half {
            given: "a TOTP secret",
            missing: "a user",
            how: "give --user and --password of the account that it belongs to",
        });
    }
    match (name, password) {
        (Some(name), Some(password)) => Ok(Some(User { name, password, totp })),
        (None, None) => Ok(None),
        (Some(name), None) if name.is_empty() || by_hand => Ok(Some(User { name, password: Secret::new(""), totp })),
        (Some(_), None) => Err(ConfigError::Half {
            given: "a user",
            missing: "a password",
            how: "give --password, --password-env NAME or --password-file FILE (an empty --password '' for a page that asks for none)",
        }),
        (None, Some(_)) => Err(ConfigError::Half {
            given: "a password",
            missing: "a user",
            how: "give --user with the name of the test account",
        }),
    }
}

/// The way to log in.
pub(super) fn login(layers: Layers<'_>, browser: &BrowserOptions) -> Result<LoginWay, ConfigError> {
    match layers.first(|g| g.login.as_deref()) {
        // Only a browser has a use for passkeys.
        None if browser.passkey_file.is_some() => Ok(LoginWay::Browser),
        None | Some("auto") => Ok(LoginWay::Auto),
        Some("form") => Ok(LoginWay::Form),
        Some("script") => Ok(LoginWay::Script),
        Some("browser") => Ok(LoginWay::Browser),
        Some("interactive") => Ok(LoginWay::Interactive),
        Some(other) => Err(ConfigError::Choice {
            flag: "--login",
            value: other.to_owned(),
            known: "form, script, browser, interactive, auto",
        }),
    }
}

/// Hosts of login pages: host names, nothing around them.
pub(super) fn login_hosts(layers: Layers<'_>) -> Result<Vec<String>, ConfigError> {
    let hosts = layers.list(|g| &g.login_hosts);
    let odd = |host: &&String| url::Host::parse(host).is_err();
    match hosts.iter().find(odd) {
        None => Ok(hosts.to_vec()),
        Some(host) => Err(ConfigError::LoginHost(host.clone())),
    }
}

/// Unless said otherwise.
const LOGIN_TIMEOUT: Duration = Duration::from_secs(300);

/// The time for one login by a person.
pub(super) fn login_timeout(layers: Layers<'_>) -> Result<Duration, ConfigError> {
    match layers.first(|g| g.login_timeout) {
        None => Ok(LOGIN_TIMEOUT),
        Some(seconds @ 1..=3600) => Ok(Duration::from_secs(seconds)),
        Some(other) => Err(ConfigError::LoginTimeout(other)),
    }
}
