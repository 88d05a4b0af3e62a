//! JWK Set: what RFC 7517 and Core demand.

use crate::check::CheckDef;

/// The checks of this family.
pub const CHECKS: &[CheckDef] = &[];
