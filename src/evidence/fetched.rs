//! An answer as a PHP app's HTTP client (Guzzle behind Nextcloud's `IClient`) hands it over.

use std::net::IpAddr;

use super::view::Evidence;
use crate::check::{Finding, Missing};
use crate::recording::{Exchange, ExchangeId, FailureKind, Response, Step};
use crate::wire::{RedirectRule, SettingValue, StatusRule};

/// Private, link-local, shared or unique local; loopback addresses are judged as if they were public.
pub fn is_private(address: &str) -> bool {
    match address.trim_start_matches('[').trim_end_matches(']').parse() {
        Ok(IpAddr::V4(v4)) => {
            let [a, b, ..] = v4.octets();
            v4.is_private() || v4.is_link_local() || a == 100 && (64..128).contains(&b)
        }
        Ok(IpAddr::V6(v6)) => v6.is_unique_local() || v6.is_unicast_link_local(),
        Err(_) => false,
    }
}

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

/// Whether a request was answered.
#[derive(Debug, Clone)]
pub enum Answered<'a> {
    /// It was, with any status.
    Response(ExchangeId, &'a Response),
    /// It was not, as far as the app can see.
    Nothing {
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
        let curl = self.view().behaviour.redirects == RedirectRule::Curl;
        self.as_fetched_within(id, exchange, Some(if curl { CURL_PATIENCE_MS } else { PATIENCE_MS }))
    }

    /// The same for an app that stands elsewhere than the tester: where that cannot reach a private address, the app may.
    ///
    /// # Errors
    /// When its outcome says nothing about what the app would get.
    pub fn as_fetched_from_elsewhere(
        &self,
        id: ExchangeId,
        exchange: &'a Exchange,
        patience_ms: Option<u64>,
    ) -> Result<Fetched<'a>, Missing> {
        let host = url::Url::parse(&exchange.request.url).ok().and_then(|url| url.host_str().map(str::to_owned));
        let addresses = host.and_then(|host| {
            let literal = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>().ok();
            literal.map(|_| vec![host.clone()]).or_else(|| self.recording().hosts.get(&host).cloned())
        });
        let is_private = addresses.is_some_and(|all| all.iter().any(|address| is_private(address)));
        match exchange.failure.as_ref().filter(|f| is_private && matches!(f.kind, FailureKind::Connect | FailureKind::Timeout)) {
            Some(failure) => {
                let what = "has a private address that the tester does not reach; whether the app does is not known";
                Err(Missing::new(failure.kind.cause(), format!("{} {what}", exchange.request.address())))
            }
            None => self.as_fetched_within(id, exchange, patience_ms),
        }
    }

    /// The same for an app that waits this many milliseconds for a whole answer; `None`: nobody knows how long.
    ///
    /// # Errors
    /// When its outcome says nothing about what the app would get.
    pub fn as_fetched_within(
        &self,
        id: ExchangeId,
        exchange: &'a Exchange,
        patience_ms: Option<u64>,
    ) -> Result<Fetched<'a>, Missing> {
        let redirects = if self.view().behaviour.redirects == RedirectRule::Curl { 20 } else { 5 };
        let (id, response) = match self.answered(id, exchange, patience_ms)? {
            Answered::Response(id, response) => (id, response),
            Answered::Nothing { exchange, why, cause } => return Ok(Fetched::NoAnswer { exchange, why, cause }),
        };
        match response.status {
            _ if response.leads_on() => {
                Ok(Fetched::NoAnswer { exchange: id, why: format!("more than {redirects} redirects"), cause: None })
            }
            400.. if self.view().behaviour.statuses != StatusRule::Any => Ok(Fetched::HttpError(id, response)),
            _ => Ok(Fetched::Body(id, response)),
        }
    }

    /// Whether an app that waits so long gets an answer at all, and which.
    ///
    /// # Errors
    /// When the outcome says nothing about what the app would get.
    pub fn answered(&self, id: ExchangeId, exchange: &'a Exchange, patience_ms: Option<u64>) -> Result<Answered<'a>, Missing> {
        let url = exchange.request.address();
        if exchange.response.as_ref().is_some_and(|r| r.truncated) {
            return Err(Missing::new("too-large", format!("{url} answers with more than the tester reads")));
        }
        if let Some(failure) = &exchange.failure {
            let why = failure.message.clone();
            let nothing = |cause| Ok(Answered::Nothing { exchange: id, why, cause });
            return match failure.kind {
                FailureKind::Refused => Err(Missing::new("not-observed", format!("{url} was not asked: {}", failure.message))),
                FailureKind::Timeout if patience_ms.is_none_or(|ms| exchange.total_us < ms.saturating_mul(990)) => {
                    let seconds = exchange.total_us / 1_000_000;
                    let what = match patience_ms.map(|ms| ms / 1000) {
                        Some(s) => format!("{url} gave no answer in {seconds} s; the app waits {s} s (--timeout {s})"),
                        None => format!("{url} gave no answer in {seconds} s; how long the app waits is not known"),
                    };
                    Err(Missing::new("no-answer", what))
                }
                FailureKind::Tls if self.trusts_more() => Err(Missing::new(
                    "tls-untrusted",
                    format!("{url} was not asked, its certificate is not trusted here: {}", failure.message),
                )),
                FailureKind::Dns => nothing(Some("dns")),
                FailureKind::Connect => nothing(Some("connect")),
                FailureKind::Tls => nothing(Some("tls-untrusted")),
                FailureKind::Timeout | FailureKind::Protocol | FailureKind::Url => nothing(None),
            };
        }
        let Some(response) = &exchange.response else {
            return Err(Missing::new("damaged-recording", format!("the recording has no answer of {url}")));
        };
        if let Some(ms) = patience_ms.filter(|ms| exchange.total_us >= ms.saturating_mul(1000)) {
            let why = format!("the answer took {} s, the app gives up after {}", exchange.total_us / 1_000_000, ms / 1000);
            return Ok(Answered::Nothing { exchange: id, why, cause: None });
        }
        match response.status {
            429 if self.is_limited(exchange) => {
                Err(Missing::new("rate-limited", format!("{url} answered 429 (too many requests)")))
            }
            503 if response.header("retry-after").is_some() => {
                Err(Missing::new("rate-limited", format!("{url} answered 503 with Retry-After")))
            }
            _ => Ok(Answered::Response(id, response)),
        }
    }

    /// The app trusts certificates that the tester does not.
    fn trusts_more(&self) -> bool {
        let unverified = self.settings().get("oidc_login_tls_verify") == Some(&SettingValue::Bool(false));
        unverified
            || [
                "httpclient.allowselfsigned",
                "security:certificates:import",
                "private-authority-trusted",
                "debug",
                "NODE_EXTRA_CA_CERTS",
            ]
            .iter()
            .any(|name| self.settings().is_on(name))
    }
}
