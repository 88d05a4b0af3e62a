//! Progress, for display only: nothing that is decided depends on it.

use crate::recording::Exchange;

/// Hears what the observer does while it does it.
pub trait Listener: Send + Sync {
    /// A step or a leg of a flow begins.
    fn step_started(&self, what: &str);
    /// A request was answered, or failed.
    fn exchange(&self, exchange: &Exchange);
    /// Somebody else than forms over HTTP logs in, for this reason.
    fn chosen(&self, _by: &str, _why: &str) {}
    /// A step or a leg ended; `ok` when there is an answer to judge.
    fn step_done(&self, what: &str, ok: bool);
}

/// Hears nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Listener for Silent {
    fn step_started(&self, _: &str) {}
    fn exchange(&self, _: &Exchange) {}
    fn step_done(&self, _: &str, _: bool) {}
}
