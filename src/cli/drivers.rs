//! The drivers that log in where forms over HTTP do not get on.

use std::sync::Arc;

use crate::config::Target;
use crate::observe::{Drivers, Handover};

/// Those that this machine has.
pub fn of(target: &Target) -> Drivers {
    Drivers::new(target.login, browser(target), person(target))
}

/// A real browser.
fn browser(_: &Target) -> Result<Arc<dyn Handover>, String> {
    Err("no Chromium found".to_owned())
}

/// The person at the terminal.
fn person(_: &Target) -> Result<Arc<dyn Handover>, String> {
    Err("nobody sits at a terminal".to_owned())
}
