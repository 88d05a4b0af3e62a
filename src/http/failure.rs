//! What kind of failure an error is: by the types in its chain, not by its words.

use std::error::Error;
use std::io;

use super::names::NameError;
use super::tls_words::tls_words;
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
            if tls_inside(io).is_some() || error.is_connect() && io.kind() == io::ErrorKind::UnexpectedEof {
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

/// One link: TLS errors in words for people, everything else as it says itself.
fn link_words(link: &(dyn Error + 'static)) -> String {
    if let Some(tls) = link.downcast_ref::<rustls::Error>() {
        return tls_words(tls);
    }
    match link.downcast_ref::<io::Error>().and_then(tls_inside) {
        Some(tls) => tls_words(tls),
        None => link.to_string(),
    }
}

/// The TLS error inside an `io::Error`, however deep: it leaves what it wraps out of its chain of sources.
fn tls_inside(io: &io::Error) -> Option<&rustls::Error> {
    let inner = io.get_ref()?;
    inner.downcast_ref::<rustls::Error>().or_else(|| inner.downcast_ref::<io::Error>().and_then(tls_inside))
}

/// The chain, outermost first; what a link repeats of its cause is left out.
fn words(error: &reqwest::Error) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut link: Option<&(dyn Error + 'static)> = error.source();
    while let Some(current) = link {
        parts.push(link_words(current));
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
