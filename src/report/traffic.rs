//! How much was said in a run.

use std::collections::BTreeSet;

use crate::judge::Traffic;
use crate::recording::Recording;

/// Counts a run.
pub fn traffic(recording: &Recording, judge_ms: f64) -> Traffic {
    let provider_us: u64 = recording.exchanges.iter().map(|e| e.total_us).sum();
    Traffic {
        exchanges: recording.exchanges.len(),
        logins: logins(recording),
        wall_ms: (recording.finished_at_ms - recording.started_at_ms).max(0) as f64,
        provider_ms: provider_us as f64 / 1000.0,
        judge_ms,
    }
}

/// Logins: forms and calls that were sent with a password, what went through a browser, and what came back from a person.
fn logins(recording: &Recording) -> usize {
    let sent = recording.exchanges.iter().filter(|e| e.purpose.ends_with("(login form)") || e.purpose.ends_with("(login call)"));
    // What a browser types is seen of nobody; it is started where a page has to be filled in.
    let browsed: BTreeSet<&str> = recording.exchanges.iter().filter_map(|e| e.purpose.strip_suffix(" (browser)")).collect();
    let by_person = recording.flows.iter().filter(|f| f.callback.as_ref().is_some_and(|c| c.unseen));
    sent.count() + browsed.len() + by_person.count()
}
