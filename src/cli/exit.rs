//! Exit codes. Scripts rely on them.

use crate::config::FailOn;
use crate::judge::{Judgement, Verdict};

/// Every app is good enough, compatible with settings included; or nothing was to be judged.
pub const GOOD: u8 = 0;
/// An app is below what `--fail-on` allows.
pub const BELOW: u8 = 1;
/// The command line, the plan file, a suite or a file is wrong.
pub const USAGE: u8 = 2;
/// Nobody can tell, for at least one app, and no app is below what `--fail-on` allows.
pub const UNDETERMINED: u8 = 3;
/// A bug of this tool.
pub const BUG: u8 = 70;

/// The exit code of a judgement. Specification suites have no part in it: they count, apps decide.
pub fn of(judgement: &Judgement, fail_on: FailOn) -> u8 {
    let has = |verdict: Verdict| judgement.apps.iter().any(|a| a.verdict == verdict);
    let below = has(Verdict::Incompatible)
        || fail_on >= FailOn::Degraded && has(Verdict::Degraded)
        || fail_on >= FailOn::Undetermined && has(Verdict::Undetermined);
    if below {
        BELOW
    } else if has(Verdict::Undetermined) {
        UNDETERMINED
    } else {
        GOOD
    }
}
