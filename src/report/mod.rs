//! A judgement as text: for people, for programs, for CI. Pure: whoever calls writes it somewhere.

pub mod docs;
mod json;
mod junit;
mod layout;
mod terminal;
mod traffic;
mod words;

pub use json::{AppReport, REPORT_SCHEMA, Report, SpecReport, report};
pub use junit::junit;
pub use layout::{Page, plain};
pub use terminal::{TerminalOptions, brief, terminal};
pub use traffic::traffic;
pub use words::{account_words, counted, impact_words, prediction_words};
