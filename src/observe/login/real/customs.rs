//! What leaves the browser and what comes in: the answer to the app is caught, the password goes nowhere it must not, every
//! navigation is taken down.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use tokio::sync::watch;
use url::Url;

use super::super::callback::{Caught, caught, is_redirect_uri};
use super::super::lexicon::shortened;
use super::traces::Traces;
use crate::chromium::{Arriving, Gate, Leaving, Pass};
use crate::http::{Guard, now_ms};
use crate::recording::{Body, CallbackMode, Exchange, FailureKind, Obstacle, Request, Response, TransportFailure};

/// Longest body that is kept, bytes; as of our own client.
const LIMIT: usize = 1024 * 1024;

/// Why the browser goes no further.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Stop {
    /// It is at the redirect URI.
    Caught(Caught),
    /// Something is in the way.
    Obstacle(Obstacle),
    /// A certificate that the browser does not know, at this host and port.
    Untrusted(String, u16),
}

/// The gate of one way.
pub(super) struct Customs {
    purpose: String,
    start: Url,
    redirect_uri: Url,
    apps: Vec<url::Origin>,
    guard: Guard,
    state: Mutex<State>,
    stopped: watch::Sender<bool>,
}

#[derive(Default)]
struct State {
    exchanges: Vec<Exchange>,
    /// Navigations without an answer so far: where they stand among the exchanges, when they left.
    open: HashMap<String, (usize, Instant)>,
    /// Where each request over TLS went.
    places: HashMap<String, (String, u16)>,
    status: Option<u16>,
    page: Option<Url>,
    typed: Traces,
    /// The password was typed, and nothing was navigated to since.
    just_typed: bool,
    stop: Option<Stop>,
}

impl Customs {
    pub(super) fn new(purpose: &str, start: &Url, redirect_uri: &Url, apps: &[url::Origin], guard: &Guard) -> Self {
        Self {
            purpose: purpose.to_owned(),
            start: start.clone(),
            redirect_uri: redirect_uri.clone(),
            apps: apps.to_vec(),
            guard: guard.clone(),
            state: Mutex::default(),
            stopped: watch::channel(false).0,
        }
    }

    /// Why it goes no further, if so.
    pub(super) fn stop(&self) -> Option<Stop> {
        self.lock().stop.clone()
    }

    /// Waits for that.
    pub(super) async fn stopped(&self) {
        let mut stopped = self.stopped.subscribe();
        if stopped.wait_for(|s| *s).await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    /// Status of the page that is there.
    pub(super) fn status(&self) -> u16 {
        self.lock().status.unwrap_or(200)
    }

    /// A navigation left and nothing came back.
    pub(super) fn waits_for_an_answer(&self) -> bool {
        !self.lock().open.is_empty()
    }

    /// A secret is about to be typed: from now on nothing that carries it leaves for places that it must not go to.
    ///
    /// # Errors
    /// With a sentence when the page itself is such a place.
    pub(super) fn about_to_type(&self, secret: &str, page: &Url, to: &Url) -> Result<(), String> {
        for place in [page, to] {
            if let Err(why) = self.guard.password_may_go(place, page, &self.start) {
                let mut state = self.lock();
                let refused = Leaving {
                    id: String::new(),
                    url: place.as_str().to_owned(),
                    method: "POST".to_owned(),
                    headers: Vec::new(),
                    body: None,
                    document: true,
                    page: true,
                };
                state.exchanges.push(self.refused(&refused, &why));
                return Err(why);
            }
        }
        let mut state = self.lock();
        state.typed.add(secret);
        state.just_typed = true;
        state.page = Some(page.clone());
        Ok(())
    }

    /// The navigations, in order; what never got an answer only where `with_open`.
    pub(super) fn exchanges(&self, with_open: bool) -> Vec<Exchange> {
        let state = self.lock();
        let over = |e: &Exchange| e.response.is_some() || e.failure.as_ref().is_some_and(|f| f.message != "net::ERR_ABORTED");
        let mut out: Vec<Exchange> = state.exchanges.iter().filter(|e| over(e)).cloned().collect();
        if with_open {
            let late = state.open.values().filter_map(|(at, sent)| Some((state.exchanges.get(*at)?, sent)));
            out.extend(late.map(|(exchange, sent)| Exchange {
                failure: Some(failure(
                    FailureKind::Timeout,
                    &format!("there was no answer after {} s", sent.elapsed().as_secs()),
                )),
                received_at_ms: now_ms(),
                total_us: micros(*sent),
                ..exchange.clone()
            }));
        }
        out
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The first reason counts.
    fn end(&self, state: &mut State, stop: Stop) {
        state.stop.get_or_insert(stop);
        self.stopped.send_replace(true);
    }

    /// The page would go to an app's site without being at the redirect URI, or to no web site at all.
    fn lost(&self, to: &Url) -> Option<Obstacle> {
        let at_app = self.apps.contains(&to.origin()) && to.origin() != self.start.origin();
        let no_web = !matches!(to.scheme(), "http" | "https" | "about" | "data" | "blob");
        let mut bare = to.clone();
        bare.set_query(None);
        bare.set_fragment(None);
        let sentence = || format!("the browser was sent to {} instead of {}", shortened(bare.as_str()), self.redirect_uri);
        (at_app || no_web).then(|| Obstacle::Elsewhere(sentence()))
    }

    fn begun(&self, request: &Leaving) -> Exchange {
        let now = now_ms();
        Exchange {
            purpose: format!("{} (browser)", self.purpose),
            sent_at_ms: now,
            received_at_ms: now,
            first_byte_us: None,
            total_us: 0,
            request: Request {
                method: request.method.clone(),
                url: request.url.split('#').next().unwrap_or_default().to_owned(),
                headers: request.headers.clone(),
                body: request.body.clone().map(Body::from_bytes),
            },
            response: None,
            failure: None,
            peer: None,
            tls: None,
        }
    }

    fn refused(&self, request: &Leaving, why: &str) -> Exchange {
        Exchange { failure: Some(failure(FailureKind::Refused, why)), ..self.begun(request) }
    }

    fn back_at_the_app(&self, request: &Leaving, url: &Url) -> Option<Caught> {
        if !request.document || !is_redirect_uri(url, &self.redirect_uri) {
            return None;
        }
        match request.method.as_str() {
            "POST" => {
                let body = request.body.as_deref().unwrap_or_default();
                let parameters = url::form_urlencoded::parse(body).map(|(n, v)| (n.into_owned(), v.into_owned())).collect();
                Some(Caught { mode: CallbackMode::FormPost, url: request.url.clone(), parameters })
            }
            _ => caught(url, &request.url, &self.redirect_uri),
        }
    }
}

impl Gate for Customs {
    fn leaves(&self, request: &Leaving) -> Pass {
        let Ok(url) = Url::parse(&request.url) else { return Pass::On };
        let mut state = self.lock();
        if let Some(found) = self.back_at_the_app(request, &url) {
            self.end(&mut state, Stop::Caught(found));
            return Pass::Blank;
        }
        if is_redirect_uri(&url, &self.redirect_uri) {
            return Pass::Stop;
        }
        if request.page
            && let Some(obstacle) = self.lost(&url)
        {
            self.end(&mut state, Stop::Obstacle(obstacle));
            return Pass::Stop;
        }
        let page = state.page.clone().unwrap_or_else(|| self.start.clone());
        if state.typed.are_in(request)
            && let Err(why) = self.guard.password_may_go(&url, &page, &self.start)
        {
            let exchange = self.refused(request, &why);
            state.exchanges.push(exchange);
            self.end(&mut state, Stop::Obstacle(Obstacle::NotTried(why)));
            return Pass::Stop;
        }
        if url.scheme() == "https" {
            let place = (url.host_str().unwrap_or_default().to_owned(), url.port_or_known_default().unwrap_or(443));
            state.places.insert(request.id.clone(), place);
        }
        if request.document && matches!(url.scheme(), "http" | "https") {
            let mut exchange = self.begun(request);
            if std::mem::take(&mut state.just_typed) {
                // What reports count as a login.
                exchange.purpose.push_str(" (login form)");
            }
            state.exchanges.push(exchange);
            let at = state.exchanges.len() - 1;
            state.open.insert(request.id.clone(), (at, Instant::now()));
        }
        Pass::On
    }

    fn arrives(&self, answer: Arriving) -> Pass {
        let mut state = self.lock();
        let Some((at, sent)) = state.open.remove(&answer.id) else { return Pass::On };
        let Some(exchange) = state.exchanges.get_mut(at) else { return Pass::On };
        exchange.received_at_ms = now_ms();
        exchange.total_us = micros(sent);
        exchange.first_byte_us = Some(exchange.total_us);
        let at_url = Url::parse(&exchange.request.url).ok();
        let location = answer.headers.iter().find(|(name, _)| name == "location").map(|(_, value)| value.clone());
        let location = location.filter(|_| matches!(answer.status, 301 | 302 | 303 | 307 | 308));
        let mut body = answer.body;
        let truncated = body.len() > LIMIT;
        body.truncate(LIMIT);
        // The protocol is not told.
        let version = "HTTP".to_owned();
        exchange.response =
            Some(Response { status: answer.status, version, headers: answer.headers, body: Body::from_bytes(body), truncated });
        let to = location.as_deref().zip(at_url.as_ref()).and_then(|(location, at)| at.join(location).ok());
        let (Some(location), Some(to)) = (location, to) else {
            if answer.page {
                state.status = Some(answer.status);
                state.page = at_url;
            }
            return Pass::On;
        };
        if let Some(found) = caught(&to, &location, &self.redirect_uri) {
            self.end(&mut state, Stop::Caught(found));
            return Pass::Blank;
        }
        match self.lost(&to).filter(|_| answer.page) {
            Some(obstacle) => {
                self.end(&mut state, Stop::Obstacle(obstacle));
                Pass::Blank
            }
            None => Pass::On,
        }
    }

    fn failed(&self, id: &str, words: &str) {
        let mut state = self.lock();
        if words.starts_with("net::ERR_CERT_")
            && let Some((host, port)) = state.places.get(id).cloned()
        {
            self.end(&mut state, Stop::Untrusted(host, port));
        }
        let Some((at, sent)) = state.open.remove(id) else { return };
        if let Some(exchange) = state.exchanges.get_mut(at) {
            exchange.received_at_ms = now_ms();
            exchange.total_us = micros(sent);
            exchange.failure = Some(failure(kind(words), words));
        }
        if words != "net::ERR_ABORTED" {
            self.end(&mut state, Stop::Obstacle(Obstacle::NoAnswer(words.to_owned())));
        }
    }
}

fn failure(kind: FailureKind, message: &str) -> TransportFailure {
    TransportFailure { kind, message: message.to_owned() }
}

fn kind(words: &str) -> FailureKind {
    let says = |parts: &[&str]| parts.iter().any(|part| words.contains(part));
    match () {
        () if says(&["NAME_NOT_RESOLVED"]) => FailureKind::Dns,
        () if says(&["CERT_", "SSL_"]) => FailureKind::Tls,
        () if says(&["TIMED_OUT"]) => FailureKind::Timeout,
        () if says(&["CONNECTION_REFUSED", "CONNECTION_RESET", "ADDRESS_UNREACHABLE", "INTERNET_DISCONNECTED"]) => {
            FailureKind::Connect
        }
        () => FailureKind::Protocol,
    }
}

fn micros(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_micros()).unwrap_or(u64::MAX)
}

#[cfg(test)]
#[path = "customs_tests.rs"]
mod tests;
