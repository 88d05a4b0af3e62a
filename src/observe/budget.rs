//! What a run costs the provider at most, known before anything is sent.

use super::Actor;

/// Upper bounds of one run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Budget {
    /// HTTP requests, pages of the login included.
    pub requests: usize,
    /// Requests to the token endpoint.
    pub token_calls: usize,
    /// Of those, requests with a wrong secret or with none.
    pub failed_authentications: usize,
    /// Interactive logins with the password.
    pub logins: usize,
}

/// The bounds for these actors; settings that the search may try later are not in it.
pub fn budget(_actors: &[Actor]) -> Budget {
    Budget::default()
}
