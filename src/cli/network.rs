//! The network of the options, as the client and the browser take it.

use super::failure::Failure;
use crate::config::NetworkOptions;
use crate::http::{Network, ResolveOverride};
use crate::store;

/// The network as the client takes it.
///
/// # Errors
/// When the file of further roots cannot be read.
pub fn network(options: &NetworkOptions) -> Result<Network, Failure> {
    let ca_file = match &options.ca_file {
        Some(path) => Some(store::read_text(path)?.into_bytes()),
        None => None,
    };
    Ok(Network { timeout: options.timeout, ca_file, resolve: resolve(options), insecure: options.insecure })
}

/// Addresses in the place of DNS.
pub fn resolve(options: &NetworkOptions) -> Vec<ResolveOverride> {
    let one = |(host, port, address): &(String, u16, std::net::IpAddr)| ResolveOverride {
        host: host.to_ascii_lowercase(),
        port: *port,
        address: *address,
    };
    options.resolve.iter().map(one).collect()
}
