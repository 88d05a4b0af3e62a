//! A strict client as a second opinion.

use crate::check::CheckDef;

/// The checks of this family.
pub const CHECKS: &[CheckDef] = &[];
