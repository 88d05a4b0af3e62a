//! RP-initiated logout.

use crate::check::CheckDef;

/// The checks of this family.
pub const CHECKS: &[CheckDef] = &[];
