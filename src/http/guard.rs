//! Where credentials may go.
//!
//! A provider under test is not a provider one trusts: a login page may post elsewhere, a token endpoint may redirect. What
//! the operator entrusted to one provider goes to the hosts that this provider itself named, and nowhere else.

use std::collections::BTreeSet;

use url::{Host, Url};

/// Hosts that credentials may go to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Guard {
    named: BTreeSet<String>,
}

impl Guard {
    /// Adds the host of a URL that the provider named: issuer, discovery URL, endpoint. A URL that is none adds nothing.
    pub fn name(&mut self, url: &str) {
        if let Some(host) = Url::parse(url).ok().as_ref().and_then(Url::host_str) {
            self.named.insert(host.to_ascii_lowercase());
        }
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
    /// Yes, to a host that the provider named, and to the host that showed the login page if it is a neighbour of one (the
    /// same registrable domain, as far as that can be told without a list). Never from https to http.
    ///
    /// # Errors
    /// With a sentence when not.
    pub fn password_may_go(&self, to: &Url, page: &Url, start: &Url) -> Result<(), String> {
        let host = to.host_str().unwrap_or_default().to_ascii_lowercase();
        if to.scheme() != "https" && (page.scheme() == "https" || start.scheme() == "https") {
            return Err(format!("not sent: the login page would have sent the password to {host} without encryption"));
        }
        let start_host = start.host_str().unwrap_or_default().to_ascii_lowercase();
        let near = |named: &str| site(named) == site(&host) || is_loopback(named) && is_loopback(&host);
        let served = page.host_str().is_some_and(|h| h.eq_ignore_ascii_case(&host));
        if self.named.contains(&host) || host == start_host || served && (near(&start_host) || self.named.iter().any(|n| near(n)))
        {
            return Ok(());
        }
        Err(format!("not sent: the password would have gone to {host}, which does not belong to the provider under test"))
    }
}

/// The registrable domain, roughly: the last two labels, three below a country's `co`, `com`, `ac` and the like. An address
/// stands for itself.
fn site(host: &str) -> String {
    match Host::parse(host) {
        Ok(Host::Domain(domain)) => {
            let labels: Vec<&str> = domain.trim_end_matches('.').split('.').collect();
            let country = labels.last().is_some_and(|l| l.len() == 2);
            let generic = labels.iter().rev().nth(1).is_some_and(|l| l.len() <= 3);
            let keep = if country && generic { 3 } else { 2 };
            labels.get(labels.len().saturating_sub(keep)..).unwrap_or_default().join(".")
        }
        _ => host.to_owned(),
    }
}

fn is_loopback(host: &str) -> bool {
    match Host::parse(host) {
        Ok(Host::Domain(domain)) => domain == "localhost",
        Ok(Host::Ipv4(address)) => address.is_loopback(),
        Ok(Host::Ipv6(address)) => address.is_loopback(),
        Err(_) => false,
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
    fn passwords_follow_the_login_page_to_a_neighbour() {
        let start = url("https://op.example.com/authorize");
        let login = url("https://login.example.com/");
        assert_eq!(guard().password_may_go(&url("https://op.example.com/login"), &start, &start), Ok(()));
        assert_eq!(guard().password_may_go(&url("https://login.example.com/do"), &login, &start), Ok(()));
        // The neighbour did not show the page.
        assert!(guard().password_may_go(&url("https://other.example.com/do"), &login, &start).is_err());
        let stranger = url("https://login.example.org/");
        assert!(guard().password_may_go(&stranger, &stranger, &start).is_err());
    }

    #[test]
    fn passwords_never_lose_their_encryption() {
        let start = url("https://op.example.com/authorize");
        let error = guard().password_may_go(&url("http://op.example.com/login"), &start, &start).unwrap_err();
        assert!(error.contains("without encryption"));
        let plain = url("http://op.example.com/authorize");
        assert_eq!(guard().password_may_go(&url("http://op.example.com/login"), &plain, &plain), Ok(()));
    }

    #[test]
    fn sites_are_told_apart() {
        assert_eq!(site("login.example.co.uk"), "example.co.uk");
        assert_eq!(site("a.b.example.org"), "example.org");
        assert_ne!(site("127.0.0.1"), site("127.1.0.1"));
    }
}
