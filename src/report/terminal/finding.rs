//! Findings of one suite, one below the other, in its own order.

use colored::{ColoredString, Colorize as _};

use super::super::layout::{Page, plain};
use super::super::words::{clean, impact_words};
use super::app::sentence;
use crate::check::{EvidenceRef, Level};
use crate::judge::{JudgedRequirement, OutcomeWord};
use crate::recording::Recording;
use crate::suite::Impact;

/// Failures; with `verbose` everything. What nobody could judge is told by its reason, see [`open`].
pub(super) fn is_shown(requirement: &JudgedRequirement, verbose: bool) -> bool {
    verbose || requirement.outcome == OutcomeWord::Fail || is_open(requirement)
}

/// Not judged, for a reason that no cause above tells.
fn is_open(requirement: &JudgedRequirement) -> bool {
    requirement.outcome == OutcomeWord::Inconclusive && requirement.cause.as_deref().is_none_or(|c| c == "not-observed")
}

/// The findings of one suite below its title; nothing when there is nothing to show.
pub(super) fn section(
    page: &mut Page,
    suite: &str,
    title: &str,
    requirements: &[JudgedRequirement],
    recording: &Recording,
    verbose: bool,
) {
    if !requirements.iter().any(|r| is_shown(r, verbose)) {
        return;
    }
    page.blank();
    page.line(&clean(title).bold().to_string());
    for requirement in requirements.iter().filter(|r| verbose || r.outcome == OutcomeWord::Fail) {
        finding(page, suite, requirement, recording, verbose);
    }
    if !verbose {
        open(page, requirements);
    }
}

/// What nobody could judge, once per reason.
fn open(page: &mut Page, requirements: &[JudgedRequirement]) {
    let mut told: Vec<&str> = Vec::new();
    for requirement in requirements.iter().filter(|r| is_open(r)) {
        if told.contains(&requirement.message.as_str()) {
            continue;
        }
        told.push(&requirement.message);
        page.hanging(&format!("{} ", symbol(OutcomeWord::Inconclusive)), 2, &sentence(&requirement.message), plain);
        let same = requirements.iter().filter(|r| is_open(r) && r.message == requirement.message);
        let ids: Vec<&str> = same.map(|r| r.id.as_str()).collect();
        page.labelled(4, "open", &some_of(&ids), plain);
    }
}

/// `a, b, c and 4 more`
pub(super) fn some_of(ids: &[&str]) -> String {
    let first: Vec<&str> = ids.iter().take(3).copied().collect();
    match ids.len() - first.len() {
        0 => first.join(", "),
        more => format!("{} and {more} more", first.join(", ")),
    }
}

fn finding(page: &mut Page, suite: &str, requirement: &JudgedRequirement, recording: &Recording, verbose: bool) {
    let weight = match requirement.level {
        Level::App => impact_words(requirement.impact).to_owned(),
        level => format!("{}, {}", impact_words(requirement.impact), level.word()),
    };
    let name = format!("{suite}/{}", requirement.id);
    let quiet = matches!(requirement.outcome, OutcomeWord::Pass | OutcomeWord::NotApplicable);
    if quiet {
        page.hanging(&format!("{} ", symbol(requirement.outcome)), 2, &format!("{name}  {}", requirement.title), plain);
        page.text(4, &requirement.message, |l| l.dimmed().to_string());
        return;
    }
    let slight = requirement.impact == Impact::Info && requirement.outcome == OutcomeWord::Fail;
    let sign = if slight { "!".yellow() } else { symbol(requirement.outcome) };
    page.line(&format!("{sign} {name}  {}", weight.dimmed()));
    page.text(4, &sentence(&requirement.message), plain);
    if slight && !verbose {
        page.labelled(4, "fix", &requirement.fix, plain);
        return;
    }
    page.labelled(4, "expected", &requirement.expected, plain);
    page.labelled(4, "actual", &requirement.actual, plain);
    for evidence in &requirement.evidence {
        page.labelled(4, "seen at", &place(evidence, recording), plain);
    }
    page.labelled(4, "why", &requirement.because, plain);
    page.labelled(4, "fix", &requirement.fix, plain);
    if verbose {
        page.labelled(4, "source", &requirement.source, |l| l.dimmed().to_string());
    }
}

/// `#12 POST https://op.example/token, HTTP 200, /id_token/payload/iss`
fn place(evidence: &EvidenceRef, recording: &Recording) -> String {
    let Some(exchange) = recording.exchanges.get(evidence.exchange) else {
        return format!("#{} {}", evidence.exchange, evidence.pointer);
    };
    let url = exchange.request.address();
    let mut words = format!("#{} {} {url}", evidence.exchange, exchange.request.method);
    match (exchange.status(), &exchange.failure) {
        (_, Some(failure)) => words.push_str(&format!(", {}", failure.message)),
        (Some(status), None) => words.push_str(&format!(", HTTP {status}")),
        (None, None) => {}
    }
    if !evidence.pointer.is_empty() {
        words.push_str(&format!(", {}", evidence.pointer));
    }
    words
}

fn symbol(outcome: OutcomeWord) -> ColoredString {
    match outcome {
        OutcomeWord::Pass => "✓".green(),
        OutcomeWord::Fail => "✗".red().bold(),
        OutcomeWord::NotApplicable => "–".dimmed(),
        OutcomeWord::Inconclusive => "?".yellow(),
        OutcomeWord::Waived => "–".yellow(),
    }
}
