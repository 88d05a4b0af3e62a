//! How much was said in a run.

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

/// Interactive logins: forms that were sent with a password.
fn logins(recording: &Recording) -> usize {
    recording.exchanges.iter().filter(|e| e.purpose.ends_with("(login form)")).count()
}
