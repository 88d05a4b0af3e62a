//! The recording while it grows. Its state is whole at every moment: a slot is taken when a request leaves and filled when
//! its answer is complete, and a snapshot leaves unfilled slots out.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Listener;
use crate::recording::{Exchange, ExchangeId, FlowRecord, LoginNote, Recording, SignatureFact, StepRecord};

/// Takes down what happens. Clones write into the same recording.
#[derive(Clone)]
pub(super) struct Log {
    state: Arc<Mutex<State>>,
    listener: Arc<dyn Listener>,
}

#[derive(Default)]
struct State {
    exchanges: Vec<Option<Exchange>>,
    steps: Vec<StepRecord>,
    flows: Vec<FlowRecord>,
    signatures: Vec<SignatureFact>,
    login: Option<LoginNote>,
}

impl Log {
    pub(super) fn new(listener: Arc<dyn Listener>) -> Self {
        Self { state: Arc::default(), listener }
    }

    pub(super) fn listener(&self) -> &dyn Listener {
        self.listener.as_ref()
    }

    /// Takes the next slot: exchanges stand in the order in which they were sent.
    pub(super) fn reserve(&self) -> ExchangeId {
        let mut state = self.lock();
        state.exchanges.push(None);
        state.exchanges.len() - 1
    }

    pub(super) fn fill(&self, id: ExchangeId, exchange: Exchange) {
        self.listener.exchange(&exchange);
        if let Some(slot) = self.lock().exchanges.get_mut(id) {
            *slot = Some(exchange);
        }
    }

    pub(super) fn exchange(&self, id: ExchangeId) -> Option<Exchange> {
        self.lock().exchanges.get(id).cloned().flatten()
    }

    pub(super) fn step(&self, step: StepRecord) {
        self.lock().steps.push(step);
    }

    /// Takes down whether a token was signed with the client secret, which the recording does not hold.
    pub(super) fn signature(&self, fact: SignatureFact) {
        let signatures = &mut self.lock().signatures;
        if !signatures.contains(&fact) {
            signatures.push(fact);
        }
    }

    /// Takes down how the first login came about.
    pub(super) fn logged_in_by(&self, by: &str, why: &str) {
        self.lock().login.get_or_insert_with(|| LoginNote { by: by.to_owned(), why: why.to_owned() });
    }

    pub(super) fn flow(&self, flow: FlowRecord) {
        self.lock().flows.push(flow);
    }

    /// The first flow that fits. `fits` runs under the lock and must not ask this log.
    pub(super) fn find_flow(&self, fits: impl Fn(&FlowRecord) -> bool) -> Option<FlowRecord> {
        self.flows().into_iter().find(|f| fits(f))
    }

    /// The first step that fits; as [`Log::find_flow`].
    pub(super) fn find_step(&self, fits: impl Fn(&StepRecord) -> bool) -> Option<StepRecord> {
        self.steps().into_iter().find(|s| fits(s))
    }

    /// A copy, for the same reason.
    pub(super) fn flows(&self) -> Vec<FlowRecord> {
        self.lock().flows.clone()
    }

    /// A copy, so that a caller may ask the log again while it looks.
    fn steps(&self) -> Vec<StepRecord> {
        self.lock().steps.clone()
    }

    /// Writes what there is into a recording, unfilled slots left out.
    pub(super) fn write(&self, recording: &mut Recording) {
        let state = self.lock();
        let mut place: Vec<Option<ExchangeId>> = Vec::with_capacity(state.exchanges.len());
        for exchange in &state.exchanges {
            place.push(exchange.as_ref().map(|e| {
                recording.exchanges.push(e.clone());
                recording.exchanges.len() - 1
            }));
        }
        let moved = |ids: &mut Vec<ExchangeId>| {
            *ids = ids.iter().filter_map(|id| place.get(*id).copied().flatten()).collect();
        };
        recording.steps = state.steps.clone();
        recording.signatures = state.signatures.clone();
        recording.flows = state.flows.clone();
        recording.login = state.login.clone();
        recording.steps.iter_mut().for_each(|s| moved(&mut s.exchanges));
        for flow in &mut recording.flows {
            moved(&mut flow.authorization.exchanges);
            moved(&mut flow.token.exchanges);
            moved(&mut flow.userinfo.exchanges);
            if let Some(callback) = &mut flow.callback {
                callback.exchange = place.get(callback.exchange).copied().flatten().unwrap_or(callback.exchange);
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
