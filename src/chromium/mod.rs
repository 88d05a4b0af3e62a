//! A real browser: the system's Chromium or Chrome, without a window, driven over a pipe by the DevTools protocol.
//!
//! Nothing is decided here: what to type where, and which requests may leave, is the business of whoever drives it.
//!
//! ```text
//! Chromium (process, temporary profile) ─ pipe ─ Devtools (calls, events) ─┬ Tab, in a context of its own
//!                                                                         │   ├ Pulse: what is under way
//!                                                                         │   └ Gate: asked about every request
//!                                                                         └ Authenticator: passkeys of a tab
//! ```
//!
//! The pipe in the place of the usual port keeps other users of the machine out of the browser, and ends it when this
//! program ends, however that comes about.

mod authenticator;
mod cookies;
mod devtools;
mod error;
mod find;
mod flags;
mod passkey_file;
mod pin;
#[cfg(unix)]
mod process;
mod pulse;
mod tab;
mod traffic;

pub use authenticator::{Authenticator, Passkey};
pub use error::ChromiumError;
pub use find::{VARIABLE, find};
pub use flags::Options;
pub use passkey_file::{PasskeyFile, PasskeyFileError, write_private};
pub use pin::pin;
#[cfg(unix)]
pub use process::Chromium;
pub use pulse::Pulse;
pub use tab::Tab;
pub use traffic::{Arriving, Gate, Leaving, Pass};
