//! Whether there is a userinfo endpoint at all, and whether it lets strangers in.

use crate::check::{Finding, Missing, Outcome};
use crate::evidence::Evidence;
use crate::recording::Step;

/// Why userinfo cannot be judged, where the provider has none.
///
/// # Errors
/// When there is no metadata.
pub(super) fn absent(evidence: &Evidence<'_>) -> Result<Option<Outcome>, Missing> {
    let none = evidence.metadata()?.text("userinfo_endpoint").value().is_none();
    Ok(none.then(|| Outcome::NotApplicable("the provider has no userinfo_endpoint".to_owned())))
}

/// Passes when this step was answered with status 401; `request` goes on after "Userinfo".
///
/// # Errors
/// When there is no metadata or no answer.
pub(super) fn answers_401(evidence: &Evidence<'_>, step: Step, request: &str) -> Result<Outcome, Missing> {
    if let Some(outcome) = absent(evidence)? {
        return Ok(outcome);
    }
    let (id, response) = evidence.response(step)?;
    if response.status == 401 {
        return Ok(Outcome::Pass);
    }
    Ok(Finding::new(format!("Userinfo {request} is answered with status {}", response.status))
        .compare("status 401", format!("status {}", response.status))
        .at(id, "")
        .into())
}
