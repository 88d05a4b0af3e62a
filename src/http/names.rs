//! Name resolution: each name once per run, with the operator's addresses in front of it.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use thiserror::Error;

use super::ResolveOverride;

tokio::task_local! {
    /// Port of the URL that is being dialled: `--resolve` names a port, the resolver's interface does not.
    pub(super) static PORT: u16;
}

/// A name that does not resolve.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("the name {name:?} does not resolve: {reason}")]
pub(super) struct NameError {
    name: String,
    reason: String,
}

/// Names and their addresses.
#[derive(Debug, Default)]
pub(super) struct Names {
    given: Vec<ResolveOverride>,
    known: Mutex<BTreeMap<String, Vec<IpAddr>>>,
}

impl Names {
    pub(super) fn new(given: Vec<ResolveOverride>) -> Self {
        Self { given, known: Mutex::default() }
    }

    /// Every name that was looked up; an empty list: it does not resolve.
    pub(super) fn known(&self) -> BTreeMap<String, Vec<String>> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.iter().map(|(name, all)| (name.clone(), all.iter().map(ToString::to_string).collect())).collect()
    }

    /// Looks a name up, or an address literal, which stands for itself.
    pub(super) async fn addresses(&self, name: &str, port: Option<u16>) -> Result<Vec<IpAddr>, NameError> {
        let name = name.trim_start_matches('[').trim_end_matches(']').to_ascii_lowercase();
        let fits = |o: &&ResolveOverride| o.host == name && port.is_none_or(|p| p == o.port);
        let given: Vec<IpAddr> = self.given.iter().filter(fits).map(|o| o.address).collect();
        if !given.is_empty() {
            return Ok(self.keep(&name, given));
        }
        if let Ok(address) = name.parse::<IpAddr>() {
            return Ok(self.keep(&name, vec![address]));
        }
        {
            let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(all) = known.get(&name).filter(|all| !all.is_empty()) {
                return Ok(all.clone());
            }
        }
        let found = tokio::net::lookup_host((name.as_str(), 0)).await;
        let reason = match found {
            Ok(all) => {
                let mut addresses: Vec<IpAddr> = Vec::new();
                for address in all.map(|a: SocketAddr| a.ip()) {
                    if !addresses.contains(&address) {
                        addresses.push(address);
                    }
                }
                if !addresses.is_empty() {
                    return Ok(self.keep(&name, addresses));
                }
                "the answer has no address".to_owned()
            }
            Err(error) => error.to_string(),
        };
        self.keep(&name, Vec::new());
        Err(NameError { name: name.clone(), reason })
    }

    fn keep(&self, name: &str, addresses: Vec<IpAddr>) -> Vec<IpAddr> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let all = known.entry(name.to_owned()).or_default();
        for address in &addresses {
            if !all.contains(address) {
                all.push(*address);
            }
        }
        addresses
    }
}

/// The same, as reqwest wants it.
#[derive(Debug, Clone)]
pub(super) struct Resolver(pub(super) Arc<Names>);

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let names = Arc::clone(&self.0);
        let port = PORT.try_with(|port| *port).ok();
        Box::pin(async move {
            let all = names.addresses(name.as_str(), port).await?;
            // Port 0 stands for the URL's own.
            Ok(Box::new(all.into_iter().map(|a| SocketAddr::new(a, 0))) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn given_addresses_win_for_their_port() {
        let names = Names::new(vec!["127.0.0.1:443:192.0.2.7".parse().unwrap()]);
        assert_eq!(names.addresses("127.0.0.1", Some(443)).await.unwrap(), ["192.0.2.7".parse::<IpAddr>().unwrap()]);
        assert_eq!(names.addresses("127.0.0.1", Some(80)).await.unwrap(), ["127.0.0.1".parse::<IpAddr>().unwrap()]);
    }

    #[tokio::test]
    async fn a_name_that_does_not_resolve_is_kept_as_such() {
        let names = Names::new(Vec::new());
        assert!(names.addresses("nowhere.invalid", None).await.is_err());
        assert_eq!(names.known().get("nowhere.invalid"), Some(&Vec::new()));
    }
}
