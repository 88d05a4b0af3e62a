//! An answer under construction: plain data that endpoints build and faults edit, turned into HTTP at the very end.

use std::convert::Infallible;

use axum::{
    body::{Body as HttpBody, Bytes},
    http::{HeaderName, HeaderValue, Response, StatusCode},
};
use futures::{StreamExt as _, stream};
use serde_json::{Map, Value};

use super::backchannel::Notice;

/// How much an oversized body adds to the document, in pieces of 64 KB.
const OVERSIZE_PIECES: usize = 208;

/// One answer.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    headers: Vec<(&'static str, String)>,
    pub(super) body: Body,
    /// Clients to tell about a logout before this answer is sent.
    pub(super) notices: Vec<Notice>,
}

/// What follows the headers.
#[derive(Debug)]
pub(super) enum Body {
    /// An object whose members can still be edited.
    Json(Map<String, Value>),
    /// Any text.
    Text(String),
    /// Any bytes.
    Bytes(Vec<u8>),
    /// The text, followed by many megabytes of white space.
    Oversized(String),
    /// The text, and then nothing, for ever.
    Stalled(String),
    /// The connection breaks.
    Dropped,
    /// No answer at all, not even its first line.
    Silent,
}

impl Answer {
    /// An answer of any kind.
    pub(super) fn new(status: StatusCode, content_type: &str, body: Body) -> Self {
        let headers = vec![("content-type", content_type.to_owned())];
        Self { status, headers, body, notices: Vec::new() }
    }

    /// A JSON object.
    pub(super) fn json(status: StatusCode, members: Map<String, Value>) -> Self {
        Self::new(status, "application/json", Body::Json(members))
    }

    /// An HTML page.
    pub(super) fn html(status: StatusCode, page: String) -> Self {
        Self::new(status, "text/html; charset=utf-8", Body::Text(page)).uncached()
    }

    /// A page that stands where JSON was expected.
    pub(super) fn stray_html(status: StatusCode) -> Self {
        Self::html(status, "<!doctype html><title>Sorry</title><h1>Something else lives here</h1>\n".to_owned())
    }

    /// A redirect.
    pub(super) fn redirect(status: StatusCode, location: &str) -> Self {
        Self::new(status, "text/plain; charset=utf-8", Body::Text(String::new())).with("location", location).uncached()
    }

    /// No content.
    pub(super) fn empty(status: StatusCode) -> Self {
        Self { status, headers: Vec::new(), body: Body::Text(String::new()), notices: Vec::new() }
    }

    /// 404.
    pub(super) fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "text/plain; charset=utf-8", Body::Text("Not found.\n".to_owned()))
    }

    /// 405, with what is allowed instead.
    pub(super) fn method_not_allowed(allowed: &str) -> Self {
        let text = Body::Text(format!("Allowed here: {allowed}.\n"));
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "text/plain; charset=utf-8", text).with("allow", allowed)
    }

    /// 500 as JSON, for the case that the system has no randomness or the crypto library fails.
    pub(super) fn server_error() -> Self {
        let mut members = Map::new();
        members.insert("error".to_owned(), Value::from("server_error"));
        Self::json(StatusCode::INTERNAL_SERVER_ERROR, members)
    }

    /// 429, with the time after which to come back.
    pub(super) fn too_many_requests() -> Self {
        let text = Body::Text("Too many requests.\n".to_owned());
        Self::new(StatusCode::TOO_MANY_REQUESTS, "text/plain; charset=utf-8", text).with("retry-after", "1")
    }

    /// 403 as a firewall in front of a provider gives it.
    pub(super) fn firewall() -> Self {
        Self::html(StatusCode::FORBIDDEN, "<!doctype html><title>Blocked</title><h1>Request blocked</h1>\n".to_owned())
    }

    /// Adds or replaces a header.
    pub(super) fn with(mut self, name: &'static str, value: &str) -> Self {
        self.set_header(name, value);
        self
    }

    /// Forbids keeping the answer.
    pub(super) fn uncached(self) -> Self {
        self.with("cache-control", "no-store").with("pragma", "no-cache")
    }

    /// Lets scripts of any origin read the answer.
    pub(super) fn shared(self) -> Self {
        self.with("access-control-allow-origin", "*").with("access-control-expose-headers", "WWW-Authenticate")
    }

    /// Adds a cookie; the one header that may stand there several times.
    pub(super) fn with_cookie(mut self, cookie: String) -> Self {
        self.headers.push(("set-cookie", cookie));
        self
    }

    /// Adds or replaces a header.
    pub(super) fn set_header(&mut self, name: &'static str, value: &str) {
        self.remove_header(name);
        self.headers.push((name, value.to_owned()));
    }

    /// Removes a header.
    pub(super) fn remove_header(&mut self, name: &str) {
        self.headers.retain(|(other, _)| *other != name);
    }

    /// Replaces the body and says what it is.
    pub(super) fn replace_body(&mut self, content_type: &str, body: impl Into<String>) {
        self.set_header("content-type", content_type);
        self.body = Body::Text(body.into());
    }

    /// Sets a member of a JSON body; no effect on other bodies.
    pub(super) fn set(&mut self, name: &str, value: impl Into<Value>) {
        if let Body::Json(members) = &mut self.body {
            members.insert(name.to_owned(), value.into());
        }
    }

    /// Removes a member of a JSON body; no effect on other bodies.
    pub(super) fn remove(&mut self, name: &str) {
        if let Body::Json(members) = &mut self.body {
            members.shift_remove(name);
        }
    }

    /// The body as text, as it stands now.
    pub(super) fn text(&self) -> String {
        match &self.body {
            Body::Json(members) => serde_json::to_string(members).unwrap_or_default(),
            Body::Text(text) | Body::Oversized(text) | Body::Stalled(text) => text.clone(),
            Body::Bytes(_) | Body::Dropped | Body::Silent => String::new(),
        }
    }

    /// The finished HTTP response.
    pub(super) fn into_response(self) -> Response<HttpBody> {
        let body = match self.body {
            Body::Json(_) => HttpBody::from(self.text()),
            Body::Text(text) => HttpBody::from(text),
            Body::Bytes(bytes) => HttpBody::from(bytes),
            Body::Oversized(text) => {
                let padding = stream::repeat(Bytes::from(vec![b' '; 65536])).take(OVERSIZE_PIECES);
                HttpBody::from_stream(stream::iter([Bytes::from(text)]).chain(padding).map(Ok::<_, Infallible>))
            }
            Body::Stalled(text) => {
                HttpBody::from_stream(stream::iter([Ok::<_, Infallible>(Bytes::from(text))]).chain(stream::pending()))
            }
            // Silence is kept by never getting here.
            Body::Dropped | Body::Silent => {
                HttpBody::from_stream(stream::iter([Err::<Bytes, _>(std::io::Error::other("dropped"))]))
            }
        };
        let mut response = Response::new(body);
        *response.status_mut() = self.status;
        for (name, value) in self.headers {
            match HeaderValue::from_bytes(value.as_bytes()) {
                Ok(value) => {
                    response.headers_mut().append(HeaderName::from_static(name), value);
                }
                // A value that HTTP cannot carry comes from the request, by a redirect that a fault lets through.
                Err(_) => *response.status_mut() = StatusCode::BAD_REQUEST,
            }
        }
        response
    }
}
