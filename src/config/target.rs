//! What a run is about, checked and complete.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use super::given::WaiverGiven;
use crate::login_steps::LoginStep;
use crate::recording::TargetRecord;
use crate::secret::Secret;
use crate::totp::Totp;

/// Name under which the client of the specification checks is kept in [`Target::secrets`], and in `[client."spec"]`.
pub const SPEC_CLIENT: &str = "spec";

/// What to test, with what, and what to think of it.
#[derive(Debug, Clone)]
pub struct Target {
    /// The part that is kept with the recording.
    pub record: TargetRecord,
    /// Client secrets by app id, and by [`SPEC_CLIENT`].
    pub secrets: BTreeMap<String, Secret>,
    /// Clients that are registered for this run.
    pub registration: Registration,
    /// Where to listen for Logout Tokens, if anywhere.
    pub backchannel: Option<BackChannel>,
    /// The test account.
    pub user: Option<User>,
    /// How to log in.
    pub login: LoginWay,
    /// Steps for pages that no form tells.
    pub login_steps: Vec<LoginStep>,
    /// What such steps, or those known of a product, ask for.
    pub login_secrets: BTreeMap<String, Secret>,
    /// Hosts of login pages that the discovery document does not name.
    pub login_hosts: Vec<String>,
    /// What a person has for one login.
    pub login_timeout: Duration,
    /// What a real browser is given beside that.
    pub browser: BrowserOptions,
    /// Limits and peculiarities of the network.
    pub network: NetworkOptions,
    /// Failures that the operator accepts.
    pub waivers: Vec<WaiverGiven>,
    /// What makes the exit code 1.
    pub fail_on: FailOn,
    /// No app was named, so that it is about all of them.
    pub every_app: bool,
    /// What looks like a slip but stops nothing.
    pub warnings: Vec<String>,
}

/// Clients that the run registers itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Registration {
    /// Ids of apps, and [`SPEC_CLIENT`].
    pub apps: BTreeSet<String>,
    /// What the registration endpoint asks for.
    pub initial_access_token: Option<Secret>,
}

/// Where the run listens for Logout Tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackChannel {
    /// Address and port on this machine.
    pub listen: SocketAddr,
    /// How the provider reaches it, without a trailing slash; absent: by that address.
    pub url: Option<String>,
}

/// The test account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Name on the login page.
    pub name: String,
    /// Password.
    pub password: Secret,
    /// What makes the codes of the second factor, if the account has one.
    pub totp: Option<Totp>,
}

/// What a real browser is given beside the test account.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BrowserOptions {
    /// Passkeys of the account: read, used, made, written back.
    pub passkey_file: Option<PathBuf>,
    /// Where pictures of pages go at which it gets stuck; none are taken otherwise.
    pub screenshot_dir: Option<PathBuf>,
}

/// How to log in at the provider.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum LoginWay {
    /// Forms filled in over HTTP.
    Form,
    /// Steps of the plan file, or those known of the product; forms where there are none for a page.
    Script,
    /// A real browser, without a window.
    Browser,
    /// A person logs in, in their own browser.
    Interactive,
    /// Forms; where they do not get on, a real browser; where there is none, the person at the terminal.
    #[default]
    Auto,
}

/// What makes the exit code 1.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum FailOn {
    /// An app into which nobody can log in.
    #[default]
    Incompatible,
    /// The same, or an app in which something is lost.
    Degraded,
    /// The same, or an app of which nobody can tell.
    Undetermined,
}

/// Limits and peculiarities of the network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NetworkOptions {
    /// PEM file with further certificate authorities.
    pub ca_file: Option<PathBuf>,
    /// `HOST:PORT:ADDR` triples, as curl has them.
    pub resolve: Vec<(String, u16, std::net::IpAddr)>,
    /// Time-out of one request.
    pub timeout: Duration,
    /// TLS errors are recorded and ignored.
    pub insecure: bool,
}

impl Default for NetworkOptions {
    fn default() -> Self {
        Self { ca_file: None, resolve: Vec::new(), timeout: Duration::from_secs(30), insecure: false }
    }
}
