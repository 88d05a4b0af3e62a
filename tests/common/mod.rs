//! What several tests read out of a judgement.

use std::collections::{BTreeMap, BTreeSet};

use oidc_compat::cli::Judged;
use oidc_compat::judge::{JudgedRequirement, OutcomeWord};

/// Every requirement of a judgement, by `suite/id`.
pub fn requirements(judged: &Judged) -> BTreeMap<String, &JudgedRequirement> {
    let judgement = &judged.judgement;
    let apps = judgement.apps.iter().flat_map(|a| a.requirements.iter().map(|r| (format!("{}/{}", a.id, r.id), r)));
    let specs = judgement.specs.iter().flat_map(|s| s.requirements.iter().map(|r| (format!("{}/{}", s.id, r.id), r)));
    apps.chain(specs).collect()
}

/// The `suite/id` of every requirement that failed.
pub fn failed(judged: &Judged) -> BTreeSet<String> {
    requirements(judged).into_iter().filter(|(_, r)| r.outcome == OutcomeWord::Fail).map(|(id, _)| id).collect()
}
