//! An answer as a PHP app's HTTP client (Guzzle behind Nextcloud's `IClient`) hands it over.

use super::view::Evidence;
use crate::check::{Finding, Missing};
use crate::recording::{Exchange, ExchangeId, FailureKind, Response, Step};
use crate::wire::{RedirectRule, SettingValue, StatusRule};

/// How long Nextcloud's client waits for a whole answer, milliseconds.
const PATIENCE_MS: u64 = 30_000;
/// How long jumbojett's client does, over libcurl.
const CURL_PATIENCE_MS: u64 = 60_000;

/// What the app gets for a request, redirects followed.
#[derive(Debug, Clone)]
pub enum Fetched<'a> {
    /// A body to read: 2xx, or a redirect without a place to go.
    Body(ExchangeId, &'a Response),
    /// 4xx or 5xx: an exception that holds the answer.
    HttpError(ExchangeId, &'a Response),
    /// An exception without an answer.
    NoAnswer {
        /// The exchange.
        exchange: ExchangeId,
        /// What happened, in words.
        why: String,
        /// The cause it shares with other findings.
        cause: Option<&'static str>,
    },
}

impl Fetched<'_> {
    /// The exchange that holds the answer or the failure.
    pub fn exchange(&self) -> ExchangeId {
        match self {
            Self::Body(id, _) | Self::HttpError(id, _) | Self::NoAnswer { exchange: id, .. } => *id,
        }
    }

    /// A finding about an answer that is not a body: names what came instead, and its cause.
    pub fn finding(&self, message: &str, expected: &str) -> Finding {
        let (actual, cause) = match self {
            Self::Body(_, response) => (format!("status {}", response.status), None),
            Self::HttpError(_, response) => (format!("status {}", response.status), None),
            Self::NoAnswer { why, cause, .. } => (why.clone(), *cause),
        };
        let finding = Finding::new(format!("{message}: {actual}")).compare(expected, actual).at(self.exchange(), "");
        match cause {
            Some(cause) => finding.cause(cause),
            None => finding,
        }
    }
}

impl<'a> Evidence<'a> {
    /// What the app gets for the last request of a step.
    ///
    /// # Errors
    /// When the step was not done, or when its outcome says nothing about what the app would get.
    pub fn fetched(&self, step: Step) -> Result<Fetched<'a>, Missing> {
        let (id, exchange) = self.answer(step)?;
        self.as_fetched(id, exchange)
    }

    /// What the app gets for this exchange, the last one of its request.
    ///
    /// # Errors
    /// When its outcome says nothing about what the app would get.
    pub fn as_fetched(&self, id: ExchangeId, exchange: &'a Exchange) -> Result<Fetched<'a>, Missing> {
        let url = &exchange.request.url;
        let curl = self.view().behaviour.redirects == RedirectRule::Curl;
        let (patience, redirects) = if curl { (CURL_PATIENCE_MS, 20) } else { (PATIENCE_MS, 5) };
        if exchange.response.as_ref().is_some_and(|r| r.truncated) {
            return Err(Missing::new("too-large", format!("{url} answers with more than the tester reads")));
        }
        if let Some(failure) = &exchange.failure {
            let why = failure.message.clone();
            let no_answer = |cause| Ok(Fetched::NoAnswer { exchange: id, why, cause });
            return match failure.kind {
                FailureKind::Refused => Err(Missing::new("not-observed", format!("{url} was not asked: {}", failure.message))),
                FailureKind::Timeout if exchange.total_us < patience * 990 => Err(Missing::new(
                    "no-answer",
                    format!(
                        "{url} gave no answer in {} s; the app waits {1} s (--timeout {1})",
                        exchange.total_us / 1_000_000,
                        patience / 1000
                    ),
                )),
                FailureKind::Tls if self.trusts_more() => Err(Missing::new(
                    "tls-untrusted",
                    format!("{url} was not asked, its certificate is not trusted here: {}", failure.message),
                )),
                FailureKind::Dns => no_answer(Some("dns")),
                FailureKind::Connect => no_answer(Some("connect")),
                FailureKind::Tls => no_answer(Some("tls-untrusted")),
                FailureKind::Timeout | FailureKind::Protocol | FailureKind::Url => no_answer(None),
            };
        }
        let Some(response) = &exchange.response else {
            return Err(Missing::new("damaged-recording", format!("the recording has no answer of {url}")));
        };
        if exchange.total_us >= patience * 1000 {
            let why = format!("the answer took {} s, the app gives up after {}", exchange.total_us / 1_000_000, patience / 1000);
            return Ok(Fetched::NoAnswer { exchange: id, why, cause: None });
        }
        match response.status {
            429 => Err(Missing::new("rate-limited", format!("{url} answered 429 (too many requests)"))),
            503 if response.header("retry-after").is_some() => {
                Err(Missing::new("rate-limited", format!("{url} answered 503 with Retry-After")))
            }
            300..=399 if response.header("location").is_some() => {
                Ok(Fetched::NoAnswer { exchange: id, why: format!("more than {redirects} redirects"), cause: None })
            }
            400.. if self.view().behaviour.statuses == StatusRule::Successful => Ok(Fetched::HttpError(id, response)),
            _ => Ok(Fetched::Body(id, response)),
        }
    }

    /// The app trusts certificates that the tester does not.
    fn trusts_more(&self) -> bool {
        let unverified = self.settings().get("oidc_login_tls_verify") == Some(&SettingValue::Bool(false));
        unverified
            || ["httpclient.allowselfsigned", "security:certificates:import", "private-authority-trusted", "debug"]
                .iter()
                .any(|name| self.settings().is_on(name))
    }
}
