//! PKCE (RFC 7636).

use crate::check::CheckDef;

/// The checks of this family.
pub const CHECKS: &[CheckDef] = &[];
