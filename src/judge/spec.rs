//! One specification suite: counts, no verdict.

use std::collections::BTreeMap;

use super::SpecRequest;
use super::evaluate::evaluate;
use super::judgement::{SpecJudgement, Waiver};
use super::stranger::is_stranger;
use crate::recording::{Recording, Tool};
use crate::wire::Version;

/// Judges one specification suite.
pub(super) fn judge_spec(recording: &Recording, request: &SpecRequest<'_>, waivers: &[Waiver]) -> SpecJudgement {
    let version = Version::from_numbers(&[1]);
    let evaluation =
        evaluate(recording, request.suite, &version, &request.settings, request.target, waivers, is_stranger(recording));
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for requirement in &evaluation.requirements {
        let word = serde_json::to_value(requirement.outcome).ok().and_then(|v| v.as_str().map(str::to_owned));
        *counts.entry(word.unwrap_or_default()).or_default() += 1;
    }
    SpecJudgement {
        id: request.suite.id.clone(),
        name: request.suite.name.clone(),
        version: Tool::this().version,
        counts,
        requirements: evaluation.requirements,
    }
}
