//! The verdict on one app, as the first screen shows it.

use colored::{ColoredString, Colorize as _};

use super::super::layout::{Page, plain};
use super::super::words::{account_words, clean, counted, prediction_words};
use crate::judge::{AppJudgement, Baseline, Cause, OutcomeWord, SettingsAdvice, Verdict};

/// The verdict line and its reason, the account, the settings to change.
pub(super) fn verdict(page: &mut Page, app: &AppJudgement, causes: &[Cause]) {
    headline(page, app);
    match app.verdict {
        Verdict::Compatible => account(page, app),
        Verdict::Degraded => {
            account(page, app);
            lost(page, app);
        }
        Verdict::Incompatible | Verdict::CompatibleWithSettings => {
            if app.prediction.account.is_some() {
                account(page, app);
                lost(page, app);
            } else {
                page.text(2, &sentence(&prediction_words(&app.prediction)), plain);
                let mended = app.with_settings.as_ref().is_some_and(|advice| advice.verdict == Verdict::Compatible);
                because(page, app, !mended);
            }
        }
        Verdict::Undetermined => undetermined(page, app, causes),
    }
    if let Some(advice) = &app.with_settings {
        settings(page, advice);
    }
    if let Some(baseline) = &app.baseline {
        since(page, baseline);
    }
}

/// What is not as it was in the saved run.
fn since(page: &mut Page, baseline: &Baseline) {
    let value = |value: &Option<String>| value.as_ref().map_or_else(|| "left alone".to_owned(), |v| format!("{v:?}"));
    if baseline.changes.is_empty() {
        page.labelled(2, "baseline", "The same account as in the saved run.", plain);
    }
    for change in &baseline.changes {
        let words = format!("{} was {}, is {}", change.attribute, value(&change.was), value(&change.is));
        page.labelled(2, "baseline", &words, |l| l.yellow().to_string());
    }
}

/// The verdict line alone.
pub(super) fn headline(page: &mut Page, app: &AppJudgement) {
    let name = format!("{} {}", clean(&app.name), clean(&app.version));
    page.line(&format!("{} {}  {}", symbol(app.verdict), name.bold(), word(app.verdict)));
}

fn account(page: &mut Page, app: &AppJudgement) {
    if let Some(account) = &app.prediction.account {
        page.text(2, &account_words(account), plain);
    }
}

/// The requirement that decides, and what to do about it at the provider. Where the provider's refusal says why, that is what
/// has to change.
fn because(page: &mut Page, app: &AppJudgement, with_fix: bool) {
    let Some(deciding) = app.prediction.because.as_ref().and_then(|id| app.requirements.iter().find(|r| r.id == *id)) else {
        return;
    };
    let reason = app.requirements.iter().find(|r| r.check == "refusal-reason" && r.outcome == OutcomeWord::Fail);
    page.labelled(2, "because", &sentence(&reason.unwrap_or(deciding).message), plain);
    if with_fix {
        page.labelled(2, "fix", &reason.unwrap_or(deciding).fix, plain);
    }
}

/// What fails without keeping users out, one line each.
fn lost(page: &mut Page, app: &AppJudgement) {
    let all: Vec<&str> = app.requirements.iter().filter(|r| r.costs()).map(|r| r.message.as_str()).collect();
    losses(page, &all, "below");
}

fn losses(page: &mut Page, all: &[&str], place: &str) {
    for message in all.iter().take(3) {
        page.labelled(2, "but", &sentence(message), plain);
    }
    if all.len() > 3 {
        page.labelled(2, "and", &format!("{} more {place}.", all.len() - 3), plain);
    }
}

fn undetermined(page: &mut Page, app: &AppJudgement, causes: &[Cause]) {
    let count = |outcome: OutcomeWord| app.requirements.iter().filter(|r| r.outcome == outcome).count();
    let (met, failed, open) = (count(OutcomeWord::Pass), count(OutcomeWord::Fail), count(OutcomeWord::Inconclusive));
    let opening = match (&app.prediction.account, open) {
        (Some(_), _) => "users log in; nobody can tell yet whether something is lost".to_owned(),
        (None, _) => prediction_words(&app.prediction),
    };
    page.text(2, &sentence(&opening), plain);
    account(page, app);
    if met + failed + open > 0 {
        let decided = format!("{} met, {failed} not, {open} open", counted(met, "requirement"));
        page.labelled(2, "so far", &decided, plain);
    }
    let open = app.requirements.iter().filter(|r| r.outcome == OutcomeWord::Inconclusive);
    let mut names: Vec<String> = Vec::new();
    for requirement in open {
        let cause = causes.iter().find(|c| requirement.cause.as_deref() == Some(c.id.as_str()));
        let why = cause.map_or_else(|| requirement.message.clone(), |c| format!("{}. {}", c.title, c.fix));
        if !names.contains(&why) {
            names.push(why);
        }
    }
    for why in names.iter().take(2) {
        page.labelled(2, "open", &sentence(why), plain);
    }
    lost(page, app);
}

fn settings(page: &mut Page, advice: &SettingsAdvice) {
    for change in &advice.changes {
        let from = change.from.to_string();
        let from = if from.is_empty() { "empty".to_owned() } else { from };
        let to = change.to.to_string();
        let to = if to.is_empty() { "empty".to_owned() } else { to };
        page.labelled(2, "set", &format!("{} = {to} (now {from})", change.setting), |l| l.cyan().to_string());
        if !change.how.is_empty() {
            page.labelled(2, "", &change.how, |l| l.dimmed().to_string());
        }
    }
    let proof = match advice.proved_on_the_wire {
        true => "proved on the wire",
        false => "not yet proved on the wire",
    };
    let account = advice.prediction.account.as_ref().map(|a| format!(": {}", account_words(a))).unwrap_or_default();
    page.labelled(2, "then", &format!("{} ({proof}){account}", advice.verdict.word()), plain);
    let lost: Vec<&str> = advice.lost.iter().map(|loss| loss.message.as_str()).collect();
    losses(page, &lost, "in the JSON report");
}

fn symbol(verdict: Verdict) -> ColoredString {
    match verdict {
        Verdict::Compatible => "✓".green().bold(),
        Verdict::CompatibleWithSettings => "✓".cyan().bold(),
        Verdict::Degraded => "!".yellow().bold(),
        Verdict::Undetermined => "?".yellow().bold(),
        Verdict::Incompatible => "✗".red().bold(),
    }
}

fn word(verdict: Verdict) -> ColoredString {
    let word = verdict.word();
    match verdict {
        Verdict::Compatible => word.green().bold(),
        Verdict::CompatibleWithSettings => word.cyan().bold(),
        Verdict::Degraded | Verdict::Undetermined => word.yellow().bold(),
        Verdict::Incompatible => word.red().bold(),
    }
}

/// A sentence with its capital and its full stop.
pub(super) fn sentence(text: &str) -> String {
    let text = text.trim();
    let mut letters = text.chars();
    let Some(first) = letters.next() else { return String::new() };
    let keep = !first.is_lowercase() || text.split_whitespace().next().is_some_and(|w| w.contains(['_', '=', '.', '/', '`']));
    let head = if keep { first.to_string() } else { first.to_uppercase().collect() };
    let stop = if text.ends_with(['.', '!', '?', ':', '"', '…']) { "" } else { "." };
    format!("{head}{}{stop}", letters.as_str())
}
