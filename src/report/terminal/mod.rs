//! The report for people.
//!
//! ```text
//! provider
//! one verdict per app, with the reason, the account, the settings to change     <- the first screen
//! causes
//! findings, app by app; then the specifications
//! what to paste; what to register; what is known of the product; clients that were left
//! how much was said, and how to see more
//! ```

mod app;
mod finding;
mod preface;
mod product;
mod registration;

use colored::Colorize as _;

use super::layout::{Page, plain};
use super::words::{clean, counted, prediction_words};
use crate::judge::{AppJudgement, Cause, Judgement, Login, OutcomeWord, SpecJudgement, Traffic, Verdict};
use crate::recording::Recording;

/// How to print.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TerminalOptions {
    /// Columns.
    pub width: usize,
    /// Everything, also what passed.
    pub verbose: bool,
}

/// The whole report.
pub fn terminal(judgement: &Judgement, recording: &Recording, traffic: &Traffic, options: TerminalOptions) -> String {
    let mut page = Page::new(options.width);
    head(&mut page, judgement, recording);
    if let Some(preface) = preface::preface(recording).filter(|_| !options.verbose) {
        unreached(&mut page, judgement, &preface);
        tail(&mut page, judgement, traffic, false);
        return page.into_string();
    }
    for app in &judgement.apps {
        page.blank();
        app::verdict(&mut page, app, &judgement.causes);
    }
    causes(&mut page, &judgement.causes);
    for app in &judgement.apps {
        finding::section(&mut page, &app.id, &app.name, &app.requirements, recording, options.verbose);
    }
    for spec in &judgement.specs {
        specification(&mut page, spec, recording, options.verbose);
    }
    to_paste(&mut page, &judgement.apps, options.verbose);
    let registration = judgement.provider.registration.as_ref();
    if let Some(product) = &judgement.provider.product {
        product::sections(&mut page, product);
    }
    if let Some(registration) = registration {
        let told = judgement.provider.product.as_ref().is_some_and(|product| product.page.is_some());
        registration::sections(&mut page, registration, &judgement.apps, told);
    }
    tail(&mut page, judgement, traffic, options.verbose);
    page.into_string()
}

/// More apps than this were not all meant: their settings would bury the verdicts.
const MOST_PASTED: usize = 2;

fn to_paste(page: &mut Page, apps: &[AppJudgement], verbose: bool) {
    let worth: Vec<&AppJudgement> =
        apps.iter().filter(|a| !a.paste.trim().is_empty() && (verbose || worth_pasting(a.verdict))).collect();
    if worth.len() > MOST_PASTED && !verbose {
        page.blank();
        let ids: Vec<&str> = worth.iter().map(|a| a.id.as_str()).collect();
        page.text(0, &format!("To paste: --app with one of {} prints its settings.", ids.join(", ")), plain);
        return;
    }
    for app in worth {
        page.blank();
        page.line(&format!("{} {}", "To paste:".bold(), app.name));
        page.block(2, &app.paste);
    }
}

/// One verdict per app and the causes, nothing else: for reports that stand beside another one.
pub fn brief(judgement: &Judgement, options: TerminalOptions) -> String {
    let mut page = Page::new(options.width);
    for app in &judgement.apps {
        app::verdict(&mut page, app, &judgement.causes);
    }
    page.into_string()
}

fn head(page: &mut Page, judgement: &Judgement, recording: &Recording) {
    let provider = &judgement.provider;
    let product = provider.product.as_ref().map(|p| format!("  {}", format!("({})", p.name).dimmed())).unwrap_or_default();
    page.line(&format!("{}{product}", clean(&provider.issuer).bold()));
    page.text(0, &provider.discovery_url, |line| line.dimmed().to_string());
    // The plain way is nothing to tell.
    if let Some(login) = recording.login.as_ref().filter(|login| login.by != "form") {
        page.text(0, &format!("login by {}: {}", clean(&login.by), clean(&login.why)), |line| line.dimmed().to_string());
    }
    if recording.interrupted {
        page.hanging(&format!("{} ", "!".yellow()), 2, "The run was cut short: what is missing was never asked.", plain);
    }
    let mut notes: Vec<&String> = judgement.apps.iter().flat_map(|a| &a.notes).collect();
    let mut seen = std::collections::BTreeSet::new();
    notes.retain(|note| seen.insert(note.as_str()));
    for note in notes {
        page.hanging(&format!("{} ", "!".yellow()), 2, note, plain);
    }
}

/// Without a discovery document there is one thing to say, and one line per app.
fn unreached(page: &mut Page, judgement: &Judgement, preface: &preface::Preface) {
    page.blank();
    page.hanging(&format!("{} ", "✗".red().bold()), 2, &app::sentence(&preface.what), |l| l.bold().to_string());
    page.labelled(2, "fix", &preface.fix, plain);
    page.blank();
    for app in &judgement.apps {
        app::headline(page, app);
        match (app.verdict, app.prediction.login) {
            (Verdict::Incompatible, _) => page.text(2, &app::sentence(&prediction_words(&app.prediction)), plain),
            (_, Login::Unknown) => {}
            _ => page.text(2, &app::sentence(&format!("with this URL, {}", prediction_words(&app.prediction))), plain),
        }
    }
}

fn causes(page: &mut Page, causes: &[Cause]) {
    if causes.is_empty() {
        return;
    }
    page.blank();
    page.line(&"Causes".bold().to_string());
    for cause in causes {
        page.line(&format!("{} {}", "!".yellow().bold(), clean(&cause.title).bold()));
        if cause.message.to_lowercase() != cause.title.to_lowercase() {
            page.text(2, &app::sentence(&cause.message), plain);
        }
        page.labelled(2, "fix", &cause.fix, plain);
        let blocked: Vec<&str> = cause.blocks.iter().map(String::as_str).collect();
        page.labelled(2, "blocks", &finding::some_of(&blocked), plain);
    }
}

fn specification(page: &mut Page, spec: &SpecJudgement, recording: &Recording, verbose: bool) {
    if spec.requirements.is_empty() {
        return;
    }
    let count = |outcome: OutcomeWord| spec.requirements.iter().filter(|r| r.outcome == outcome).count();
    let counts = [
        (count(OutcomeWord::Pass), "met"),
        (count(OutcomeWord::Fail), "not met"),
        (count(OutcomeWord::Inconclusive), "not judged"),
        (count(OutcomeWord::NotApplicable), "not applicable"),
        (count(OutcomeWord::Waived), "waived"),
    ];
    let told: Vec<String> = counts.iter().filter(|(n, _)| *n > 0).map(|(n, word)| format!("{n} {word}")).collect();
    let title = format!("{} ({})", spec.name, told.join(", "));
    let shown = verbose || spec.requirements.iter().any(|r| finding::is_shown(r, false));
    if shown {
        finding::section(page, &spec.id, &title, &spec.requirements, recording, verbose);
    } else {
        page.blank();
        page.line(&title.bold().to_string());
    }
}

fn worth_pasting(verdict: Verdict) -> bool {
    matches!(verdict, Verdict::Compatible | Verdict::CompatibleWithSettings | Verdict::Degraded)
}

fn tail(page: &mut Page, judgement: &Judgement, traffic: &Traffic, verbose: bool) {
    page.blank();
    let said = format!(
        "{}, {}, {:.1} s ({:.1} s waiting for the provider, {:.0} ms judging)",
        counted(traffic.exchanges, "request"),
        counted(traffic.logins, "login"),
        traffic.wall_ms / 1000.0,
        traffic.provider_ms / 1000.0,
        traffic.judge_ms
    );
    page.text(0, &said, |line| line.dimmed().to_string());
    let all = judgement.apps.iter().flat_map(|a| a.requirements.iter().map(move |r| (&a.id, r)));
    let example = all.clone().find(|(_, r)| r.outcome == OutcomeWord::Fail).or_else(|| all.clone().next());
    let explain = example.map(|(suite, r)| format!("`oidc-compat explain {suite}/{}` says why", r.id));
    let more = (!verbose).then(|| "--verbose shows what passed too".to_owned());
    let hints: Vec<String> =
        more.into_iter().chain(explain).chain(["--save RUN.json keeps the run for `judge`".to_owned()]).collect();
    page.text(0, &format!("More: {}.", hints.join("; ")), |line| line.dimmed().to_string());
}
