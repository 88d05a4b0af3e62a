//! Findings of one suite, one below the other, in its own order.

use colored::{ColoredString, Colorize as _};

use super::super::layout::{Page, plain};
use super::super::words::{clean, impact_words};
use super::app::sentence;
use crate::check::{EvidenceRef, Level};
use crate::judge::{JudgedRequirement, OutcomeWord};
use crate::recording::Recording;

/// Failures and what nobody could judge for a reason of its own; what shares a cause is counted there.
pub(super) fn is_shown(requirement: &JudgedRequirement, verbose: bool) -> bool {
    match requirement.outcome {
        OutcomeWord::Fail => true,
        OutcomeWord::Inconclusive => verbose || requirement.cause.as_deref().is_none_or(|c| c == "not-observed"),
        OutcomeWord::Pass | OutcomeWord::NotApplicable | OutcomeWord::Waived => verbose,
    }
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
    let shown: Vec<&JudgedRequirement> = requirements.iter().filter(|r| is_shown(r, verbose)).collect();
    if shown.is_empty() {
        return;
    }
    page.blank();
    page.line(&clean(title).bold().to_string());
    for requirement in shown {
        finding(page, suite, requirement, recording, verbose);
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
    page.line(&format!("{} {name}  {}", symbol(requirement.outcome), weight.dimmed()));
    page.text(4, &sentence(&requirement.message), plain);
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
    let url = exchange.request.url.split(['?', '#']).next().unwrap_or_default();
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
