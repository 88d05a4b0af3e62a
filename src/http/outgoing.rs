//! A request to send, and the exchange that records that it was not sent.

use crate::recording::{Body, Exchange, FailureKind, Request, TransportFailure};

/// Request methods that apps and browsers use here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// GET
    Get,
    /// POST
    Post,
    /// PUT
    Put,
    /// DELETE
    Delete,
}

/// A request to send.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Outgoing {
    /// Why, for people: `discovery as nextcloud-user-oidc`.
    pub purpose: String,
    /// The method.
    pub method: Method,
    /// The absolute URL; a fragment is dropped.
    pub url: String,
    /// Headers in order.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Option<Vec<u8>>,
}

impl Method {
    /// `GET`, `POST` …
    pub fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }
}

impl Outgoing {
    /// A GET without headers.
    pub fn get(purpose: impl Into<String>, url: impl Into<String>) -> Self {
        Self { purpose: purpose.into(), method: Method::Get, url: url.into(), headers: Vec::new(), body: None }
    }

    /// A POST of a form that is encoded already.
    pub fn post_form(purpose: impl Into<String>, url: impl Into<String>, form: String) -> Self {
        Self {
            purpose: purpose.into(),
            method: Method::Post,
            url: url.into(),
            headers: vec![("Content-Type".to_owned(), "application/x-www-form-urlencoded".to_owned())],
            body: Some(form.into_bytes()),
        }
    }

    /// A PUT of a JSON document.
    pub fn put_json(purpose: impl Into<String>, url: impl Into<String>, document: String) -> Self {
        Self {
            purpose: purpose.into(),
            method: Method::Put,
            url: url.into(),
            headers: vec![("Content-Type".to_owned(), "application/json".to_owned())],
            body: Some(document.into_bytes()),
        }
    }

    /// A POST of a JSON document.
    pub fn post_json(purpose: impl Into<String>, url: impl Into<String>, document: String) -> Self {
        Self { method: Method::Post, ..Self::put_json(purpose, url, document) }
    }

    /// With these headers after those that are there.
    #[must_use]
    pub fn with_headers(mut self, headers: &[(String, String)]) -> Self {
        self.headers.extend(headers.iter().cloned());
        self
    }

    /// With one header after those that are there.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// Value of a header, the name in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.as_str())
    }

    /// The request as it is recorded.
    pub fn record(&self) -> Request {
        Request {
            method: self.method.name().to_owned(),
            url: self.url.clone(),
            headers: self.headers.clone(),
            body: self.body.clone().map(Body::from_bytes),
        }
    }

    /// The exchange of a request that we refused to send.
    pub fn refused(&self, why: impl Into<String>) -> Exchange {
        let now = super::clock::now_ms();
        Exchange {
            purpose: self.purpose.clone(),
            sent_at_ms: now,
            received_at_ms: now,
            first_byte_us: None,
            total_us: 0,
            request: self.record(),
            response: None,
            failure: Some(TransportFailure { kind: FailureKind::Refused, message: why.into() }),
            peer: None,
            tls: None,
        }
    }
}
