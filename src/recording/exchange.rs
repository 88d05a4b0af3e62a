//! One HTTP request with its answer, or with the failure of the transport.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One HTTP request and what came of it. Redirects are separate exchanges.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Exchange {
    /// Why it was sent, for people: `discovery as nextcloud-user-oidc`.
    pub purpose: String,
    /// When the request left, milliseconds since the epoch.
    pub sent_at_ms: i64,
    /// When the answer (or the failure) was complete, milliseconds since the epoch. Judging takes this as "now".
    pub received_at_ms: i64,
    /// Time to the first byte of the answer, microseconds; absent when there was none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub first_byte_us: Option<u64>,
    /// Time until the whole body was read or the transport failed, microseconds.
    pub total_us: u64,
    /// The request as sent.
    pub request: Request,
    /// The answer, when one arrived.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub response: Option<Response>,
    /// The failure, when no complete answer arrived. A response with a broken body has both.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub failure: Option<TransportFailure>,
    /// `address:port` that answered.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub peer: Option<String>,
    /// Facts of the TLS connection; absent on plain HTTP.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub tls: Option<TlsFacts>,
}

/// A request as sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// `GET`, `POST` …
    pub method: String,
    /// The URL exactly as put on the request line (query not normalised), with scheme and host.
    pub url: String,
    /// Headers in order, those that the HTTP crate adds included where they are known.
    pub headers: Vec<(String, String)>,
    /// The body, if any.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub body: Option<Body>,
}

impl Request {
    /// The URL up to its query, which may hold a token.
    pub fn address(&self) -> &str {
        self.url.split(['?', '#']).next().unwrap_or_default()
    }
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Response {
    /// Status code.
    pub status: u16,
    /// `HTTP/1.1`, `HTTP/2.0`.
    pub version: String,
    /// All headers in order, duplicates kept; names in lower case, bytes outside UTF-8 replaced.
    pub headers: Vec<(String, String)>,
    /// The body after content decoding, up to the size limit.
    pub body: Body,
    /// `true` when the body was longer than the limit and was cut.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub truncated: bool,
}

/// Bytes: as text when they are UTF-8, else in base64.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Body {
    /// UTF-8 text, unchanged (a byte order mark is kept).
    Text(String),
    /// Anything else, standard base64 with padding.
    Base64(String),
}

/// Why no complete answer arrived.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TransportFailure {
    /// What kind of failure.
    pub kind: FailureKind,
    /// The whole error chain in words.
    pub message: String,
}

/// Kinds of transport failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FailureKind {
    /// The name does not resolve.
    Dns,
    /// Nothing listens there, or the connection was refused or reset before an answer.
    Connect,
    /// The TLS handshake failed, an untrusted certificate included.
    Tls,
    /// No answer, or no end of the answer, within the time-out.
    Timeout,
    /// The peer does not speak HTTP as we understand it, or hung up in the middle.
    Protocol,
    /// The URL cannot be requested at all (bad URL, other scheme).
    Url,
    /// We refused to send: a credential would have gone to a host that the discovery document does not name.
    Refused,
}

/// Facts of one TLS connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TlsFacts {
    /// `TLSv1.3` …; absent when the handshake failed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub version: Option<String>,
    /// The certificates as sent, leaf first, DER in standard base64.
    pub chain: Vec<String>,
    /// Verdict with the public (Mozilla) roots alone: what a container or Nextcloud's own bundle says.
    pub public_roots: Trust,
    /// Verdict with this machine's roots.
    pub system_roots: Trust,
    /// Verdict with the file given as `--ca-file`, if one was given.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub given_roots: Option<Trust>,
}

/// Whether a chain is trusted, and if not, why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Trust {
    /// The chain leads to a trusted root and fits the name and the date.
    Trusted,
    /// It does not, with the reason.
    Untrusted(String),
}

impl FailureKind {
    /// Id of the cause under which reports fold what follows from it.
    pub fn cause(self) -> &'static str {
        match self {
            Self::Dns => "dns",
            Self::Connect => "connect",
            Self::Tls => "tls-untrusted",
            Self::Timeout | Self::Protocol | Self::Url | Self::Refused => "no-answer",
        }
    }
}

impl Body {
    /// Keeps bytes as text where they are UTF-8.
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        match String::from_utf8(bytes) {
            Ok(text) => Self::Text(text),
            Err(error) => Self::Base64(STANDARD.encode(error.into_bytes())),
        }
    }

    /// The bytes again.
    pub fn bytes(&self) -> Vec<u8> {
        match self {
            Self::Text(text) => text.clone().into_bytes(),
            Self::Base64(coded) => STANDARD.decode(coded).unwrap_or_default(),
        }
    }

    /// The text, if the bytes were UTF-8.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Base64(_) => None,
        }
    }
}

impl Response {
    /// First value of a header, by lower-case name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// Media type without parameters, in lower case.
    pub fn media_type(&self) -> Option<String> {
        let value = self.header("content-type")?;
        Some(value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase())
    }

    /// 200 to 299.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// A redirect that says where to go on.
    pub fn leads_on(&self) -> bool {
        (300..400).contains(&self.status) && self.header("location").is_some()
    }
}

impl Exchange {
    /// Status of the answer, if one arrived.
    pub fn status(&self) -> Option<u16> {
        self.response.as_ref().map(|r| r.status)
    }

    /// A complete answer: a response whose body was read to its end.
    pub fn complete(&self) -> Option<&Response> {
        if self.failure.is_some() { None } else { self.response.as_ref() }
    }
}
