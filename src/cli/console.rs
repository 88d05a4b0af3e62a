//! Standard output and standard error: colour, width, and writing that survives a closed pipe.

use std::io::{IsTerminal as _, Write as _};
use std::path::Path;

use super::failure::Failure;
use crate::store;

/// Where text goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stream {
    /// Standard output.
    Out,
    /// Standard error.
    Err,
}

impl Stream {
    fn is_terminal(self) -> bool {
        match self {
            Self::Out => std::io::stdout().is_terminal(),
            Self::Err => std::io::stderr().is_terminal(),
        }
    }

    /// Whether to use colour there: NO_COLOR says no, CLICOLOR_FORCE yes, else a terminal decides.
    pub fn colour(self) -> bool {
        let set = |name: &str| std::env::var_os(name).is_some_and(|v| !v.is_empty() && v != "0");
        if set("NO_COLOR") {
            false
        } else {
            set("CLICOLOR_FORCE") || self.is_terminal() && std::env::var_os("TERM").is_none_or(|t| t != "dumb")
        }
    }

    /// Columns; 80 where there is no terminal.
    pub fn width(self) -> usize {
        let size = match self {
            Self::Out => terminal_size::terminal_size_of(std::io::stdout()),
            Self::Err => terminal_size::terminal_size_of(std::io::stderr()),
        };
        size.map_or(80, |(width, _)| usize::from(width.0))
    }

    /// Writes all of it.
    ///
    /// # Errors
    /// When nobody reads any more.
    pub fn write(self, text: &str) -> Result<(), Failure> {
        let written = match self {
            Self::Out => std::io::stdout().write_all(text.as_bytes()).and_then(|()| std::io::stdout().flush()),
            Self::Err => std::io::stderr().write_all(text.as_bytes()),
        };
        written.map_err(Failure::Output)
    }
}

/// Styles what is rendered from now on for this stream.
pub fn style_for(stream: Stream) {
    colored::control::set_override(stream.colour());
}

/// One line about something that stops nothing.
pub fn warn(text: &str) {
    use colored::Colorize as _;
    style_for(Stream::Err);
    // A warning that nobody can read is no reason to stop.
    let _ = Stream::Err.write(&format!("{} {text}\n", "warning:".yellow().bold()));
}

/// Writes to a file, or to standard output where the name is `-`.
///
/// # Errors
/// When it cannot be written.
pub fn write_to(place: &Path, text: &str) -> Result<(), Failure> {
    if is_stdout(place) { Stream::Out.write(text) } else { Ok(store::write_text(place, text)?) }
}

/// `-`
pub fn is_stdout(place: &Path) -> bool {
    place.as_os_str() == "-"
}
