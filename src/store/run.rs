//! Saved runs.

use std::path::Path;

use super::text::{StoreError, read_text};
use crate::recording::{Recording, read_recording};

/// Reads a saved run.
///
/// # Errors
/// When the file cannot be read, is something else, damaged, or newer than this build.
pub fn read_run(path: &Path) -> Result<Recording, StoreError> {
    let text = read_text(path)?;
    read_recording(text.trim_start_matches('\u{feff}')).map_err(|why| StoreError::Run { path: path.to_owned(), why })
}

/// A run as it is saved: JSON, indented, with a line end.
///
/// # Errors
/// Never in practice: every member of a recording has a JSON form.
pub fn run_text(recording: &Recording) -> Result<String, serde_json::Error> {
    serde_json::to_string_pretty(recording).map(|text| text + "\n")
}
