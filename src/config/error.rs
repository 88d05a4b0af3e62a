//! Why the given values cannot be used, each with what to write instead.

use std::path::PathBuf;

use thiserror::Error;

use super::issuer::IssuerError;
use crate::provider_profile::AddressError;
use crate::snippet::FaultyFile;

/// Something on the command line or in the plan file is wrong. Exit code 2.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// The issuer.
    #[error("{0}")]
    Issuer(#[from] IssuerError),
    /// No issuer at all.
    #[error(
        "no issuer was given; write it after the command, as in `oidc-compat check https://sso.example.com`, \
         or as `issuer` in the plan file"
    )]
    NoIssuer,
    /// The address of a known product.
    #[error("{0}")]
    Address(#[from] AddressError),
    /// An issuer and a product.
    #[error("an issuer and --provider were both given; leave one of them out")]
    IssuerAndProvider,
    /// Parts of an address without a product.
    #[error("{0} says where a known product is, and no --provider names one (`oidc-compat list providers` shows all)")]
    NoProvider(&'static str),
    /// `--param` that does not read `NAME=VALUE`.
    #[error("--param {0:?} does not read NAME=VALUE, as in --param realm=staff")]
    ParamForm(String),
    /// The plan file, with the lines shown.
    #[error("{0}")]
    Plan(#[from] FaultyFile),
    /// An app or suite that does not exist.
    #[error("there is no {kind} {name:?}{} (`oidc-compat list {list}` shows all{})", did_you_mean(.near), or_your_own(.kind))]
    Unknown {
        /// `app` …
        kind: &'static str,
        /// As given.
        name: String,
        /// The nearest known one.
        near: Option<String>,
        /// What to list.
        list: &'static str,
    },
    /// A persona that does not exist.
    #[error("there is no persona {name:?}{} (`oidc-compat provider --list-personas` shows all)", did_you_mean(.near))]
    UnknownPersona {
        /// As given.
        name: String,
        /// The nearest known one.
        near: Option<String>,
    },
    /// A version that is no version, or too old.
    #[error("{app}: {message}")]
    Version {
        /// The app.
        app: String,
        /// What is wrong.
        message: String,
    },
    /// The same app twice.
    #[error("the app {0:?} is named twice; one run judges one version of an app: judge a saved run again for another version")]
    AppTwice(String),
    /// `--set` that does not read `ID.SETTING=VALUE`.
    #[error("--set {0:?} does not read ID.SETTING=VALUE, as in --set nextcloud-user-oidc.unique-uid=0")]
    SetForm(String),
    /// A setting or its value.
    #[error("{message} (`oidc-compat explain {app}` shows all settings)")]
    Setting {
        /// The app.
        app: String,
        /// What is wrong.
        message: String,
    },
    /// A URL of an app.
    #[error("{flag} {value:?} is no URL that a browser can open ({why}); write it as in {example:?}")]
    Url {
        /// `--app-url` …
        flag: &'static str,
        /// As given.
        value: String,
        /// What is wrong.
        why: String,
        /// A good one.
        example: String,
    },
    /// An environment variable with a secret.
    #[error("the environment variable {name:?}, which should hold {what}, is not usable: {why}; set it with `export {name}=…`")]
    SecretEnv {
        /// `the client secret` …
        what: &'static str,
        /// Name of the variable.
        name: String,
        /// The system's words.
        #[source]
        why: std::env::VarError,
    },
    /// A file with a secret.
    #[error("the file {path:?}, which should hold {what}, cannot be read: {why}")]
    SecretFile {
        /// `the client secret` …
        what: &'static str,
        /// The file.
        path: PathBuf,
        /// The system's words.
        #[source]
        why: std::io::Error,
    },
    /// A user without a password, or the other way round.
    #[error("{given} was given without {missing}; {how}")]
    Half {
        /// What was given.
        given: &'static str,
        /// What is missing.
        missing: &'static str,
        /// How to give it.
        how: &'static str,
    },
    /// What should make the codes of a second factor and cannot.
    #[error("--totp-secret: {0}")]
    Totp(String),
    /// A host of login pages that is none.
    #[error("--login-host {0:?} is no name of a host; give it bare, as in login.example.com")]
    LoginHost(String),
    /// A bound of its own for logins by hand.
    #[error("--login-timeout {0} is no time for a login by hand; give whole seconds from 1 to 3600")]
    LoginTimeout(u64),
    /// A secret of the login without its name.
    #[error("{flag} does not read NAME={what}, as in {flag} {example}")]
    LoginSecret {
        /// The flag.
        flag: &'static str,
        /// What stands behind the name.
        what: &'static str,
        /// How it looks.
        example: &'static str,
    },
    /// A value out of a small set.
    #[error("{flag} {value:?} is none of {known}")]
    Choice {
        /// The flag or key.
        flag: &'static str,
        /// As given.
        value: String,
        /// What there is.
        known: &'static str,
    },
    /// `--resolve`
    #[error("--resolve {0:?} does not read HOST:PORT:ADDRESS, as in --resolve sso.example.com:443:192.0.2.7")]
    Resolve(String),
    /// `--timeout`
    #[error("--timeout {0} is out of range; give whole seconds from 1 to 600")]
    Timeout(u64),
}

fn or_your_own(kind: &str) -> &'static str {
    if kind == "app" { ", --suite FILE adds one of your own" } else { "" }
}

fn did_you_mean(near: &Option<String>) -> String {
    near.as_ref().map(|n| format!("; did you mean {n:?}?")).unwrap_or_default()
}
