//! Starting and stopping a provider.

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    sync::{Arc, atomic::Ordering},
    time::{Duration, Instant},
};

use axum::{
    Router,
    body::{Body as HttpBody, to_bytes},
    extract::Request,
    http::{Response, StatusCode},
    routing::any,
    serve::ListenerExt as _,
};
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle, time::timeout};

use super::{
    answer::{Answer, Body},
    backchannel,
    call::Call,
    config::Config,
    endpoints::{Endpoint, endpoints},
    keys::KeySet,
    op::{Meter, Op},
};

/// The largest request body that is read.
const LARGEST_BODY: usize = 1 << 20;
/// How long a shutdown waits for answers that never end.
const SHUTDOWN_PATIENCE: Duration = Duration::from_millis(200);

/// The embedded provider; [`Provider::start`] makes a [`RunningProvider`] of it.
#[derive(Debug)]
pub struct Provider;

impl Provider {
    /// Starts a provider on 127.0.0.1. It needs a running tokio runtime, and stops when the returned value is dropped.
    ///
    /// # Errors
    ///
    /// If the port is taken, or the system cannot make keys.
    pub async fn start(config: Config) -> io::Result<RunningProvider> {
        let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, config.port))).await?;
        let here = format!("http://{}", listener.local_addr()?);
        let base = config.public_url.clone().unwrap_or(here);
        let op = Op::new(base, config).map_err(|_| io::Error::other("cannot make the provider's keys"))?;
        let op = Arc::new(op);
        let router = router(&op);
        let (stop, stopped) = oneshot::channel::<()>();
        let listener = listener.tap_io(|stream| {
            // Small answers must not wait for the acknowledgement of the one before. A socket that refuses is only slower.
            let _slower = stream.set_nodelay(true);
        });
        let server = tokio::spawn(async move {
            let stopped = async move {
                // A dropped sender means the same as a message.
                let _dropped = stopped.await;
            };
            axum::serve(listener, router).with_graceful_shutdown(stopped).await
        });
        Ok(RunningProvider { op, server, stop: Some(stop) })
    }
}

/// A provider that answers until it is dropped.
pub struct RunningProvider {
    op: Arc<Op>,
    server: JoinHandle<io::Result<()>>,
    stop: Option<oneshot::Sender<()>>,
}

impl RunningProvider {
    /// The issuer as an operator gives it; without a persona it is also the base of every address.
    #[expect(clippy::misnamed_getters, reason = "a persona's document may name another issuer than the address it is found at")]
    pub fn issuer(&self) -> &str {
        &self.op.address
    }

    /// The address of everything, without a path.
    #[cfg(test)]
    pub(super) fn base(&self) -> &str {
        &self.op.base
    }

    /// The address of an endpoint, by its name in the discovery document.
    #[cfg(test)]
    pub(super) fn at(&self, member: &str) -> String {
        let metadata = super::endpoints::discovery::metadata(&self.op);
        metadata.get(member).and_then(|value| value.as_str()).unwrap_or_default().to_owned()
    }

    /// The client that is registered from the start.
    pub fn client_id(&self) -> &str {
        &self.op.config.client_id
    }

    /// That client's secret.
    pub fn client_secret(&self) -> &str {
        &self.op.config.client_secret
    }

    /// The user's login name.
    pub fn user(&self) -> &str {
        &self.op.config.user
    }

    /// The user's password.
    pub fn password(&self) -> &str {
        &self.op.config.password
    }

    /// Lets new keys sign from now on; the ones before stay published.
    ///
    /// # Errors
    ///
    /// If the system cannot make keys.
    pub fn rotate_keys(&self) -> io::Result<()> {
        let serial = self.op.key_ring().next_serial();
        let next = KeySet::generate(serial).map_err(|_| io::Error::other("cannot make the provider's keys"))?;
        self.op.key_ring().rotate(next);
        Ok(())
    }

    /// How many requests were received.
    pub fn request_count(&self) -> u64 {
        self.op.meter.requests.load(Ordering::Relaxed)
    }

    /// How many of them were token requests.
    pub fn token_calls(&self) -> u64 {
        self.op.meter.token_calls.load(Ordering::Relaxed)
    }

    /// The time spent inside handlers, of all requests together.
    pub fn busy(&self) -> Duration {
        Duration::from_nanos(self.op.meter.busy_nanos.load(Ordering::Relaxed))
    }

    /// Stops the provider and waits until it has stopped.
    pub async fn shutdown(mut self) {
        self.stop.take();
        // Some faults never finish their answer; such connections are cut off.
        if timeout(SHUTDOWN_PATIENCE, &mut self.server).await.is_err() {
            self.server.abort();
        }
    }
}

impl std::fmt::Debug for RunningProvider {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("RunningProvider").field("issuer", &self.op.issuer).finish_non_exhaustive()
    }
}

fn router(op: &Arc<Op>) -> Router {
    let serve = |endpoint: Endpoint| {
        let op = Arc::clone(op);
        any(move |request: Request| respond(op, endpoint, request))
    };
    let router = endpoints(op.persona()).fold(Router::new(), |router, (path, endpoint)| router.route(&path, serve(endpoint)));
    let not_found: Endpoint = |_, _| Answer::not_found();
    router.fallback(serve(not_found))
}

async fn respond(op: Arc<Op>, endpoint: Endpoint, request: Request) -> Response<HttpBody> {
    Meter::count(&op.meter.requests);
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, LARGEST_BODY).await else {
        return Answer::empty(StatusCode::PAYLOAD_TOO_LARGE).into_response();
    };
    let begun = Instant::now();
    let mut answer = endpoint(&op, &Call::new(parts, body));
    op.meter.add_busy(begun.elapsed());
    for notice in std::mem::take(&mut answer.notices) {
        backchannel::send(notice).await;
    }
    if matches!(answer.body, Body::Silent) {
        std::future::pending::<()>().await;
    }
    answer.into_response()
}
