//! A value of the userinfo answer under the path that a setting gives.

use serde_json::Value;

use crate::account::claim::{Naming, find};
use crate::check::Missing;
use crate::evidence::FlowEvidence;

/// The value at a GJSON path; null counts as absent.
///
/// # Errors
/// When userinfo gave no claims.
pub(super) fn value(flow: &FlowEvidence<'_>, path: &str) -> Result<Option<Value>, Missing> {
    let claims = flow.userinfo_claims()?;
    Ok(find(claims, path, Naming::Gjson).map(|found| found.value.clone()))
}

/// A path as JSON pointer.
pub(super) fn pointer(path: &str) -> String {
    format!("/{}", path.replace('~', "~0").replace('/', "~1").replace('.', "/"))
}
