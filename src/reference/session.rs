//! Browsers that are logged in, and pages that wait for an answer.

use std::collections::BTreeSet;

use super::endpoints::authorize::AuthorizationRequest;

/// Cookie of a browser that is logged in.
pub(super) const SESSION_COOKIE: &str = "op_session";
/// Cookie that ties a login page to the browser it was shown to.
pub(super) const BROWSER_COOKIE: &str = "op_browser";

/// One login of the user in one browser.
#[derive(Clone, Debug)]
pub(super) struct Session {
    /// What tokens call this session.
    pub(super) sid: String,
    pub(super) subject: String,
    pub(super) auth_time: i64,
    /// Clients that received tokens and want to hear of the logout.
    pub(super) clients: BTreeSet<String>,
}

/// An authorization request that waits for the user.
#[derive(Clone, Debug)]
pub(super) struct Interaction {
    pub(super) request: AuthorizationRequest,
    /// The value of the browser's cookie.
    pub(super) browser: String,
    pub(super) csrf: String,
    /// The user name of a login on two pages, once it was given.
    pub(super) user: Option<String>,
    /// User name and password were right, and something else is asked for.
    pub(super) passed: bool,
    /// The session that already exists, if only the consent is missing.
    pub(super) session: Option<String>,
}

/// A logout that waits for the user to confirm it.
#[derive(Clone, Debug)]
pub(super) struct LogoutRequest {
    pub(super) session: String,
    pub(super) target: Option<String>,
}

/// A cookie that lives as long as the browser. No `Secure`, since the provider speaks http on loopback.
pub(super) fn cookie(name: &str, value: &str) -> String {
    format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax")
}

/// A cookie that goes away.
pub(super) fn expired_cookie(name: &str) -> String {
    format!("{name}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0")
}
