//! Whether there is a userinfo endpoint at all.

use crate::check::{Missing, Outcome};
use crate::evidence::Evidence;

/// Why userinfo cannot be judged, where the provider has none.
///
/// # Errors
/// When there is no metadata.
pub(super) fn absent(evidence: &Evidence<'_>) -> Result<Option<Outcome>, Missing> {
    let none = evidence.metadata()?.text("userinfo_endpoint").value().is_none();
    Ok(none.then(|| Outcome::NotApplicable("the provider has no userinfo_endpoint".to_owned())))
}
