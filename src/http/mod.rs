//! The only HTTP client: one request in, one [`crate::recording::Exchange`] out, whatever happens.
//!
//! Redirects are never followed here, no proxy is used, no cookie is kept. One TLS configuration and one connection pool serve
//! the whole run. Three things on the wire are not the caller's:
//!
//! - The URL is written as the WHATWG URL standard writes it, which is what browsers do: a space in a query becomes `%20`, an
//!   apostrophe `%27`, letters outside ASCII are percent-encoded, `/../` is resolved; everything else in a query stays. The
//!   recorded URL is the one that was sent.
//! - A request without an `Accept` header goes out with `Accept: */*`; the HTTP crate cannot be talked out of it. Apps that
//!   send none (Guzzle, Go) are therefore imitated with this one difference. It is recorded with the request.
//! - `Host` and `Content-Length` (HTTP/1.1), or their pseudo-headers (HTTP/2), are added and not recorded.

mod body;
mod client;
mod clock;
mod failure;
mod guard;
mod jar;
mod names;
mod network;
mod outgoing;
mod patience;
mod tls;
mod tls_words;

pub use client::{Client, ClientError};
pub use clock::now_ms;
pub use guard::Guard;
pub use jar::{Jar, JarCookie};
pub use network::{Network, ResolveOverride};
pub use outgoing::{Method, Outgoing};
pub use patience::Patience;

#[cfg(test)]
mod tests;
