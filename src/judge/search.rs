//! The search for settings: the fewest changes that reach a better verdict.

use super::AppRequest;
use super::evaluate::{Evaluation, evaluate};
use super::judgement::{Change, JudgedRequirement, OutcomeWord, SettingsAdvice, Verdict, Waiver};
use super::paste;
use crate::recording::Recording;
use crate::suite::Impact;
use crate::wire::{FlowPlan, SettingValue, Settings};

/// At most so many settings are changed together: more is no advice anyone follows.
const MOST_CHANGES: usize = 3;
/// At most so many combinations are judged.
const MOST_COMBINATIONS: usize = 600;

/// A flow that would settle what a change of settings does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WantedFlow {
    /// The app.
    pub app: String,
    /// Settings that lead to it.
    pub settings: Settings,
    /// What would be sent.
    pub plan: FlowPlan,
}

/// What the search found.
pub(super) struct Found {
    pub advice: Option<SettingsAdvice>,
    pub wanted: Vec<WantedFlow>,
}

/// Looks for the fewest changes that make it work fully, else that make it work better.
pub(super) fn search(recording: &Recording, request: &AppRequest<'_>, base: &Evaluation, waivers: &[Waiver]) -> Found {
    let mut wanted: Vec<WantedFlow> = Vec::new();
    if base.verdict == Verdict::Compatible {
        return Found { advice: None, wanted };
    }
    let candidates = candidates(request, &base.requirements);
    let mut best: Option<(Verdict, Vec<(String, SettingValue)>, Evaluation)> = None;
    for changes in combinations(&candidates) {
        let settings = request.settings.with(&changes);
        let tried = evaluate(recording, request.suite, &request.version, &settings, request.target, waivers);
        if let Some(plan) = &tried.unobserved
            && !wanted.iter().any(|w| w.plan == *plan)
        {
            wanted.push(WantedFlow { app: request.suite.id.clone(), settings: settings.clone(), plan: plan.clone() });
        }
        let better = match &best {
            None => rank(tried.verdict) < rank(base.verdict) || fewer_failures(&tried, base),
            Some((verdict, _, other)) => {
                rank(tried.verdict) < rank(*verdict) || tried.verdict == *verdict && fewer_failures(&tried, other)
            }
        };
        if better && matches!(tried.verdict, Verdict::Compatible | Verdict::Degraded) {
            let done = tried.verdict == Verdict::Compatible;
            best = Some((tried.verdict, changes, tried));
            if done {
                break;
            }
        }
    }
    let advice = best.map(|(verdict, changes, tried)| SettingsAdvice {
        changes: changes.iter().map(|(name, to)| change(request, name, to)).collect(),
        verdict,
        proved_on_the_wire: tried.unobserved.is_none(),
        prediction: tried.prediction,
    });
    Found { advice, wanted }
}

fn rank(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Compatible | Verdict::CompatibleWithSettings => 0,
        Verdict::Degraded => 1,
        Verdict::Undetermined => 2,
        Verdict::Incompatible => 3,
    }
}

fn fewer_failures(a: &Evaluation, b: &Evaluation) -> bool {
    a.verdict == b.verdict && a.verdict == Verdict::Degraded && failures(&a.requirements) < failures(&b.requirements)
}

fn failures(requirements: &[JudgedRequirement]) -> usize {
    requirements.iter().filter(|r| r.outcome == OutcomeWord::Fail && r.impact != Impact::Info).count()
}

/// Settings named by what fails, each with the values worth trying, the current one left out.
fn candidates(request: &AppRequest<'_>, requirements: &[JudgedRequirement]) -> Vec<(String, SettingValue)> {
    let mut out: Vec<(String, SettingValue)> = Vec::new();
    let troubled =
        |r: &&JudgedRequirement| matches!(r.outcome, OutcomeWord::Fail | OutcomeWord::Inconclusive) && r.impact != Impact::Info;
    for judged in requirements.iter().filter(troubled) {
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

/// One change at a time, then two, then three; never two values of one setting.
fn combinations(candidates: &[(String, SettingValue)]) -> Vec<Vec<(String, SettingValue)>> {
    let mut out: Vec<Vec<(String, SettingValue)>> = Vec::new();
    let mut last: Vec<Vec<usize>> = vec![Vec::new()];
    for _ in 0..MOST_CHANGES {
        let mut next = Vec::new();
        for chosen in &last {
            let from = chosen.last().map_or(0, |i| i + 1);
            for i in from..candidates.len() {
                if chosen.iter().any(|c| candidates[*c].0 == candidates[i].0) {
                    continue;
                }
                let mut more = chosen.clone();
                more.push(i);
                out.push(more.iter().map(|c| candidates[*c].clone()).collect());
                if out.len() == MOST_COMBINATIONS {
                    return out;
                }
                next.push(more);
            }
        }
        last = next;
    }
    out
}

fn change(request: &AppRequest<'_>, name: &str, to: &SettingValue) -> Change {
    let from = request.settings.get(name).cloned().unwrap_or(SettingValue::Text(String::new()));
    let (how, place) = paste::how(request, name, to);
    Change { setting: name.to_owned(), from, to: to.clone(), how, place }
}
