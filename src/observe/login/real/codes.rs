//! Codes of a second factor: none is sent twice.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::http::now_ms;
use crate::totp::Totp;

/// The codes of a run.
#[derive(Debug, Default)]
pub(super) struct Codes(Mutex<Option<u64>>);

impl Codes {
    /// The code of now; where it was sent already, the next one, which is waited for.
    pub(super) async fn next(&self, totp: &Totp) -> String {
        loop {
            let now = now_ms() / 1000;
            if self.is_new(totp.period(now)) {
                return totp.code(now);
            }
            // A clock decides, and nothing else tells when.
            tokio::time::sleep(Duration::from_secs(totp.seconds_left(now).max(1))).await;
        }
    }

    fn is_new(&self, period: u64) -> bool {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let new = *last != Some(period);
        *last = Some(period);
        new
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_for_each_period() {
        let codes = Codes::default();
        assert_eq!([1, 1, 2, 2].map(|period| codes.is_new(period)), [true, false, true, false]);
    }
}
