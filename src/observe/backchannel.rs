//! Where the provider tells clients that a session has ended (OpenID Connect Back-Channel Logout 1.0).

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body as HttpBody, to_bytes};
use axum::extract::{Request as HttpRequest, State};
use axum::http::{Method, StatusCode};
use axum::response::Response as HttpResponse;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::Actor;
use super::ground::Ground;
use super::log::Log;
use super::steps::{Informed, label};
use crate::http::now_ms;
use crate::oidc::CompactJws;
use crate::recording::{Body, Exchange, ExchangeId, Request, Response, StageStatus, Step};

/// Largest message that is read.
const LARGEST: usize = 64 * 1024;
/// Longest time for the body of one message.
const READING: Duration = Duration::from_secs(5);
/// Messages that are kept.
const MOST: usize = 200;
/// Longest wait for tokens after the last logout.
const WAITING: Duration = Duration::from_secs(4);

/// The listener; it ends when this is dropped.
pub(super) struct BackChannel {
    pub(super) url: String,
    heard: Arc<Heard>,
    task: JoinHandle<()>,
}

impl Drop for BackChannel {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// What came in.
struct Heard {
    log: Log,
    url: String,
    messages: Mutex<Vec<Message>>,
    arrived: Notify,
}

#[derive(Debug, Clone)]
struct Message {
    path: String,
    audience: Vec<String>,
    exchange: ExchangeId,
}

impl Message {
    /// It came to the actor's own address, or is for its client.
    fn is_for(&self, actor: &Actor) -> bool {
        let client = actor.target.client_id.as_ref();
        self.path == path(actor) || client.is_some_and(|id| self.audience.contains(id))
    }
}

/// The path that belongs to an actor.
pub(super) fn path(actor: &Actor) -> String {
    format!("/{}", actor.target.id)
}

impl BackChannel {
    /// Begins to listen. `url` is how the provider reaches it; without one, it is the address itself.
    ///
    /// # Errors
    /// When the address cannot be listened on.
    pub(super) async fn listen(listen: SocketAddr, url: Option<&str>, log: Log) -> io::Result<Self> {
        let listener = TcpListener::bind(listen).await?;
        let url = match url {
            Some(url) => url.to_owned(),
            None => format!("http://{}", listener.local_addr()?),
        };
        let heard = Arc::new(Heard { log, url: url.clone(), messages: Mutex::default(), arrived: Notify::new() });
        let router = Router::new().fallback(hear).with_state(Arc::clone(&heard));
        let task = tokio::spawn(async move {
            // An error of the system ends the listening: what did not arrive is told as such.
            let _ = axum::serve(listener, router).await;
        });
        Ok(Self { url, heard, task })
    }

    fn of(&self, actor: &Actor) -> Vec<ExchangeId> {
        let messages = self.heard.messages.lock().unwrap_or_else(PoisonError::into_inner);
        messages.iter().filter(|message| message.is_for(actor)).map(|message| message.exchange).collect()
    }

    /// Waits until each of these has heard something, a few seconds at most.
    async fn wait(&self, actors: &[&Actor]) {
        let all = async {
            while actors.iter().any(|actor| self.of(actor).is_empty()) {
                self.heard.arrived.notified().await;
            }
        };
        bounded(all).await;
    }
}

async fn bounded(work: impl Future<Output = ()>) {
    // What has not come by then is missing.
    let _ = timeout(WAITING, work).await;
}

async fn hear(State(heard): State<Arc<Heard>>, request: HttpRequest) -> HttpResponse {
    let (begun, sent_at_ms) = (Instant::now(), now_ms());
    let (parts, body) = request.into_parts();
    if parts.method != Method::POST {
        return answer(StatusCode::METHOD_NOT_ALLOWED);
    }
    let Ok(Ok(body)) = timeout(READING, to_bytes(body, LARGEST)).await else {
        return answer(StatusCode::PAYLOAD_TOO_LARGE);
    };
    let mut messages = heard.messages.lock().unwrap_or_else(PoisonError::into_inner);
    if messages.len() == MOST {
        return answer(StatusCode::TOO_MANY_REQUESTS);
    }
    let headers = parts.headers.iter();
    let headers = headers.map(|(name, value)| (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned()));
    let path = parts.uri.path().to_owned();
    let exchange = Exchange {
        purpose: format!("Logout Token received at {path}"),
        sent_at_ms,
        received_at_ms: now_ms(),
        first_byte_us: None,
        total_us: u64::try_from(begun.elapsed().as_micros()).unwrap_or(u64::MAX),
        request: Request {
            method: parts.method.as_str().to_owned(),
            url: format!("{}{}", heard.url, parts.uri),
            headers: headers.collect(),
            body: Some(Body::from_bytes(body.to_vec())),
        },
        response: Some(Response {
            status: 200,
            version: format!("{:?}", parts.version),
            headers: vec![("cache-control".to_owned(), "no-store".to_owned())],
            body: Body::Text(String::new()),
            truncated: false,
        }),
        failure: None,
        peer: None,
        tls: None,
    };
    let id = heard.log.reserve();
    heard.log.fill(id, exchange);
    messages.push(Message { path, audience: audience(&body), exchange: id });
    drop(messages);
    heard.arrived.notify_one();
    answer(StatusCode::OK)
}

/// Who the token in this form is for.
fn audience(form: &[u8]) -> Vec<String> {
    let token = url::form_urlencoded::parse(form).find(|(name, _)| name == "logout_token").map(|(_, token)| token);
    match token.as_ref().and_then(|token| CompactJws::parse(token).claim("aud").cloned()) {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}

fn answer(status: StatusCode) -> HttpResponse {
    let mut answer = HttpResponse::new(HttpBody::empty());
    *answer.status_mut() = status;
    answer.headers_mut().insert("cache-control", axum::http::HeaderValue::from_static("no-store"));
    answer
}

impl Ground {
    /// Waits for the Logout Tokens of these actors, and takes down which came.
    pub(super) async fn back_channel_logouts(&self, channel: &BackChannel, all: &[Informed<'_>]) {
        let (can, cannot): (Vec<&Informed<'_>>, Vec<_>) =
            all.iter().filter(|i| i.needs(Step::BackChannelLogout)).partition(|_| self.has_logged_in());
        for informed in cannot {
            let why = "no-session: no login came about, so that there is nothing to log out of";
            self.step_skipped(Step::BackChannelLogout, informed.actor, why);
        }
        let announced = |informed: &&&Informed<'_>| {
            let supported = informed.metadata.as_ref().and_then(|m| m.get("backchannel_logout_supported")?.as_bool());
            supported == Some(true) && informed.actor.target.client_id.is_some()
        };
        can.iter().for_each(|informed| self.started(&label(Step::BackChannelLogout, informed.actor)));
        channel.wait(&can.iter().filter(announced).map(|informed| informed.actor).collect::<Vec<_>>()).await;
        for informed in can {
            let heard = channel.of(informed.actor);
            self.step_said(Step::BackChannelLogout, informed.actor, StageStatus::Done, heard, None);
        }
    }
}
