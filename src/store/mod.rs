//! Files: saved runs, and whatever else is read or written for the operator.

mod run;
mod text;

pub use run::{read_run, run_text};
pub use text::{StoreError, read_text, write_text};
