//! Binding requirements to checks: parameters filled in from the settings, typed by the check.

use super::model::{Requirement, Suite};
use crate::check::{Bound, CheckDef};
use crate::checks;
use crate::wire::Settings;

/// A requirement with its check, ready to judge.
pub struct BoundRequirement<'s> {
    /// The entry of the suite.
    pub requirement: &'s Requirement,
    /// The check.
    pub check: CheckDef,
    /// The check with its parameters.
    pub bound: Bound,
}

/// Binds every requirement with these settings.
///
/// # Errors
/// With the id of the requirement and what is wrong.
pub fn bind_all<'s>(suite: &'s Suite, settings: &Settings) -> Result<Vec<BoundRequirement<'s>>, (String, String)> {
    suite
        .requirements
        .iter()
        .map(|requirement| {
            let wrong = |message: String| (requirement.id.clone(), message);
            let check = checks::by_id(&requirement.check).ok_or_else(|| {
                let all = checks::all();
                let near = super::load::nearest(&requirement.check, all.iter().map(|c| c.meta.id));
                let hint = near.map(|n| format!("; did you mean {n:?}?")).unwrap_or_default();
                wrong(format!("there is no check {:?}{hint}", requirement.check))
            })?;
            let params = settings.resolve(&requirement.params).map_err(&wrong)?;
            let bound = check.bind(params).map_err(|message| wrong(format!("check {:?}: {message}", requirement.check)))?;
            Ok(BoundRequirement { requirement, check, bound })
        })
        .collect()
}
