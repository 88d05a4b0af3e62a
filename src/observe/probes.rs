//! Which deviations are worth a login of their own.

use super::flow::{FlowTask, json_object};
use super::ground::Ground;
use super::steps::Informed;
use crate::recording::{FlowRecord, Need};
use crate::wire::{FlowPlan, Probe};

/// Several deviations in one login, and each alone for where that fails.
pub(super) struct Together {
    pub(super) all: FlowTask,
    pub(super) parts: Vec<FlowTask>,
}

impl Ground {
    /// The probes that the actor needs after its plain login.
    pub(super) fn worth_probing(&self, informed: &Informed<'_>, plan: &FlowPlan) -> Vec<Probe> {
        // An app has one method of client authentication; whether another works matters when that one does not.
        let one_method = informed.actor.app.is_some() && self.gave_tokens(|f| f.probe.is_none() && f.plan == *plan);
        let is_method = |p: &Probe| matches!(p, Probe::ClientSecretPost | Probe::ClientSecretBasic | Probe::ClientSecretBasicRaw);
        let needed = informed.actor.needs.iter().filter_map(|n| if let Need::Probe(p) = n { Some(*p) } else { None });
        // What the plan does anyway is no deviation.
        let deviates = |p: &Probe| !p.is_all_in_the_plan() || p.apply(plan) != *plan;
        needed.filter(deviates).filter(|p| !(one_method && is_method(p))).collect()
    }

    /// Puts deviations together that can be tried in one login, and takes them out of `tasks`. Only beside a plain login that
    /// worked does their common success speak for each.
    pub(super) fn together(&self, tasks: &mut Vec<FlowTask>, plan: &FlowPlan) -> Vec<Together> {
        let mut out = Vec::new();
        if !self.gave_tokens(|f| f.probe.is_none() && f.plan == *plan) {
            return out;
        }
        for several in Probe::TOGETHER {
            let is_part = |t: &FlowTask| t.probe.is_some_and(|p| several.parts().contains(&p));
            let parts: Vec<FlowTask> = tasks.iter().filter(|t| is_part(t)).cloned().collect();
            let (Some(first), true) = (parts.first(), parts.len() > 1) else { continue };
            tasks.retain(|t| !is_part(t));
            let all = FlowTask { plan: several.apply(plan), probe: Some(several), ..first.clone() };
            out.push(Together { all, parts });
        }
        out
    }

    /// Whether this flow was run and gave tokens.
    pub(super) fn worked(&self, task: &FlowTask) -> bool {
        self.gave_tokens(|f| f.probe == task.probe && f.plan == task.plan)
    }

    fn gave_tokens(&self, fits: impl Fn(&FlowRecord) -> bool) -> bool {
        let tokens = self.log.find_flow(fits).and_then(|f| json_object(&self.log.exchange(f.token.last()?)?, &f.plan.manners));
        tokens.is_some_and(|t| t.contains_key("access_token") || t.contains_key("id_token"))
    }
}
