//! How often a password was sent, and whether it may be sent again.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use crate::recording::Obstacle;

/// Interactive logins of one run at most. One or two are enough where the provider keeps a session; one that keeps none asks
/// in every flow.
pub(super) const LOGINS: usize = 60;

/// Counts logins. Clones share the count.
#[derive(Debug, Clone, Default)]
pub(super) struct Logins(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    done: usize,
    refused: Option<String>,
    /// Steps that are good for one login, and were used.
    used: BTreeSet<usize>,
    /// The last period whose code was sent.
    code_of: Option<u64>,
}

impl Logins {
    /// Asks for leave to send the password.
    ///
    /// # Errors
    /// After a refusal: a second try with the same password would only lock the account. And when the bound is reached.
    pub(super) fn begin(&self) -> Result<(), Obstacle> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(words) = &state.refused {
            return Err(Obstacle::LoginRefused(words.clone()));
        }
        if state.done == LOGINS {
            return Err(Obstacle::NotTried(format!("{LOGINS} logins are enough for one run, and the provider asks again")));
        }
        state.done += 1;
        Ok(())
    }

    /// Asks for leave to do a step that is good for one login.
    pub(super) fn may_use(&self, step: usize) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).used.insert(step)
    }

    /// Asks for leave to send the code of this period: a good provider takes each once.
    pub(super) fn may_send_code(&self, period: u64) -> bool {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh = state.code_of.is_none_or(|last| period > last);
        if fresh {
            state.code_of = Some(period);
        }
        fresh
    }

    /// Remembers that the provider refused user and password.
    pub(super) fn refuse(&self, words: String) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).refused.get_or_insert(words);
    }

    /// The refusal, if there was one.
    pub(super) fn refused(&self) -> Option<Obstacle> {
        let state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.refused.clone().map(Obstacle::LoginRefused)
    }
}
