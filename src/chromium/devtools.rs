//! The DevTools protocol over a pipe: calls with answers, and events by session. Messages are JSON, each ended by a zero byte.
//!
//! Nothing here knows what methods and events there are, so that a newer browser cannot break it.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader};
use tokio::sync::{mpsc, oneshot};

use super::ChromiumError;

/// Longest wait for the answer to one call, unless the caller knows better.
const CALL: Duration = Duration::from_secs(15);
/// Largest message: pictures and large pages fit.
const MESSAGE: usize = 64 * 1024 * 1024;

/// An event of one session.
#[derive(Debug, Clone)]
pub(super) struct Event {
    pub(super) method: String,
    pub(super) params: Value,
}

type Answer = Result<Value, String>;

/// The connection. Clones are the same one.
#[derive(Clone)]
pub(super) struct Devtools {
    shared: Arc<Shared>,
    out: mpsc::UnboundedSender<Vec<u8>>,
}

struct Shared {
    next: AtomicU64,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    waiting: HashMap<u64, oneshot::Sender<Answer>>,
    sessions: HashMap<String, mpsc::UnboundedSender<Event>>,
    /// Why there will be no more answers.
    ended: Option<String>,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn end(&self, why: &str) {
        let mut state = self.lock();
        state.ended.get_or_insert_with(|| why.to_owned());
        // Whoever waits learns it by the closed channel.
        state.waiting.clear();
        state.sessions.clear();
    }

    fn message(&self, bytes: &[u8]) {
        let Ok(mut message) = serde_json::from_slice::<Value>(bytes) else { return };
        if let Some(id) = message.get("id").and_then(Value::as_u64) {
            let Some(waiting) = self.lock().waiting.remove(&id) else { return };
            let error = message.get("error").map(|e| e.get("message").and_then(Value::as_str).unwrap_or("no reason").to_owned());
            let result = message.get_mut("result").map(Value::take).unwrap_or_default();
            // The caller may have stopped waiting.
            let _ = waiting.send(error.map_or(Ok(result), Err));
            return;
        }
        let text = |name: &str| message.get(name).and_then(Value::as_str).map(str::to_owned);
        let (Some(method), Some(session)) = (text("method"), text("sessionId")) else { return };
        let params = message.get_mut("params").map(Value::take).unwrap_or_default();
        if let Some(listener) = self.lock().sessions.get(&session) {
            let _ = listener.send(Event { method, params });
        }
    }
}

impl Devtools {
    /// Speaks over these two ends. The tasks end with the pipe.
    pub(super) fn over<W, R>(mut to: W, from: R) -> Self
    where
        W: AsyncWrite + Unpin + Send + 'static,
        R: AsyncRead + Unpin + Send + 'static,
    {
        let shared = Arc::new(Shared { next: AtomicU64::new(1), state: Mutex::default() });
        let (out, mut queue) = mpsc::unbounded_channel::<Vec<u8>>();
        tokio::spawn(async move {
            while let Some(message) = queue.recv().await {
                if to.write_all(&message).await.is_err() || to.flush().await.is_err() {
                    break;
                }
            }
        });
        let reading = Arc::clone(&shared);
        tokio::spawn(async move {
            let why = read_all(from, &reading).await;
            reading.end(&why);
        });
        Self { shared, out }
    }

    /// Calls a method, of a session or of the browser itself.
    pub(super) async fn call(&self, session: Option<&str>, method: &str, params: Value) -> Result<Value, ChromiumError> {
        self.call_within(session, method, params, CALL).await
    }

    /// The same with another time-out.
    pub(super) async fn call_within(
        &self,
        session: Option<&str>,
        method: &str,
        params: Value,
        after: Duration,
    ) -> Result<Value, ChromiumError> {
        let id = self.shared.next.fetch_add(1, Ordering::Relaxed);
        let (sender, answer) = oneshot::channel();
        {
            let mut state = self.shared.lock();
            if let Some(why) = &state.ended {
                return Err(ChromiumError::Gone(why.clone()));
            }
            state.waiting.insert(id, sender);
        }
        if self.out.send(written(id, session, method, params)).is_err() {
            return Err(self.gone());
        }
        match tokio::time::timeout(after, answer).await {
            Ok(Ok(Ok(result))) => Ok(result),
            Ok(Ok(Err(message))) => Err(ChromiumError::Refused { method: method.to_owned(), message }),
            Ok(Err(_)) => Err(self.gone()),
            Err(_) => {
                self.shared.lock().waiting.remove(&id);
                Err(ChromiumError::Slow { method: method.to_owned(), after })
            }
        }
    }

    /// Calls without waiting for the answer.
    pub(super) fn tell(&self, session: Option<&str>, method: &str, params: Value) {
        let id = self.shared.next.fetch_add(1, Ordering::Relaxed);
        // A browser that is gone needs to be told nothing.
        let _ = self.out.send(written(id, session, method, params));
    }

    /// Events of a session, from now on.
    pub(super) fn events(&self, session: &str) -> mpsc::UnboundedReceiver<Event> {
        let (sender, receiver) = mpsc::unbounded_channel();
        self.shared.lock().sessions.insert(session.to_owned(), sender);
        receiver
    }

    /// No more events of this session.
    pub(super) fn forget(&self, session: &str) {
        self.shared.lock().sessions.remove(session);
    }

    fn gone(&self) -> ChromiumError {
        let why = self.shared.lock().ended.clone();
        ChromiumError::Gone(why.unwrap_or_else(|| "the pipe is closed".to_owned()))
    }
}

fn written(id: u64, session: Option<&str>, method: &str, params: Value) -> Vec<u8> {
    let mut message = json!({ "id": id, "method": method, "params": params });
    if let (Some(session), Some(members)) = (session, message.as_object_mut()) {
        members.insert("sessionId".to_owned(), session.into());
    }
    let mut bytes = message.to_string().into_bytes();
    bytes.push(0);
    bytes
}

/// Reads messages until there are no more; says why.
async fn read_all(from: impl AsyncRead + Unpin, shared: &Shared) -> String {
    let mut from = BufReader::with_capacity(64 * 1024, from);
    let mut message: Vec<u8> = Vec::new();
    loop {
        let chunk = match from.fill_buf().await {
            Ok([]) => return "it closed the pipe".to_owned(),
            Ok(chunk) => chunk,
            Err(error) => return error.to_string(),
        };
        let end = chunk.iter().position(|b| *b == 0);
        message.extend_from_slice(chunk.get(..end.unwrap_or(chunk.len())).unwrap_or_default());
        let used = end.map_or(chunk.len(), |at| at + 1);
        from.consume(used);
        if end.is_some() {
            shared.message(&message);
            message.clear();
        } else if message.len() > MESSAGE {
            return format!("it sent a message of more than {MESSAGE} bytes");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::AsyncReadExt as _;

    /// A browser that answers as told, call by call.
    fn stand_in(answers: Vec<Option<&'static str>>) -> Devtools {
        let (ours, theirs) = tokio::io::duplex(4096);
        let (read, write) = tokio::io::split(ours);
        tokio::spawn(async move {
            let (mut read, mut write) = tokio::io::split(theirs);
            for answer in answers {
                while read.read_u8().await.is_ok_and(|b| b != 0) {}
                let Some(answer) = answer else { return };
                write.write_all(answer.as_bytes()).await.unwrap();
                write.write_all(&[0]).await.unwrap();
            }
            std::future::pending::<()>().await;
        });
        Devtools::over(write, read)
    }

    #[tokio::test]
    async fn answers_find_their_calls_and_unknown_events_break_nothing() {
        let devtools = stand_in(vec![
            Some(
                "{\"method\":\"New.thing\",\"params\":{\"kind\":\"odd\"}}\0no json\0{\"id\":99,\"result\":{}}\0{\"id\":1,\"result\":{\"a\":1}}",
            ),
            Some("{\"id\":2,\"error\":{\"code\":-32000,\"message\":\"no such frame\"}}"),
        ]);
        assert_eq!(devtools.call(None, "A.b", json!({})).await.unwrap()["a"], 1);
        let error = devtools.call(Some("s"), "C.d", json!({})).await.unwrap_err().to_string();
        assert_eq!(error, "the browser refused C.d: no such frame");
    }

    #[tokio::test]
    async fn events_go_to_their_session() {
        let devtools = stand_in(vec![Some(
            "{\"method\":\"E.a\",\"sessionId\":\"other\"}\0{\"method\":\"E.b\",\"sessionId\":\"s\",\"params\":{\"n\":2}}\0{\"id\":1}",
        )]);
        let mut events = devtools.events("s");
        devtools.call(None, "A.b", json!({})).await.unwrap();
        let event = events.recv().await.unwrap();
        assert_eq!((event.method.as_str(), &event.params["n"]), ("E.b", &json!(2)));
    }

    #[tokio::test]
    async fn a_browser_that_hangs_or_ends_is_told() {
        let silent = stand_in(vec![Some("{}")]);
        let error = silent.call_within(None, "A.b", json!({}), Duration::from_millis(20)).await.unwrap_err();
        assert!(matches!(error, ChromiumError::Slow { .. }), "{error}");
        let dead = stand_in(vec![None]);
        let error = dead.call(None, "A.b", json!({})).await.unwrap_err();
        assert!(matches!(error, ChromiumError::Gone(_)), "{error}");
        assert!(matches!(dead.call(None, "A.b", json!({})).await, Err(ChromiumError::Gone(_))));
    }
}
