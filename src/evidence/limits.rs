//! Rate limits: whether they are this run's own affair.

use super::view::{Evidence, cause_of};
use crate::recording::{Exchange, ExchangeId, Recording, StageStatus};

/// Whether this endpoint never gave anything else than 429 and other errors, although it was asked again after a wait: then
/// it is not this run that asks too often, and the app meets the same answer.
pub(super) fn limits_everybody(recording: &Recording, exchange: &Exchange) -> bool {
    let asked = &exchange.request;
    let same = |e: &&Exchange| e.request.method == asked.method && e.request.address() == asked.address();
    let answers = recording.exchanges.iter().filter(same);
    let statuses: Vec<u16> = answers.filter_map(Exchange::status).collect();
    statuses.len() > 1 && statuses.iter().all(|status| *status >= 400) && statuses.contains(&429)
}

/// The exchange that holds what the app would get first, when everybody is limited there.
pub(super) fn first_limit(recording: &Recording, ids: &[ExchangeId]) -> Option<ExchangeId> {
    let first = *ids.iter().find(|id| recording.exchanges.get(**id).and_then(Exchange::status) == Some(429))?;
    limits_everybody(recording, recording.exchanges.get(first)?).then_some(first)
}

/// Whether a stage that was given up was so because of a limit that everybody meets.
pub(super) fn stands(recording: &Recording, status: &StageStatus, ids: &[ExchangeId]) -> bool {
    matches!(status, StageStatus::Failed(why) if cause_of(why) == "rate-limited") && first_limit(recording, ids).is_some()
}

impl Evidence<'_> {
    /// Whether a status of 429 says only that this run asks too often.
    pub(super) fn is_limited(&self, exchange: &Exchange) -> bool {
        exchange.status() == Some(429) && !limits_everybody(self.recording(), exchange)
    }
}
