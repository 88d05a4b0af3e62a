//! What the checks of this family share.

use serde_json::Value;

use crate::account::oidc_login::{Flat, Keys};
use crate::check::Missing;
use crate::evidence::Evidence;
use crate::oidc::json::excerpt;

/// The app's keys, and the claims as it sees them.
///
/// # Errors
/// When the claims were never obtained, or the app never reads them.
pub(super) fn seen(evidence: &Evidence<'_>) -> Result<(Keys, Flat), Missing> {
    Ok((Keys::of(evidence), Flat::of(evidence)?))
}

/// The same, where the account is not one of an LDAP directory, in which the app writes nothing.
///
/// # Errors
/// As [`seen`]; also with `oidc_login_proxy_ldap`.
pub(super) fn written(evidence: &Evidence<'_>) -> Result<(Keys, Flat), Missing> {
    let (keys, flat) = seen(evidence)?;
    if keys.proxy_ldap {
        return Err(Missing::not_reached("with oidc_login_proxy_ldap the app writes no attributes"));
    }
    Ok((keys, flat))
}

/// A value in words, or that there is none.
pub(super) fn in_words(value: Option<&Value>) -> String {
    value.map_or_else(|| "absent".to_owned(), excerpt)
}
