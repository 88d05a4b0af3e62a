//! What kind of failure an error is: by the types in its chain, not by its words.

use std::error::Error;
use std::io;

use super::names::NameError;
use crate::recording::{FailureKind, TransportFailure};

/// Classifies a failed call and keeps the whole chain in words.
pub(super) fn transport_failure(error: &reqwest::Error) -> TransportFailure {
    TransportFailure { kind: kind(error), message: words(error) }
}

fn kind(error: &reqwest::Error) -> FailureKind {
    if error.is_timeout() {
        return FailureKind::Timeout;
    }
    let mut link: Option<&(dyn Error + 'static)> = Some(error);
    let mut reset = false;
    while let Some(current) = link {
        if current.is::<NameError>() {
            return FailureKind::Dns;
        }
        if current.is::<rustls::Error>() {
            return FailureKind::Tls;
        }
        if let Some(io) = current.downcast_ref::<io::Error>() {
            // A peer that hangs up while connecting does so in the TLS handshake: before it there is nothing to read.
            if wraps_tls(io) || error.is_connect() && io.kind() == io::ErrorKind::UnexpectedEof {
                return FailureKind::Tls;
            }
            if io.kind() == io::ErrorKind::TimedOut {
                return FailureKind::Timeout;
            }
            reset |= matches!(
                io.kind(),
                io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionRefused
            );
        }
        link = current.source();
    }
    if error.is_builder() {
        FailureKind::Url
    } else if error.is_connect() || reset && error.is_request() {
        FailureKind::Connect
    } else {
        FailureKind::Protocol
    }
}

/// An `io::Error` leaves what it wraps out of the chain, and several may be wrapped in each other.
fn wraps_tls(io: &io::Error) -> bool {
    match io.get_ref() {
        Some(inner) if inner.is::<rustls::Error>() => true,
        Some(inner) => inner.downcast_ref::<io::Error>().is_some_and(wraps_tls),
        None => false,
    }
}

/// The chain, outermost first; what a link repeats of its cause is left out.
fn words(error: &reqwest::Error) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut link: Option<&(dyn Error + 'static)> = error.source();
    while let Some(current) = link {
        parts.push(current.to_string());
        link = current.source();
    }
    if parts.is_empty() {
        parts.push(error.to_string());
    }
    let mut out: Vec<String> = Vec::new();
    for part in parts {
        let said = out.last().is_some_and(|l| l.contains(&part));
        if !said {
            out.push(part);
        }
    }
    out.join(": ")
}
