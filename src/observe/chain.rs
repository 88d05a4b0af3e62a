//! One code for several deviations that must be refused.
//!
//! A refusal leaves a code good, and one good exchange at the end shows that it was good all the time. A provider that takes
//! the code away with the refusal is met with a code for each deviation instead, so that no refusal is owed to a dead code.

use super::flow::{FlowTask, json_object};
use super::ground::Ground;
use super::random::Filling;
use super::requests::token_request;
use crate::recording::{CallbackMode, FlowRecord, StageStatus};
use crate::wire::{FlowPlan, Probe};

/// Refused before the code is looked at.
pub(super) const AT_THE_CLIENT: [Probe; 3] =
    [Probe::UnknownClientAtToken, Probe::NoClientAuthentication, Probe::WrongClientSecret];
/// Refused for the code.
pub(super) const AT_THE_CODE: [Probe; 4] =
    [Probe::OtherRedirectUriAtToken, Probe::WrongCodeVerifier, Probe::MissingCodeVerifier, Probe::ChallengeAsVerifier];

/// Deviations with one authorization request between them.
#[derive(Debug, Clone)]
pub(super) struct Chain {
    refused: Vec<FlowTask>,
    /// The exchange that must work: a plain one, or the first of a replay.
    last: FlowTask,
}

/// Takes out of an actor's tasks what can share a code; `plan` is what the actor does without any deviation.
pub(super) fn chains(tasks: &mut Vec<FlowTask>, plan: &FlowPlan) -> Vec<Chain> {
    let mut out = Vec::new();
    for kind in [&AT_THE_CLIENT[..], &AT_THE_CODE[..]] {
        for plain in [plan.clone(), Probe::WithPkce.apply(plan)] {
            let shares = |t: &FlowTask| t.plan.authorization == plain.authorization;
            let place = |t: &FlowTask| kind.iter().position(|p| t.probe == Some(*p)).filter(|_| shares(t));
            let mut refused: Vec<FlowTask> = tasks.iter().filter(|t| place(t).is_some()).cloned().collect();
            refused.sort_by_key(&place);
            let replay = tasks.iter().position(|t| t.probe == Some(Probe::CodeReplay) && shares(t));
            let (Some(first), true) = (refused.first(), refused.len() > usize::from(replay.is_none())) else { continue };
            let last = FlowTask { plan: plain.clone(), probe: None, ..first.clone() };
            let last = replay.and_then(|at| tasks.get(at).cloned()).unwrap_or(last);
            tasks.retain(|t| place(t).is_none() && (t.probe != Some(Probe::CodeReplay) || t.plan != last.plan));
            out.push(Chain { refused, last });
        }
    }
    // Whoever comes with a replay comes last.
    out.sort_by_key(|chain| chain.last.probe.is_some());
    out
}

impl Ground {
    /// Runs a chain and takes its flows down. Gives back what has to be done with a code of its own.
    pub(super) async fn chain(&self, chain: &Chain) -> Vec<FlowTask> {
        let all = || chain.refused.iter().chain(chain.last.probe.map(|_| &chain.last)).cloned().collect();
        let Some(first) = chain.refused.first().filter(|_| self.has_logged_in()) else { return all() };
        self.started(&first.label());
        let turn = self.turn().await;
        let filling = Filling::of(&first.plan);
        let (purpose, url) = (first.label(), super::requests::authorization_url(&first.plan, &filling));
        let journey = self.authorize(&purpose, &url, &first.plan.authorization.redirect_uri).await;
        let has_code = journey.callback.as_ref().is_some_and(|c| {
            let code = c.last_parameter("code").is_some_and(|code| !code.is_empty());
            code && c.mode == CallbackMode::Query && c.last_parameter("error").is_none_or(str::is_empty)
        });
        if !has_code {
            return all();
        }
        let (mut done, mut again): (Vec<(FlowTask, FlowRecord)>, Vec<FlowTask>) = (Vec::new(), Vec::new());
        let mut spent = false;
        for task in &chain.refused {
            if spent {
                again.push(task.clone());
                continue;
            }
            let mut record = task.record(&filling, &journey);
            self.token_leg(task, &filling, &mut record, None).await;
            if self.failed_by_itself(task, &record) {
                again.push(task.clone());
                continue;
            }
            spent = self.record_gave_tokens(&record);
            // Tokens may be owed to the refusals before: some providers forget with the first wrong verifier that there was a
            // challenge. What this deviation does alone, a code of its own tells.
            if spent && !done.is_empty() {
                again.push(task.clone());
            } else {
                done.push((task.clone(), record));
            }
        }
        if spent {
            again.extend(chain.last.probe.map(|_| chain.last.clone()));
        } else if !self.last(chain, &filling, &journey, &mut done).await {
            // Only the first refusal met a code that was certainly good.
            again.extend(done.drain(1.min(done.len())..).map(|(task, _)| task));
            again.extend(chain.last.probe.map(|_| chain.last.clone()));
        }
        drop(turn);
        for (task, record) in done {
            self.done(&task.label(), &record.authorization.status);
            self.log.flow(record);
        }
        again
    }

    /// The good exchange at the end. `true` when it gave tokens.
    async fn last(
        &self,
        chain: &Chain,
        filling: &Filling,
        journey: &super::login::Journey,
        done: &mut Vec<(FlowTask, FlowRecord)>,
    ) -> bool {
        let task = &chain.last;
        let mut record = task.record(filling, journey);
        if task.probe.is_none() {
            let code = journey.callback.as_ref().and_then(|c| c.last_parameter("code")).unwrap_or_default();
            let fields = filling.fill(&task.plan.token.parameters, Some(code));
            let purpose = format!("token request, {}, whether the code is still good", task.label());
            let Some(request) = token_request(&purpose, &task.plan.token, &fields, &task.secret) else { return false };
            let called = self.caller.call_as(&task.plan.manners, request).await;
            record.token = called.stage();
            return self.record_gave_tokens(&record);
        }
        self.token_leg(task, filling, &mut record, None).await;
        let replayed = record.token.status == StageStatus::Done;
        if replayed {
            done.push((task.clone(), record));
        }
        replayed
    }

    fn record_gave_tokens(&self, record: &FlowRecord) -> bool {
        let answer = record.token.last().and_then(|id| self.log.exchange(id));
        let tokens = answer.as_ref().and_then(|answer| json_object(answer, &record.plan.manners));
        tokens.is_some_and(|t| t.contains_key("access_token") || t.contains_key("id_token"))
    }
}
