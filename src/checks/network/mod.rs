//! Reachability as the app's server sees it: names, addresses, certificates.

use crate::check::CheckDef;

/// The checks of this family.
pub const CHECKS: &[CheckDef] = &[];
