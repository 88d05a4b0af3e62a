//! Sending and taking down: every request of a run goes through here, whoever makes it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use url::Url;

use super::log::Log;
use crate::http::{Client, Guard, Method, Outgoing, Patience};
use crate::recording::{Exchange, ExchangeId, FailureKind, Response, Stage, StageStatus};
use crate::wire::HttpManners;

/// Redirects that Guzzle and Go follow.
const REDIRECTS: usize = 5;
/// Redirects that PHP's libcurl follows.
const CURL_REDIRECTS: usize = 20;
/// Times one request is sent because of rate limits.
const TRIES: usize = 6;

/// Time-outs of one endpoint after which it is not asked again.
const SILENCES: usize = 2;

/// Sends requests and takes them down.
#[derive(Clone)]
pub(super) struct Caller {
    pub(super) client: Client,
    pub(super) log: Log,
    patience: Patience,
    guard: Arc<Mutex<Guard>>,
    /// Endpoints (URLs without a query) that let us wait for nothing, with how often in a row.
    silent: Arc<Mutex<HashMap<String, usize>>>,
    asks_silent_ones: bool,
}

/// What came of one request.
#[derive(Debug, Clone)]
pub(super) struct Called {
    /// Its exchanges: more than one after a rate limit or with redirects.
    pub(super) ids: Vec<ExchangeId>,
    /// The last of them.
    pub(super) exchange: Exchange,
    /// Patience ended before there was an answer, or had ended before. Begins with the id of the cause.
    pub(super) limited: Option<String>,
}

impl Called {
    /// The stage that consists of this.
    pub(super) fn stage(&self) -> Stage {
        Stage { status: self.status(), exchanges: self.ids.clone() }
    }

    pub(super) fn status(&self) -> StageStatus {
        self.limited.clone().map_or(StageStatus::Done, StageStatus::Failed)
    }

    /// The answer, if it is one to go on with.
    pub(super) fn answer(&self) -> Option<&Response> {
        if self.limited.is_some() { None } else { self.exchange.complete() }
    }
}

impl Caller {
    pub(super) fn new(client: Client, log: Log) -> Self {
        Self {
            client,
            log,
            patience: Patience::default(),
            guard: Arc::default(),
            silent: Arc::default(),
            asks_silent_ones: false,
        }
    }

    /// The same, asking also where nothing answered before.
    pub(super) fn undaunted(&self) -> Self {
        Self { asks_silent_ones: true, ..self.clone() }
    }

    /// Where credentials may go, as far as is known by now.
    pub(super) fn guard(&self) -> Guard {
        self.guard.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Adds hosts that the provider names.
    pub(super) fn name_hosts<'u>(&self, urls: impl IntoIterator<Item = &'u str>) {
        let mut guard = self.guard.lock().unwrap_or_else(PoisonError::into_inner);
        urls.into_iter().for_each(|url| guard.name(url));
    }

    /// Adds hosts that the operator lets the password go to.
    pub(super) fn allow_logins(&self, hosts: &[String]) {
        let mut guard = self.guard.lock().unwrap_or_else(PoisonError::into_inner);
        hosts.iter().for_each(|host| guard.allow_login(host));
    }

    /// Sends one request; a rate limit is waited out within bounds. Each try is an exchange of its own.
    pub(super) async fn call(&self, outgoing: Outgoing) -> Called {
        if let Some(why) = self.silence(&outgoing.url) {
            let exchange = outgoing.refused(why.clone());
            return Called { ids: Vec::new(), exchange, limited: Some(why) };
        }
        let mut ids = Vec::new();
        loop {
            self.patience.wait().await;
            let id = self.log.reserve();
            ids.push(id);
            let exchange = self.client.send(outgoing.clone()).await;
            self.log.fill(id, exchange.clone());
            self.remember_silence(&outgoing.url, &exchange);
            let heeded = exchange.complete().map_or(Ok(false), |r| self.patience.heed(r, exchange.received_at_ms));
            match heeded {
                Ok(true) if ids.len() < TRIES => {}
                Ok(true) => {
                    let limited = Some(format!("rate-limited: the provider still answers so after {TRIES} tries"));
                    return Called { ids, exchange, limited };
                }
                Ok(false) => return Called { ids, exchange, limited: None },
                Err(limited) => return Called { ids, exchange, limited: Some(limited) },
            }
        }
    }

    /// Why this endpoint is not asked any more, if so.
    fn silence(&self, url: &str) -> Option<String> {
        let silent = self.silent.lock().unwrap_or_else(PoisonError::into_inner);
        let times = silent.get(endpoint(url)).copied().filter(|times| *times >= SILENCES && !self.asks_silent_ones)?;
        Some(format!("no-answer: {} did not answer {times} times before", endpoint(url)))
    }

    fn remember_silence(&self, url: &str, exchange: &Exchange) {
        let mut silent = self.silent.lock().unwrap_or_else(PoisonError::into_inner);
        if exchange.failure.as_ref().is_some_and(|f| f.kind == FailureKind::Timeout) {
            *silent.entry(endpoint(url).to_owned()).or_insert(0) += 1;
        } else {
            silent.remove(endpoint(url));
        }
    }

    /// Records a request that is not sent, with the reason.
    pub(super) fn refuse(&self, outgoing: &Outgoing, why: String) -> Called {
        let id = self.log.reserve();
        let exchange = outgoing.refused(why);
        self.log.fill(id, exchange.clone());
        Called { ids: vec![id], exchange, limited: None }
    }

    /// Sends one request as the app's HTTP client would, redirects included. Credentials (an `Authorization` header, a form)
    /// go to hosts that the provider named and to no others.
    pub(super) async fn call_as(&self, manners: &HttpManners, outgoing: Outgoing) -> Called {
        // What a request says itself takes the place of the app's usual header.
        let usual = manners.headers.iter().filter(|(name, _)| outgoing.header(name).is_none()).cloned();
        let headers = usual.chain(outgoing.headers.iter().cloned()).collect();
        let mut outgoing = Outgoing { headers, ..outgoing };
        let most = if manners.redirects_keep_method { CURL_REDIRECTS } else { REDIRECTS };
        let mut ids = Vec::new();
        let mut followed = 0;
        loop {
            let called = self.guarded(outgoing.clone()).await;
            ids.extend(&called.ids);
            let next = called.answer().and_then(|answer| redirected(manners, &outgoing, &called.exchange.request.url, answer));
            match next {
                Some(next) if manners.follow_redirects && followed < most => {
                    followed += 1;
                    outgoing = next;
                }
                _ => return Called { ids, ..called },
            }
        }
    }

    async fn guarded(&self, outgoing: Outgoing) -> Called {
        let carries = outgoing.body.as_ref().is_some_and(|b| !b.is_empty()) || outgoing.header("authorization").is_some();
        match self.guard().secret_may_go(&outgoing.url) {
            Err(why) if carries => self.refuse(&outgoing, why),
            _ => self.call(outgoing).await,
        }
    }
}

/// A URL without its query.
fn endpoint(url: &str) -> &str {
    url.split(['?', '#']).next().unwrap_or_default()
}

/// The request that Guzzle and Go, or libcurl, make of a redirect.
fn redirected(manners: &HttpManners, from: &Outgoing, at: &str, answer: &Response) -> Option<Outgoing> {
    let followed = match manners.redirects_keep_method {
        true => (300..400).contains(&answer.status),
        false => matches!(answer.status, 301 | 302 | 303 | 307 | 308),
    };
    if !followed {
        return None;
    }
    let at = Url::parse(at).ok()?;
    let to = at.join(answer.header("location")?).ok()?;
    let mut next = Outgoing { purpose: format!("{} (redirected)", from.purpose), url: to.as_str().to_owned(), ..from.clone() };
    if matches!(answer.status, 301..=303) && next.method == Method::Post {
        next.body = None;
        if !manners.redirects_keep_method {
            next.method = Method::Get;
            next.headers.retain(|(n, _)| !n.eq_ignore_ascii_case("content-type"));
        }
    }
    if to.origin() != at.origin() {
        next.headers.retain(|(n, _)| !n.eq_ignore_ascii_case("authorization"));
    }
    Some(next)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recording::Body;

    fn answer(status: u16, location: &str) -> Response {
        let headers = vec![("location".to_owned(), location.to_owned())];
        Response { status, version: "HTTP/1.1".to_owned(), headers, body: Body::Text(String::new()), truncated: false }
    }

    #[test]
    fn a_post_becomes_a_get_unless_told_to_stay() {
        let post =
            Outgoing::post_form("token", "https://op.example/t", "code=a".to_owned()).with_header("Authorization", "Basic x");
        let guzzle = manners(false);
        let get = redirected(&guzzle, &post, &post.url, &answer(302, "/u")).unwrap();
        assert_eq!((get.method, get.body.is_none(), get.url.as_str()), (Method::Get, true, "https://op.example/u"));
        assert_eq!(get.header("authorization"), Some("Basic x"));
        let stay = redirected(&guzzle, &post, &post.url, &answer(307, "https://other.example/")).unwrap();
        assert_eq!((stay.method, stay.body.is_some(), stay.header("authorization")), (Method::Post, true, None));
        assert_eq!(redirected(&guzzle, &post, &post.url, &answer(200, "/u")), None);
    }

    #[test]
    fn curl_with_a_method_of_its_own_loses_only_the_body() {
        let post = Outgoing::post_form("token", "https://op.example/t", "code=a".to_owned());
        for status in [301, 302, 303] {
            let next = redirected(&manners(true), &post, &post.url, &answer(status, "/u")).unwrap();
            assert_eq!((next.method, next.body, next.headers.len()), (Method::Post, None, 1), "{status}");
        }
        for status in [300, 305, 307, 308] {
            let next = redirected(&manners(true), &post, &post.url, &answer(status, "/u")).unwrap();
            assert_eq!((next.method, next.body.is_some()), (Method::Post, true), "{status}");
        }
        assert_eq!(redirected(&manners(false), &post, &post.url, &answer(300, "/u")), None);
    }

    fn manners(redirects_keep_method: bool) -> HttpManners {
        HttpManners { headers: Vec::new(), follow_redirects: true, redirects_keep_method, any_status: false }
    }
}
