//! Discovery document: what OpenID Connect Discovery demands.

use crate::check::CheckDef;

/// The checks of this family.
pub const CHECKS: &[CheckDef] = &[];
