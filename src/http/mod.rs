//! The only HTTP client: one request in, one [`crate::recording::Exchange`] out, whatever happens.
//!
//! Redirects are never followed here, nothing is retried, no proxy is used, no cookie is kept. One TLS configuration and one
//! connection pool serve the whole run.

mod network;

pub use network::{Network, ResolveOverride};
