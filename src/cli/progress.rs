//! What is going on, on standard error, while it goes on. Nothing where standard error is no terminal.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use crate::observe::{Listener, Silent};
use crate::recording::Exchange;

/// A spinner with the step in hand and the number of requests.
pub struct Spinner {
    bar: ProgressBar,
    requests: AtomicUsize,
}

/// A listener that shows progress, or one that shows nothing.
pub fn listener(quiet: bool) -> Arc<dyn Listener> {
    if quiet || !std::io::IsTerminal::is_terminal(&std::io::stderr()) {
        return Arc::new(Silent);
    }
    let bar = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {wide_msg}") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(120));
    Arc::new(Spinner { bar, requests: AtomicUsize::new(0) })
}

impl Listener for Spinner {
    fn step_started(&self, what: &str) {
        let requests = self.requests.load(Ordering::Relaxed);
        self.bar.set_message(format!("{what}  ({})", crate::report::counted(requests, "request")));
    }

    fn exchange(&self, _: &Exchange) {
        self.requests.fetch_add(1, Ordering::Relaxed);
    }

    fn step_done(&self, _: &str, _: bool) {}
}

impl Drop for Spinner {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
