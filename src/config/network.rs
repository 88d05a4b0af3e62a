//! Time-outs, certificates and addresses of the run.

use std::net::IpAddr;
use std::time::Duration;

use super::error::ConfigError;
use super::given::Layers;
use super::target::NetworkOptions;

/// The network as the operator describes it.
///
/// # Errors
/// When a time-out or an address is none.
pub fn network(layers: Layers<'_>) -> Result<NetworkOptions, ConfigError> {
    let defaults = NetworkOptions::default();
    let timeout = match layers.first(|g| g.timeout) {
        Some(seconds @ 1..=600) => Duration::from_secs(seconds),
        Some(other) => return Err(ConfigError::Timeout(other)),
        None => defaults.timeout,
    };
    let resolve =
        layers.list(|g| &g.resolve).iter().map(|text| host_port_address(text).ok_or_else(|| ConfigError::Resolve(text.clone())));
    Ok(NetworkOptions {
        ca_file: layers.first(|g| g.ca_file.clone()),
        resolve: resolve.collect::<Result<_, _>>()?,
        timeout,
        insecure: layers.first(|g| g.insecure).unwrap_or(false),
    })
}

fn host_port_address(text: &str) -> Option<(String, u16, IpAddr)> {
    let (host, rest) = text.split_once(':')?;
    let (port, address) = rest.split_once(':')?;
    let address = address.trim_start_matches('[').trim_end_matches(']');
    (!host.is_empty()).then_some((host.to_owned(), port.parse().ok()?, address.parse().ok()?))
}
