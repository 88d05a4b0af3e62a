//! Waiting when the provider says so, within bounds, for the whole run together.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::recording::Response;

/// Longest single wait.
const EACH: Duration = Duration::from_secs(10);
/// Longest waiting of a run.
const TOTAL: Duration = Duration::from_secs(45);
/// Wait after a 429 that does not say how long; once per run.
const UNTOLD: Duration = Duration::from_secs(1);

/// How long the provider asked us to wait, and how much patience is left. Clones share it.
#[derive(Debug, Clone, Default)]
pub struct Patience(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    until: Option<Instant>,
    spent: Duration,
    untold: usize,
}

impl Patience {
    /// Waits until the provider may be asked again; other requests that are waiting wait for the same moment.
    pub async fn wait(&self) {
        loop {
            let until = self.lock().until;
            match until {
                Some(until) if until > Instant::now() => tokio::time::sleep_until(until).await,
                _ => return,
            }
        }
    }

    /// Looks at an answer. `Ok(true)`: it is a rate limit, wait and send again. `Ok(false)`: it is an answer.
    ///
    /// # Errors
    /// With a sentence when it is a rate limit that asks for more patience than there is.
    pub fn heed(&self, response: &Response, now_ms: i64) -> Result<bool, String> {
        let asked = response.header("retry-after").and_then(|value| retry_after(value, now_ms));
        let (status, wait) = match (response.status, asked) {
            (status @ (429 | 503), Some(wait)) => (status, wait),
            (429, None) => {
                let mut state = self.lock();
                state.untold += 1;
                if state.untold > 1 && state.until.is_none_or(|u| u < Instant::now()) {
                    return Err("rate-limited: the provider answers 429 and does not say for how long".to_owned());
                }
                (429, UNTOLD)
            }
            _ => return Ok(false),
        };
        let mut state = self.lock();
        let now = Instant::now();
        let until = now + wait;
        let more = until.saturating_duration_since(state.until.unwrap_or(now).max(now));
        if wait > EACH || state.spent + more > TOTAL {
            let seconds = wait.as_secs();
            return Err(format!("rate-limited: the provider answers {status} and asks for {seconds} s of patience"));
        }
        state.spent += more;
        state.until = Some(state.until.unwrap_or(until).max(until));
        Ok(true)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// `Retry-After`: seconds or an HTTP date (RFC 9110, section 10.2.3).
fn retry_after(value: &str, now_ms: i64) -> Option<Duration> {
    let value = value.trim();
    if let Ok(seconds) = value.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let date = jiff::fmt::rfc2822::parse(value).ok()?;
    let wait = date.timestamp().as_millisecond().saturating_sub(now_ms);
    Some(Duration::from_millis(u64::try_from(wait).unwrap_or(0)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recording::Body;

    fn answer(status: u16, retry_after: Option<&str>) -> Response {
        let headers = retry_after.map(|v| ("retry-after".to_owned(), v.to_owned())).into_iter().collect();
        Response { status, version: "HTTP/1.1".to_owned(), headers, body: Body::Text(String::new()), truncated: false }
    }

    #[test]
    fn reads_seconds_and_dates() {
        assert_eq!(retry_after("7", 0), Some(Duration::from_secs(7)));
        assert_eq!(retry_after("Thu, 01 Jan 1970 00:00:09 GMT", 1000), Some(Duration::from_secs(8)));
        assert_eq!(retry_after("Thu, 01 Jan 1970 00:00:00 GMT", 1000), Some(Duration::ZERO));
        assert_eq!(retry_after("soon", 0), None);
    }

    #[test]
    fn patience_ends() {
        let patience = Patience::default();
        assert_eq!(patience.heed(&answer(200, None), 0), Ok(false));
        assert_eq!(patience.heed(&answer(503, None), 0), Ok(false));
        assert_eq!(patience.heed(&answer(429, Some("10")), 0), Ok(true));
        patience.lock().spent = TOTAL;
        patience.lock().until = None;
        assert!(patience.heed(&answer(503, Some("10")), 0).unwrap_err().starts_with("rate-limited: "));
    }

    #[test]
    fn requests_that_wait_together_count_once() {
        let patience = Patience::default();
        for _ in 0..20 {
            assert_eq!(patience.heed(&answer(429, Some("10")), 0), Ok(true));
        }
    }

    #[test]
    fn a_long_wait_is_refused() {
        assert!(Patience::default().heed(&answer(429, Some("3600")), 0).unwrap_err().contains("3600 s"));
    }
}
