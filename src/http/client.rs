//! The client itself.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use reqwest::header::{CONTENT_LENGTH, HeaderName, HeaderValue};
use reqwest::redirect::Policy;
use thiserror::Error;
use url::Url;

use super::Network;
use super::body::{self, LIMIT};
use super::clock::{micros, now_ms};
use super::failure::transport_failure;
use super::names::{Names, PORT, Resolver};
use super::outgoing::{Method, Outgoing};
use super::tls::{Witness, client_config};
use crate::recording::{Body, Exchange, FailureKind, Response, TlsFacts, TransportFailure};

/// Idle connections are given up before the shortest keep-alive in common use (5 seconds) closes them under a request.
const IDLE: Duration = Duration::from_secs(3);

/// Why there is no client.
#[derive(Debug, Error)]
pub enum ClientError {
    /// The file of further roots cannot be used.
    #[error("{0}")]
    Roots(String),
    /// The TLS or HTTP library refused its configuration.
    #[error("{0}")]
    Build(String),
}

/// The HTTP client of a run. Clones share connections, names and TLS facts.
#[derive(Debug, Clone)]
pub struct Client {
    inner: reqwest::Client,
    witness: Arc<Witness>,
    names: Arc<Names>,
    timeout: Duration,
}

impl Client {
    /// A client for this network.
    ///
    /// # Errors
    /// When the given roots are no PEM certificates, or the libraries refuse to start.
    pub fn new(network: &Network) -> Result<Self, ClientError> {
        let witness = Arc::new(Witness::new(network.ca_file.as_deref(), network.insecure).map_err(ClientError::Roots)?);
        let names = Arc::new(Names::new(network.resolve.clone()));
        let inner = reqwest::Client::builder()
            .tls_backend_preconfigured(client_config(&witness).map_err(ClientError::Build)?)
            .tls_info(true)
            .dns_resolver(Resolver(Arc::clone(&names)))
            .redirect(Policy::none())
            .no_proxy()
            .retry(reqwest::retry::never())
            .referer(false)
            .http1_title_case_headers()
            .pool_idle_timeout(IDLE)
            .build()
            .map_err(|e| ClientError::Build(e.to_string()))?;
        Ok(Self { inner, witness, names, timeout: network.timeout })
    }

    /// Longest wait for one answer.
    pub fn timeout(&self) -> Duration {
        self.timeout
    }

    /// Looks up a name, so that it stands among [`Client::hosts`].
    pub async fn resolve(&self, host: &str) {
        // A name that does not resolve is recorded as such.
        let _ = tokio::time::timeout(self.timeout, self.names.addresses(host, None)).await;
    }

    /// Every name that was looked up, with its addresses; an empty list: it does not resolve.
    pub fn hosts(&self) -> BTreeMap<String, Vec<String>> {
        self.names.known()
    }

    /// The certificate that a host showed last, DER, if it was accepted though the public roots do not vouch for it: what
    /// another client has to be told of.
    pub fn accepted_leaf(&self, host: &str) -> Option<Vec<u8>> {
        self.witness.accepted_leaf(host)
    }

    /// Sends one request and records what comes of it.
    pub async fn send(&self, mut outgoing: Outgoing) -> Exchange {
        let url = match written(&mut outgoing) {
            Ok(url) => url,
            Err(message) => return failed(&outgoing, FailureKind::Url, message),
        };
        let request = match self.build(&mut outgoing, &url) {
            Ok(request) => request,
            Err(message) => return failed(&outgoing, FailureKind::Url, message),
        };
        let host = url.host_str().unwrap_or_default().to_owned();
        let port = url.port_or_known_default().unwrap_or(0);
        let started = Instant::now();
        let mut exchange = failed(&outgoing, FailureKind::Timeout, self.too_slow("there was no answer"));
        let deadline = tokio::time::Instant::now() + self.timeout;
        let decodes = outgoing.header("accept-encoding").is_some();

        let answer = tokio::time::timeout_at(deadline, PORT.scope(port, self.inner.execute(request))).await;
        match answer {
            Err(_) => exchange.tls = self.after_failure(&url, &host),
            Ok(Err(error)) => {
                exchange.failure = Some(transport_failure(&error));
                exchange.tls = self.after_failure(&url, &host);
            }
            Ok(Ok(answer)) => {
                exchange.first_byte_us = Some(micros(started));
                exchange.peer = answer.remote_addr().map(|a| a.to_string());
                exchange.tls = self.of_connection(&answer, &host);
                let (response, failure) = self.read(answer, deadline, decodes).await;
                exchange.response = Some(response);
                exchange.failure = failure;
            }
        }
        exchange.total_us = micros(started);
        exchange.received_at_ms = now_ms();
        exchange
    }

    fn build(&self, outgoing: &mut Outgoing, url: &Url) -> Result<reqwest::Request, String> {
        let method = match outgoing.method {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
            Method::Put => reqwest::Method::PUT,
            Method::Delete => reqwest::Method::DELETE,
        };
        let mut request = reqwest::Request::new(method, url.clone());
        for (name, value) in &outgoing.headers {
            let header = HeaderName::from_bytes(name.as_bytes()).map_err(|e| format!("header {name:?}: {e}"))?;
            let value = HeaderValue::from_bytes(value.as_bytes()).map_err(|e| format!("value of header {name:?}: {e}"))?;
            request.headers_mut().append(header, value);
        }
        if outgoing.header("accept").is_none() {
            outgoing.headers.push(("Accept".to_owned(), "*/*".to_owned()));
        }
        if let Some(body) = &outgoing.body {
            // hyper leaves the length of an empty body out, and some take that for no body at all.
            if body.is_empty() {
                request.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
            }
            *request.body_mut() = Some(body.clone().into());
        }
        Ok(request)
    }

    async fn read(
        &self,
        mut answer: reqwest::Response,
        deadline: tokio::time::Instant,
        decodes: bool,
    ) -> (Response, Option<TransportFailure>) {
        let status = answer.status().as_u16();
        let version = format!("{:?}", answer.version());
        let headers: Vec<(String, String)> = answer
            .headers()
            .iter()
            .map(|(n, v)| (n.as_str().to_owned(), String::from_utf8_lossy(v.as_bytes()).into_owned()))
            .collect();
        let mut bytes: Vec<u8> = Vec::new();
        let mut cut = false;
        let mut failure = None;
        loop {
            match tokio::time::timeout_at(deadline, answer.chunk()).await {
                Ok(Ok(Some(chunk))) => {
                    bytes.extend_from_slice(&chunk);
                    if bytes.len() > LIMIT {
                        bytes.truncate(LIMIT);
                        cut = true;
                        break;
                    }
                }
                Ok(Ok(None)) => break,
                Ok(Err(error)) => {
                    failure = Some(transport_failure(&error));
                    break;
                }
                Err(_) => {
                    let message = self.too_slow("the body had not ended");
                    failure = Some(TransportFailure { kind: FailureKind::Timeout, message });
                    break;
                }
            }
        }
        let coding = headers.iter().find(|(n, _)| n == "content-encoding").map(|(_, v)| v.as_str()).filter(|_| decodes);
        let empty = bytes.is_empty();
        let decoded = body::decode(bytes, coding.filter(|_| !empty), cut || failure.is_some());
        let failure = failure.or_else(|| decoded.fault.map(|message| TransportFailure { kind: FailureKind::Protocol, message }));
        let truncated = if failure.is_some() { cut } else { decoded.truncated };
        (Response { status, version, headers, body: Body::from_bytes(decoded.bytes), truncated }, failure)
    }

    fn of_connection(&self, answer: &reqwest::Response, host: &str) -> Option<TlsFacts> {
        let info = answer.extensions().get::<reqwest::tls::TlsInfo>()?;
        let mut facts = self.witness.of_connection(host, info.peer_certificate()?)?;
        facts.version = info.version().map(|v| {
            // reqwest has no name for its versions.
            let all = [
                (reqwest::tls::Version::TLS_1_0, "TLSv1.0"),
                (reqwest::tls::Version::TLS_1_1, "TLSv1.1"),
                (reqwest::tls::Version::TLS_1_2, "TLSv1.2"),
                (reqwest::tls::Version::TLS_1_3, "TLSv1.3"),
            ];
            all.iter().find(|(known, _)| *known == v).map_or("TLS", |(_, name)| name).to_owned()
        });
        Some(facts)
    }

    fn after_failure(&self, url: &Url, host: &str) -> Option<TlsFacts> {
        if url.scheme() == "https" { self.witness.last_of(host) } else { None }
    }

    fn too_slow(&self, what: &str) -> String {
        format!("{what} after {} s", self.timeout.as_secs_f64())
    }
}

/// Brings the URL into the form that goes out; user info becomes the header that clients make of it.
fn written(outgoing: &mut Outgoing) -> Result<Url, String> {
    use base64::Engine as _;
    let mut url = Url::parse(outgoing.url.trim()).map_err(|e| format!("{:?} cannot be requested: {e}", outgoing.url))?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none_or(str::is_empty) {
        return Err(format!("{:?} cannot be requested: it is no http or https URL", outgoing.url));
    }
    url.set_fragment(None);
    if !url.username().is_empty() || url.password().is_some() {
        let decoded = |text: &str| String::from_utf8_lossy(&percent_decoded(text)).into_owned();
        let pair = format!("{}:{}", decoded(url.username()), decoded(url.password().unwrap_or_default()));
        if outgoing.header("authorization").is_none() {
            let coded = base64::engine::general_purpose::STANDARD.encode(pair);
            outgoing.headers.push(("Authorization".to_owned(), format!("Basic {coded}")));
        }
        // Both succeed on URLs with a host.
        let _ = url.set_username("");
        let _ = url.set_password(None);
    }
    outgoing.url = url.as_str().to_owned();
    Ok(url)
}

fn percent_decoded(text: &str) -> Vec<u8> {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut i = 0;
    while let Some(byte) = bytes.get(i) {
        let code = bytes.get(i + 1..i + 3).and_then(|h| std::str::from_utf8(h).ok()).and_then(|h| u8::from_str_radix(h, 16).ok());
        match (byte, code) {
            (b'%', Some(code)) => {
                out.push(code);
                i += 3;
            }
            _ => {
                out.push(*byte);
                i += 1;
            }
        }
    }
    out
}

fn failed(outgoing: &Outgoing, kind: FailureKind, message: String) -> Exchange {
    let mut exchange = outgoing.refused(message);
    if let Some(failure) = &mut exchange.failure {
        failure.kind = kind;
    }
    exchange
}
