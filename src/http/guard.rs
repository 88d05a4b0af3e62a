//! Where credentials may go.
//!
//! A provider under test is not a provider one trusts: a login page may post elsewhere, a token endpoint may redirect. What
//! the operator entrusted to one provider goes to the hosts that this provider itself named, and nowhere else.

use std::collections::BTreeSet;

use url::Url;

/// Hosts that credentials may go to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Guard {
    named: BTreeSet<String>,
    login: BTreeSet<String>,
}

impl Guard {
    /// Adds the host of a URL that the provider named: issuer, discovery URL, endpoint. A URL that is none adds nothing.
    pub fn name(&mut self, url: &str) {
        if let Some(host) = Url::parse(url).ok().as_ref().and_then(Url::host_str) {
            self.named.insert(host.to_ascii_lowercase());
        }
    }

    /// Adds a host where the operator's own users log in (`--login-host`): the password may go there, and nothing else.
    pub fn allow_login(&mut self, host: &str) {
        self.login.insert(host.to_ascii_lowercase());
    }

    /// Hosts named so far.
    pub fn hosts(&self) -> impl Iterator<Item = &str> {
        self.named.iter().map(String::as_str)
    }

    /// May a client secret, a code or a token go there?
    ///
    /// # Errors
    /// With a sentence when not.
    pub fn secret_may_go(&self, to: &str) -> Result<(), String> {
        match Url::parse(to).ok().as_ref().and_then(Url::host_str) {
            Some(host) if !self.named.contains(&host.to_ascii_lowercase()) => {
                Err(format!("not sent: a credential would have gone to {host}, a host that the discovery document does not name"))
            }
            // What is no URL is refused by the client itself.
            _ => Ok(()),
        }
    }

    /// May the password go to `to`, from the page at `page`, in a login that began at `start`?
    ///
    /// Yes, to a host that the provider or the operator named. Never from https to http.
    ///
    /// # Errors
    /// With a sentence when not.
    pub fn password_may_go(&self, to: &Url, page: &Url, start: &Url) -> Result<(), String> {
        let host = to.host_str().unwrap_or_default().to_ascii_lowercase();
        if to.scheme() != "https" && (page.scheme() == "https" || start.scheme() == "https") {
            return Err(format!("not sent: the login page would have sent the password to {host} without encryption"));
        }
        if self.named.contains(&host) || self.login.contains(&host) {
            return Ok(());
        }
        Err(format!(
            "not sent: the password would have gone to {host}, a host that the discovery document does not name; if that is the \
             provider's login page, --login-host {host} lets it"
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        text.parse().unwrap()
    }

    fn guard() -> Guard {
        let mut guard = Guard::default();
        guard.name("https://op.example.com/realms/a");
        guard.name("https://token.example.net/t");
        guard.name("not a url");
        guard
    }

    #[test]
    fn secrets_go_to_named_hosts_only() {
        assert_eq!(guard().secret_may_go("https://TOKEN.example.net/elsewhere"), Ok(()));
        assert!(guard().secret_may_go("https://evil.example.com/t").unwrap_err().contains("evil.example.com"));
    }

    #[test]
    fn passwords_go_to_named_hosts_and_where_the_operator_lets_them() {
        let start = url("https://op.example.com/authorize");
        let login = url("https://login.example.com/");
        assert_eq!(guard().password_may_go(&url("https://op.example.com/login"), &start, &start), Ok(()));
        let refused = guard().password_may_go(&login, &login, &start).unwrap_err();
        assert!(refused.contains("--login-host login.example.com"), "{refused}");
        let mut allowed = guard();
        allowed.allow_login("LOGIN.example.com");
        assert_eq!(allowed.password_may_go(&login, &login, &start), Ok(()));
        assert!(allowed.password_may_go(&url("https://other.example.com/do"), &login, &start).is_err());
        assert!(allowed.secret_may_go("https://login.example.com/t").is_err(), "the password alone");
    }

    #[test]
    fn passwords_never_lose_their_encryption() {
        let start = url("https://op.example.com/authorize");
        let error = guard().password_may_go(&url("http://op.example.com/login"), &start, &start).unwrap_err();
        assert!(error.contains("without encryption"));
        let plain = url("http://op.example.com/authorize");
        assert_eq!(guard().password_may_go(&url("http://op.example.com/login"), &plain, &plain), Ok(()));
    }
}
