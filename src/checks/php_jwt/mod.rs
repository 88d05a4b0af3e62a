//! How firebase/php-jwt walks a JWK Set and accepts a token.

use crate::check::CheckDef;

/// The checks of this family.
pub const CHECKS: &[CheckDef] = &[];
