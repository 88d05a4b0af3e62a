//! A strict client as a second opinion.

pub mod login;

use crate::check::CheckDef;

/// The checks of this family.
pub const CHECKS: &[CheckDef] = &[CheckDef::of::<login::Login>()];
