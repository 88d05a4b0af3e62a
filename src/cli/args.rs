//! Flags that more than one command has.

use std::path::PathBuf;

use clap::Args;

use super::failure::Failure;
use crate::config::{ClientGiven, Given, Keyed, SecretSource};
use crate::secret::Secret;

/// Which apps, and how they are set.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Apps")]
pub struct AppArgs {
    /// App to judge, newest version unless one is given; repeat for more [default: all]
    #[arg(long = "app", value_name = "ID[@VERSION]")]
    pub apps: Vec<String>,
    /// A setting of an app as you have it, under the app's own name; repeat for more
    #[arg(long = "set", value_name = "ID.SETTING=VALUE")]
    pub settings: Vec<String>,
    /// Compare the accounts with those of a saved run of the same test account: says whose account would be another one
    #[arg(long, value_name = "RUN.json")]
    pub baseline: Option<PathBuf>,
    #[command(flatten)]
    pub own: SuiteArgs,
}

/// Apps beyond those that are built in.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Apps")]
pub struct SuiteArgs {
    /// Suite file of your own, which adds an app (docs/SUITES.md tells how to write one); repeat for more
    #[arg(long = "suite", value_name = "FILE")]
    pub suites: Vec<PathBuf>,
}

/// What comes out, and where.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Reports")]
pub struct ReportArgs {
    /// Write the report as JSON ("-": standard output, the report for people then goes to standard error)
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
    /// Write the report as JUnit XML ("-": standard output)
    #[arg(long, value_name = "FILE")]
    pub junit: Option<PathBuf>,
    /// Print no report for people and no progress
    #[arg(short, long)]
    pub quiet: bool,
    /// Show everything, also what passed
    #[arg(short, long, conflicts_with = "quiet")]
    pub verbose: bool,
    /// What makes the exit code 1: incompatible, degraded or undetermined [default: incompatible]
    #[arg(long, value_name = "VERDICT")]
    pub fail_on: Option<String>,
}

/// The registered client.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Client")]
pub struct ClientArgs {
    /// Client id, as registered at the provider
    #[arg(long, value_name = "ID")]
    pub client_id: Option<String>,
    /// Client secret; others on this machine can see it while the run lasts
    #[arg(long, value_name = "SECRET", conflicts_with_all = ["client_secret_env", "client_secret_file"])]
    pub client_secret: Option<String>,
    /// Environment variable that holds the client secret
    #[arg(long, value_name = "NAME", conflicts_with = "client_secret_file")]
    pub client_secret_env: Option<String>,
    /// File that holds the client secret
    #[arg(long, value_name = "FILE")]
    pub client_secret_file: Option<PathBuf>,
    /// Register a client for each app at the provider (RFC 7591), and remove it when the run ends
    #[arg(long, conflicts_with_all = ["client_id", "client_secret", "client_secret_env", "client_secret_file"])]
    pub register: bool,
    /// Initial access token, where the provider asks for one to register; others on this machine can see it
    #[arg(long, value_name = "TOKEN", conflicts_with_all = ["initial_access_token_env", "initial_access_token_file"])]
    pub initial_access_token: Option<String>,
    /// Environment variable that holds it
    #[arg(long, value_name = "NAME", conflicts_with = "initial_access_token_file")]
    pub initial_access_token_env: Option<String>,
    /// File that holds it
    #[arg(long, value_name = "FILE")]
    pub initial_access_token_file: Option<PathBuf>,
    /// Where the apps live, or one of them
    #[arg(long = "app-url", value_name = "[ID=]URL")]
    pub app_urls: Vec<String>,
    /// Redirect URI, where it does not follow from the app's URL
    #[arg(long = "redirect-uri", value_name = "[ID=]URI")]
    pub redirect_uris: Vec<String>,
    /// Scope of the authorization request
    #[arg(long, value_name = "SCOPE")]
    pub scope: Option<String>,
}

/// The test account.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Test account")]
pub struct AccountArgs {
    /// Name of the test account
    #[arg(long, value_name = "NAME")]
    pub user: Option<String>,
    /// Its password; others on this machine can see it while the run lasts
    #[arg(long, value_name = "PASSWORD", conflicts_with_all = ["password_env", "password_file"])]
    pub password: Option<String>,
    /// Environment variable that holds the password
    #[arg(long, value_name = "NAME", conflicts_with = "password_file")]
    pub password_env: Option<String>,
    /// File that holds the password
    #[arg(long, value_name = "FILE")]
    pub password_file: Option<PathBuf>,
    /// The key of the account's authenticator app, Base32 or otpauth://…, for pages that ask for a code; others on this
    /// machine can see it while the run lasts
    #[arg(long, value_name = "KEY", conflicts_with_all = ["totp_secret_env", "totp_secret_file"])]
    pub totp_secret: Option<String>,
    /// Environment variable that holds that key
    #[arg(long, value_name = "NAME", conflicts_with = "totp_secret_file")]
    pub totp_secret_env: Option<String>,
    /// File that holds that key
    #[arg(long, value_name = "FILE")]
    pub totp_secret_file: Option<PathBuf>,
    /// How to log in: form (HTML forms over HTTP), script (the steps of the plan file, or those known of the product), browser
    /// (Chromium without a window), interactive (you log in yourself), or auto: each of them in this order, where the one
    /// before does not get on [default: auto]
    #[arg(long, value_name = "WAY")]
    pub login: Option<String>,
    /// Host of login pages that the provider's discovery document does not name: the password may go there, too; repeat for
    /// more
    #[arg(long = "login-host", value_name = "HOST")]
    pub login_hosts: Vec<String>,
    /// What the steps of a login ask for beside user and password; repeat for more
    #[arg(long = "login-secret", value_name = "NAME=VALUE")]
    pub login_secrets: Vec<String>,
    /// The same, in an environment variable; repeat for more
    #[arg(long = "login-secret-env", value_name = "NAME=VARIABLE")]
    pub login_secret_envs: Vec<String>,
    /// The same, in a file; repeat for more
    #[arg(long = "login-secret-file", value_name = "NAME=FILE")]
    pub login_secret_files: Vec<String>,
    /// Seconds that you have for one login by hand [default: 300]
    #[arg(long, value_name = "SECONDS")]
    pub login_timeout: Option<u64>,
    /// Passkeys of the account: used where a login page takes them, made where it offers that and there is none yet; the file
    /// is as good as a password (--login browser)
    #[arg(long, value_name = "FILE")]
    pub passkey_file: Option<PathBuf>,
    /// Folder for a picture of the page where a browser gets stuck; none is taken otherwise
    #[arg(long, value_name = "DIR")]
    pub screenshot_dir: Option<PathBuf>,
}

/// The way to the provider.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Network")]
pub struct NetworkArgs {
    /// Further certificate authorities to trust, PEM
    #[arg(long, value_name = "FILE")]
    pub ca_file: Option<PathBuf>,
    /// Connect to this address instead of asking DNS; repeat for more
    #[arg(long, value_name = "HOST:PORT:ADDR")]
    pub resolve: Vec<String>,
    /// Seconds to wait for one answer [default: 30]
    #[arg(long, value_name = "SECONDS")]
    pub timeout: Option<u64>,
    /// Go on despite TLS errors and plain HTTP; the report still tells them
    #[arg(long)]
    pub insecure: bool,
}

impl AppArgs {
    /// Lays these into the given values.
    ///
    /// # Errors
    /// When a setting does not read `ID.SETTING=VALUE`.
    pub fn give(&self, given: &mut Given) -> Result<(), Failure> {
        given.apps.clone_from(&self.apps);
        for text in &self.settings {
            let parts = text.split_once('=').and_then(|(left, value)| Some((left.split_once('.')?, value)));
            let Some(((app, name), value)) = parts else {
                return Err(crate::config::ConfigError::SetForm(text.clone()).into());
            };
            given.settings.push((app.to_owned(), name.to_owned(), value.to_owned()));
        }
        Ok(())
    }
}

impl ClientArgs {
    /// Lays these into the given values.
    pub fn give(&self, given: &mut Given) {
        let secret = one_of(&self.client_secret, &self.client_secret_env, &self.client_secret_file);
        given.client = ClientGiven { id: self.client_id.clone(), secret, register: self.register.then_some(true) };
        let token = (&self.initial_access_token, &self.initial_access_token_env, &self.initial_access_token_file);
        given.initial_access_token = one_of(token.0, token.1, token.2);
        given.app_urls = self.app_urls.iter().map(|t| Keyed::url(t)).collect();
        given.redirect_uris = self.redirect_uris.iter().map(|t| Keyed::url(t)).collect();
        given.scope.clone_from(&self.scope);
    }
}

impl AccountArgs {
    /// Lays these into the given values.
    ///
    /// # Errors
    /// When a secret of the login has no name.
    pub fn give(&self, given: &mut Given) -> Result<(), Failure> {
        given.user.clone_from(&self.user);
        given.password = one_of(&self.password, &self.password_env, &self.password_file);
        given.totp_secret = one_of(&self.totp_secret, &self.totp_secret_env, &self.totp_secret_file);
        given.login.clone_from(&self.login);
        given.passkey_file.clone_from(&self.passkey_file);
        given.screenshot_dir.clone_from(&self.screenshot_dir);
        given.login_timeout = self.login_timeout;
        given.login_hosts.clone_from(&self.login_hosts);
        let values = self.login_secrets.iter().map(|text| ("--login-secret", "VALUE", "login-code=x7Yz", text));
        let envs = self.login_secret_envs.iter().map(|text| ("--login-secret-env", "VARIABLE", "login-code=LOGIN_CODE", text));
        let files = self.login_secret_files.iter().map(|text| ("--login-secret-file", "FILE", "login-code=code.txt", text));
        for (flag, what, example, text) in values.chain(envs).chain(files) {
            let Some((name, value)) = text.split_once('=').filter(|(name, _)| !name.is_empty()) else {
                return Err(crate::config::ConfigError::LoginSecret { flag, what, example }.into());
            };
            let source = match what {
                "VALUE" => SecretSource::Value(Secret::new(value)),
                "VARIABLE" => SecretSource::Env(value.to_owned()),
                _ => SecretSource::File(PathBuf::from(value)),
            };
            given.login_secrets.insert(name.to_owned(), source);
        }
        Ok(())
    }
}

impl NetworkArgs {
    /// Lays these into the given values.
    pub fn give(&self, given: &mut Given) {
        given.ca_file.clone_from(&self.ca_file);
        given.resolve.clone_from(&self.resolve);
        given.timeout = self.timeout;
        given.insecure = self.insecure.then_some(true);
    }
}

fn one_of(value: &Option<String>, env: &Option<String>, file: &Option<PathBuf>) -> Option<SecretSource> {
    let value = value.as_ref().map(|v| SecretSource::Value(Secret::new(v.as_str())));
    value.or_else(|| env.clone().map(SecretSource::Env)).or_else(|| file.clone().map(SecretSource::File))
}
