//! How to reach the provider: what the operator says about the network.

use std::net::IpAddr;
use std::str::FromStr;
use std::time::Duration;

/// What the operator says about the network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Network {
    /// Longest wait for one answer, from dialling to the last byte of the body.
    pub timeout: Duration,
    /// Further trusted roots (`--ca-file`), PEM.
    pub ca_file: Option<Vec<u8>>,
    /// Addresses that replace DNS (`--resolve`).
    pub resolve: Vec<ResolveOverride>,
    /// Go on when no set of roots trusts the certificate (`--insecure`); the verdicts are recorded all the same.
    pub insecure: bool,
}

impl Default for Network {
    /// 30 seconds, which is what the apps give a provider; nothing else.
    fn default() -> Self {
        Self { timeout: Duration::from_secs(30), ca_file: None, resolve: Vec::new(), insecure: false }
    }
}

/// One `--resolve HOST:PORT:ADDR`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResolveOverride {
    /// Host name, lower case.
    pub host: String,
    /// Port of the URL it applies to.
    pub port: u16,
    /// Where to connect instead.
    pub address: IpAddr,
}

impl FromStr for ResolveOverride {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || format!("{text:?} is not HOST:PORT:ADDR, as in login.example.org:443:192.0.2.7");
        let mut parts = text.splitn(3, ':');
        let (Some(host), Some(port), Some(address)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(wrong());
        };
        let port = port.parse().map_err(|_| wrong())?;
        let address = address.trim_start_matches('[').trim_end_matches(']').parse().map_err(|_| wrong())?;
        if host.is_empty() {
            return Err(wrong());
        }
        Ok(Self { host: host.to_ascii_lowercase(), port, address })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_both_address_families() {
        let v4: ResolveOverride = "Op.Example:443:192.0.2.7".parse().unwrap();
        assert_eq!((v4.host.as_str(), v4.port), ("op.example", 443));
        let v6: ResolveOverride = "op.example:8443:[2001:db8::1]".parse().unwrap();
        assert_eq!(v6.address.to_string(), "2001:db8::1");
    }

    #[test]
    fn says_what_is_wrong() {
        assert!("op.example:192.0.2.7".parse::<ResolveOverride>().unwrap_err().contains("HOST:PORT:ADDR"));
        assert!("op.example:https:192.0.2.7".parse::<ResolveOverride>().is_err());
        assert!(":443:192.0.2.7".parse::<ResolveOverride>().is_err());
    }
}
