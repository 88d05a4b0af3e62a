//! The search for settings: the fewest changes that reach a better verdict.

use super::AppRequest;
use std::collections::{HashSet, VecDeque};

use super::evaluate::{Evaluation, evaluate};
use super::judgement::{Change, JudgedRequirement, OutcomeWord, SettingsAdvice, Verdict, Waiver, WantedFlow};
use super::paste;
use crate::recording::Recording;
use crate::suite::Impact;
use crate::wire::SettingValue;

/// At most so many settings are changed together: more is no advice anyone follows.
const MOST_CHANGES: usize = 4;
/// At most so many combinations are judged.
const MOST_COMBINATIONS: usize = 600;

/// Settings with other values than the operator's.
type Changes = Vec<(String, SettingValue)>;

/// What the search found.
pub(super) struct Found {
    pub advice: Option<SettingsAdvice>,
    pub wanted: Vec<WantedFlow>,
}

/// Looks for the fewest changes that make it work fully, else that make it work better.
///
/// Breadth first: what still fails after one change names the settings that are worth a second.
pub(super) fn search(
    recording: &Recording,
    request: &AppRequest<'_>,
    base: &Evaluation,
    waivers: &[Waiver],
    stranger: bool,
) -> Found {
    let mut found = Found { advice: None, wanted: Vec::new() };
    if base.verdict == Verdict::Compatible {
        return found;
    }
    let mut best: Option<(Changes, Evaluation)> = None;
    let mut seen: HashSet<Changes> = HashSet::new();
    let mut queue: VecDeque<Changes> = next(request, &[], &base.requirements).collect();
    while let Some(changes) = queue.pop_front() {
        if seen.len() == MOST_COMBINATIONS || !seen.insert(changes.clone()) {
            continue;
        }
        let settings = request.settings.with(&changes);
        let tried = evaluate(recording, request.suite, &request.version, &settings, request.target, waivers, stranger);
        if changes.len() < MOST_CHANGES {
            queue.extend(next(request, &changes, &tried.requirements));
        }
        if let Some(plan) = &tried.unobserved
            && !found.wanted.iter().any(|w| w.plan == *plan)
        {
            found.wanted.push(WantedFlow { app: request.suite.id.clone(), settings, plan: plan.clone() });
        }
        let so_far = best.as_ref().map_or(base, |(_, evaluation)| evaluation);
        let better = rank(tried.verdict) < rank(so_far.verdict) || loses_less(&tried, so_far);
        if better && matches!(tried.verdict, Verdict::Compatible | Verdict::Degraded) {
            let done = tried.verdict == Verdict::Compatible;
            best = Some((changes, tried));
            if done {
                break;
            }
        }
    }
    found.advice = best.map(|(changes, tried)| SettingsAdvice {
        changes: changes.iter().map(|(name, to)| change(request, name, to)).collect(),
        verdict: tried.verdict,
        proved_on_the_wire: tried.unobserved.is_none(),
        lost: tried.requirements.iter().filter(|r| r.costs()).map(JudgedRequirement::loss).collect(),
        prediction: tried.prediction,
    });
    found
}

/// These changes and one more, in the order of their names; never two values of one setting.
fn next<'r>(
    request: &'r AppRequest<'_>,
    changes: &'r [(String, SettingValue)],
    requirements: &[JudgedRequirement],
) -> impl Iterator<Item = Changes> + 'r {
    let fresh = candidates(request, requirements).into_iter();
    fresh.filter(|(name, _)| !changes.iter().any(|(n, _)| n == name)).map(|more| {
        let mut all = changes.to_vec();
        all.push(more);
        all.sort();
        all
    })
}

fn rank(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Compatible | Verdict::CompatibleWithSettings => 0,
        Verdict::Degraded => 1,
        Verdict::Undetermined => 2,
        Verdict::Incompatible => 3,
    }
}

fn loses_less(a: &Evaluation, b: &Evaluation) -> bool {
    a.verdict == b.verdict && a.verdict == Verdict::Degraded && losses(&a.requirements) < losses(&b.requirements)
}

/// How many failed requirements damage accounts, and how many fail at all: no number of lost comforts outweighs one damaged
/// account.
fn losses(requirements: &[JudgedRequirement]) -> (usize, usize) {
    let costs = || requirements.iter().filter(|r| r.costs());
    (costs().filter(|r| r.impact == Impact::DamagesAccounts).count(), costs().count())
}

/// Settings named by what fails, each with the values worth trying, the current one left out.
///
/// While something holds the login up, its settings alone: no combination without one of them gets any further.
fn candidates(request: &AppRequest<'_>, requirements: &[JudgedRequirement]) -> Vec<(String, SettingValue)> {
    let mut out: Vec<(String, SettingValue)> = Vec::new();
    let troubled =
        |r: &&JudgedRequirement| matches!(r.outcome, OutcomeWord::Fail | OutcomeWord::Inconclusive) && r.impact != Impact::Info;
    let hurdle = requirements.iter().filter(troubled).find(|r| r.impact == Impact::BlocksLogin);
    for judged in requirements.iter().filter(troubled).filter(|r| hurdle.is_none_or(|h| h.id == r.id)) {
        let Some(requirement) = request.suite.requirements.iter().find(|r| r.id == judged.id) else {
            continue;
        };
        for name in &requirement.helped_by {
            let Some(def) = request.suite.setting(name) else {
                continue;
            };
            if !request.version.within(def.since.as_ref(), def.until.as_ref()) {
                continue;
            }
            for value in &def.candidates {
                let entry = (name.clone(), value.clone());
                if request.settings.get(name) != Some(value) && !out.contains(&entry) {
                    out.push(entry);
                }
            }
        }
    }
    out
}

fn change(request: &AppRequest<'_>, name: &str, to: &SettingValue) -> Change {
    let from = request.settings.get(name).cloned().unwrap_or(SettingValue::Text(String::new()));
    let (how, place) = paste::how(request, name, to);
    Change { setting: name.to_owned(), from, to: to.clone(), how, place }
}
