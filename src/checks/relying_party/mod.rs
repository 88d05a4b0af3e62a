//! What any app needs of a flow: it comes back, tokens come, claims are usable.

use crate::check::CheckDef;

/// The checks of this family.
pub const CHECKS: &[CheckDef] = &[];
