//! An answer as hybridauth's HTTP client, a bare libcurl, hands it over: with the words it has for every failure.

use url::Url;

use super::view::Evidence;
use crate::check::{Finding, Missing};
use crate::recording::{Exchange, ExchangeId, FailureKind, Response, TransportFailure, redact_text};

/// How long the client waits for a whole answer, milliseconds.
const PATIENCE_MS: u64 = 30_000;
/// What libcurl says of an address that is none.
pub(super) const NO_URL: &str = "URL using bad/illegal format or missing URL";

/// What the app gets for a request, redirects followed.
#[derive(Debug, Clone)]
pub enum Curled<'a> {
    /// A status from 200 to 299.
    Success(ExchangeId, &'a Response),
    /// Any other status; a redirect without a place to go is one.
    Status(ExchangeId, &'a Response),
    /// No answer.
    NoAnswer {
        /// The exchange that shows it.
        exchange: ExchangeId,
        /// libcurl's words.
        words: String,
        /// The cause it shares with other findings.
        cause: Option<&'static str>,
    },
}

impl Curled<'_> {
    /// The exchange that holds the answer or the failure.
    pub fn exchange(&self) -> ExchangeId {
        match self {
            Self::Success(id, _) | Self::Status(id, _) | Self::NoAnswer { exchange: id, .. } => *id,
        }
    }

    /// A finding about an answer that is no success. Its words are those of hybridauth behind the sentence that names the
    /// request: `HTTP error 401. Raw Provider API response: …`.
    pub fn finding(&self, evidence: &Evidence<'_>, message: &str) -> Finding {
        let (actual, words, cause) = match self {
            Self::Success(_, response) => (format!("status {}", response.status), String::new(), None),
            Self::Status(_, response) => {
                let body = String::from_utf8_lossy(&response.body.bytes()).into_owned();
                let body = redact_text(evidence.recording(), &body);
                let words = format!("HTTP error {}. Raw Provider API response: {body}", response.status);
                (format!("status {}", response.status), words, None)
            }
            Self::NoAnswer { words, cause, .. } => (words.clone(), format!("HTTP client error: {words}"), *cause),
        };
        Finding::new(format!("{message}: {actual}"))
            .compare("a status from 200 to 299", actual)
            .words(words)
            .caused(cause)
            .at(self.exchange(), "")
    }
}

impl<'a> Evidence<'a> {
    /// What the app gets for these exchanges of one request, redirects first.
    ///
    /// # Errors
    /// When there are none, or when their outcome says nothing about what the app would get.
    pub(super) fn curled(&self, ids: &[ExchangeId]) -> Result<Curled<'a>, Missing> {
        let id = *ids.last().ok_or_else(|| Missing::new("not-observed", "nothing was sent"))?;
        let exchange = self.exchange(id)?;
        let url = exchange.request.address();
        if exchange.response.as_ref().is_some_and(|r| r.truncated) {
            return Err(Missing::new("too-large", format!("{url} answers with more than the tester reads")));
        }
        let no_answer = |words: String, cause| Ok(Curled::NoAnswer { exchange: id, words, cause });
        if let Some(failure) = &exchange.failure {
            let cause = match failure.kind {
                FailureKind::Dns => Some("dns"),
                FailureKind::Connect => Some("connect"),
                _ => None,
            };
            if failure.kind == FailureKind::Url && ids.len() > 1 {
                return no_answer("The redirect target URL could not be parsed: Unsupported URL scheme".to_owned(), None);
            }
            return no_answer(words(exchange, failure)?, cause);
        }
        let Some(response) = &exchange.response else {
            return Err(Missing::new("damaged-recording", format!("the recording has no answer of {url}")));
        };
        if exchange.total_us >= PATIENCE_MS * 1000 {
            return no_answer(timed_out(exchange), None);
        }
        match response.status {
            429 if self.is_limited(exchange) => {
                Err(Missing::new("rate-limited", format!("{url} answered 429 (too many requests)")))
            }
            503 if response.header("retry-after").is_some() => {
                Err(Missing::new("rate-limited", format!("{url} answered 503 with Retry-After")))
            }
            _ if response.leads_on() && ids.len() > 5 => no_answer("Maximum (5) redirects followed".to_owned(), None),
            200..=299 => Ok(Curled::Success(id, response)),
            _ => Ok(Curled::Status(id, response)),
        }
    }
}

/// An address that libcurl takes: not empty, not relative, without blanks and control characters.
pub fn is_taken(url: &str) -> bool {
    !url.is_empty() && !url.starts_with('/') && !url.bytes().any(|byte| byte <= b' ' || byte == 0x7f)
}

/// libcurl's words (7.88) for a failure of the transport.
fn words(exchange: &Exchange, failure: &TransportFailure) -> Result<String, Missing> {
    let url = &exchange.request.url;
    let parsed = Url::parse(url).ok();
    let host = parsed.as_ref().and_then(Url::host_str).unwrap_or_default().trim_matches(['[', ']']).to_owned();
    let port = parsed.as_ref().and_then(Url::port_or_known_default).unwrap_or_default();
    let said = failure.message.to_ascii_lowercase();
    Ok(match failure.kind {
        FailureKind::Refused => return Err(Missing::new("not-observed", format!("{url} was not asked: {}", failure.message))),
        FailureKind::Timeout if exchange.total_us < PATIENCE_MS * 990 => {
            let seconds = exchange.total_us / 1_000_000;
            let what = format!("{url} gave no answer in {seconds} s; the app waits 30 s (--timeout 30)");
            return Err(Missing::new("no-answer", what));
        }
        FailureKind::Timeout => timed_out(exchange),
        // The app does not look at certificates; the tester does.
        FailureKind::Tls if said.contains("certificate") => {
            let what = format!(
                "{url} was not asked, its certificate is not trusted here: {}; the app does not look at it (--ca-file or --insecure goes on)",
                failure.message
            );
            return Err(Missing::new("tls-untrusted", what));
        }
        FailureKind::Tls if said.contains("invalidcontenttype") => {
            "OpenSSL/3.0.17: error:0A00010B:SSL routines::wrong version number".to_owned()
        }
        FailureKind::Tls => format!("OpenSSL SSL_connect: SSL_ERROR_SYSCALL in connection to {host}:{port} "),
        FailureKind::Dns => format!("Could not resolve host: {host}"),
        FailureKind::Connect if said.contains("reset") => "Recv failure: Connection reset by peer".to_owned(),
        FailureKind::Connect => {
            let took = exchange.total_us / 1000;
            format!("Failed to connect to {host} port {port} after {took} ms: Couldn't connect to server")
        }
        FailureKind::Url => match url.split_once("://") {
            Some((scheme, _)) if !matches!(scheme.to_ascii_lowercase().as_str(), "http" | "https") => {
                format!("Protocol \"{scheme}\" not supported or disabled in libcurl")
            }
            _ => NO_URL.to_owned(),
        },
        FailureKind::Protocol => match &exchange.response {
            None => "Empty reply from server".to_owned(),
            Some(response) => {
                let length: Option<usize> = response.header("content-length").and_then(|l| l.parse().ok());
                match length.and_then(|all| all.checked_sub(response.body.bytes().len())) {
                    Some(rest) => format!("transfer closed with {rest} bytes remaining to read"),
                    None => "transfer closed with outstanding read data remaining".to_owned(),
                }
            }
        },
    })
}

fn timed_out(exchange: &Exchange) -> String {
    let received = exchange.response.as_ref().map_or(0, |r| r.body.bytes().len());
    format!("Operation timed out after {} milliseconds with {received} bytes received", PATIENCE_MS)
}
