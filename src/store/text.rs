//! Whole text files, with errors that name the file.

use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::recording::FormatError;

/// A file that cannot be used.
#[derive(Debug, Error)]
pub enum StoreError {
    /// It cannot be read.
    #[error("{path:?} cannot be read: {why}")]
    Read {
        /// The file.
        path: PathBuf,
        /// The system's words.
        #[source]
        why: std::io::Error,
    },
    /// It cannot be written.
    #[error("{path:?} cannot be written: {why}")]
    Write {
        /// The file.
        path: PathBuf,
        /// The system's words.
        #[source]
        why: std::io::Error,
    },
    /// It is no saved run, or one that this build cannot read.
    #[error("{path:?}: {why}")]
    Run {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        #[source]
        why: FormatError,
    },
}

/// Reads a file.
///
/// # Errors
/// When it cannot be read, or holds no UTF-8.
pub fn read_text(path: &Path) -> Result<String, StoreError> {
    std::fs::read_to_string(path).map_err(|why| StoreError::Read { path: path.to_owned(), why })
}

/// Writes a file.
///
/// # Errors
/// When it cannot be written.
pub fn write_text(path: &Path, text: &str) -> Result<(), StoreError> {
    std::fs::write(path, text).map_err(|why| StoreError::Write { path: path.to_owned(), why })
}
