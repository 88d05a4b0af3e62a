//! What can go wrong with a browser.

use std::path::PathBuf;
use std::time::Duration;

use thiserror::Error;

/// Why the browser could not do its part.
#[derive(Debug, Error)]
pub enum ChromiumError {
    /// There is none.
    #[error("no Chromium or Chrome was found on this machine (looked for {looked_for}; {variable} can name one)")]
    NotFound {
        /// Names and places.
        looked_for: String,
        /// The variable that names one.
        variable: &'static str,
    },
    /// The one that was named is none.
    #[error("{variable} names {path}, which is no program", path = path.display())]
    NoProgram {
        /// The variable.
        variable: &'static str,
        /// What it holds.
        path: PathBuf,
    },
    /// It does not start.
    #[error("{program} does not start: {why}", program = program.display())]
    Start {
        /// What was started.
        program: PathBuf,
        /// The reason, or its last words.
        why: String,
    },
    /// It ended, or closed the pipe.
    #[error("the browser ended: {0}")]
    Gone(String),
    /// It does not answer.
    #[error("the browser did not answer {method} within {} s", after.as_secs_f64())]
    Slow {
        /// The call.
        method: String,
        /// How long it was waited for.
        after: Duration,
    },
    /// It refuses a call: the page it was meant for is gone, or the browser is too old.
    #[error("the browser refused {method}: {message}")]
    Refused {
        /// The call.
        method: String,
        /// The browser's words.
        message: String,
    },
}
