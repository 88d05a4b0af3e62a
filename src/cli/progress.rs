//! What is going on, on standard error, while it goes on. Nothing where standard error is no terminal.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::console::Stream;
use super::person::Screen;
use crate::observe::{Listener, Silent};
use crate::recording::Exchange;

/// What shows progress, and where a person may be asked.
pub struct Progress {
    /// Hears what is observed.
    pub listener: Arc<dyn Listener>,
    bar: Option<ProgressBar>,
}

/// Lines and a countdown above and in the place of the spinner.
struct Above(Option<ProgressBar>);

/// None.
impl From<Arc<Silent>> for Progress {
    fn from(listener: Arc<Silent>) -> Self {
        Self { listener, bar: None }
    }
}

impl Progress {
    /// Where a person reads.
    pub fn screen(&self) -> Arc<dyn Screen> {
        Arc::new(Above(self.bar.clone()))
    }
}

impl Screen for Above {
    fn say(&self, lines: &str) {
        let write = || {
            // Whoever closed standard error reads nothing.
            let _ = Stream::Err.write(&format!("{lines}\n"));
        };
        match &self.0 {
            Some(bar) => bar.suspend(write),
            None => write(),
        }
    }

    fn hush(&self, on: bool) {
        let Some(bar) = &self.0 else { return };
        if on {
            bar.set_draw_target(ProgressDrawTarget::hidden());
        } else {
            bar.set_draw_target(ProgressDrawTarget::stderr());
            bar.enable_steady_tick(TICK);
        }
    }

    fn countdown(&self, left: Option<Duration>) {
        let Some(bar) = &self.0 else { return };
        match left {
            Some(left) => {
                let seconds = left.as_secs();
                bar.set_message(format!("waiting for you to log in, {}:{:02} left", seconds / 60, seconds % 60));
            }
            None => bar.set_message(String::new()),
        }
    }
}

/// How often the spinner turns.
const TICK: Duration = Duration::from_millis(120);

/// A spinner with the step in hand and the number of requests.
pub struct Spinner {
    bar: ProgressBar,
    requests: AtomicUsize,
    /// Who logs in, as far as that was told.
    chosen: Mutex<Vec<String>>,
}

/// Progress on standard error, or none.
pub fn progress(quiet: bool) -> Progress {
    if quiet || !std::io::IsTerminal::is_terminal(&std::io::stderr()) {
        return Progress { listener: Arc::new(Silent), bar: None };
    }
    let bar = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {wide_msg}") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(TICK);
    let spinner = Spinner { bar: bar.clone(), requests: AtomicUsize::new(0), chosen: Mutex::default() };
    Progress { listener: Arc::new(spinner), bar: Some(bar) }
}

impl Listener for Spinner {
    fn step_started(&self, what: &str) {
        let requests = self.requests.load(Ordering::Relaxed);
        self.bar.set_message(format!("{what}  ({})", crate::report::counted(requests, "request")));
    }

    fn exchange(&self, _: &Exchange) {
        self.requests.fetch_add(1, Ordering::Relaxed);
    }

    fn chosen(&self, by: &str, why: &str) {
        let mut told = self.chosen.lock().unwrap_or_else(PoisonError::into_inner);
        if !told.iter().any(|other| other == by) {
            told.push(by.to_owned());
            self.bar.println(format!("login by {by}: {why}"));
        }
    }

    fn step_done(&self, _: &str, _: bool) {}
}

impl Drop for Spinner {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
