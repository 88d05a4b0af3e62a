//! Authorization endpoint and the way back.

use crate::check::CheckDef;

/// The checks of this family.
pub const CHECKS: &[CheckDef] = &[];
