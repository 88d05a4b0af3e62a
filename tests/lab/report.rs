//! What all runs together say: what differs from before, the matrix, how long it took.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use oidc_compat::cli::Catalogue;

use crate::cell::Cell;
use crate::measured::{Entry, Findings, Measured};
use crate::run::Outcome;

/// One variant, run or not.
pub struct Line {
    pub entry: Arc<Entry>,
    pub variant: String,
    pub outcome: Outcome,
    pub took: Duration,
}

impl Line {
    fn name(&self) -> String {
        format!("{}/{}", self.entry.id, self.variant)
    }

    /// As soon as it is done.
    pub fn progress(&self) -> String {
        match &self.outcome {
            Outcome::Found(_) if self.differences().is_empty() => format!("{}: as expected, {:.1?}", self.name(), self.took),
            Outcome::Found(_) => format!("{}: different, {:.1?}", self.name(), self.took),
            Outcome::Skipped(why) => format!("{}: skipped, {why}", self.name()),
            Outcome::Broken(why) => format!("{}: broken, {why}", self.name()),
        }
    }

    /// What is not as it was measured.
    fn differences(&self) -> Vec<String> {
        let Outcome::Found(found) = &self.outcome else { return Vec::new() };
        let expected = self.entry.expected().0;
        match expected.get(&self.variant) {
            None => vec!["nothing is expected yet; --bless writes it down".to_owned()],
            Some(measured) => {
                let mut out = differences(&measured.findings, &found.findings, &self.entry.varies);
                if measured.recognised_as != found.recognised_as {
                    out.push(format!("recognised as {:?}, expected {:?}", found.recognised_as, measured.recognised_as));
                }
                out
            }
        }
    }
}

fn differences(expected: &Findings, now: &Findings, varies: &[String]) -> Vec<String> {
    let mut out = Vec::new();
    for app in expected.apps.keys().chain(now.apps.keys()).collect::<BTreeSet<_>>() {
        match (expected.apps.get(app), now.apps.get(app)) {
            (Some(expected), Some(now)) => cell(&mut out, app, expected, now),
            (Some(_), None) => out.push(format!("{app}: not judged")),
            (None, _) => out.push(format!("{app}: nothing is expected yet")),
        }
    }
    for (what, expected, now) in [("fails", &expected.fails, &now.fails), ("open", &expected.open, &now.open)] {
        for suite in expected.keys().chain(now.keys()).collect::<BTreeSet<_>>() {
            let steady = |all: &BTreeMap<String, Vec<String>>| -> Vec<String> {
                let varies = |item: &str| varies.iter().any(|id| item.split(':').next() == Some(id));
                all.get(suite).into_iter().flatten().filter(|item| !varies(item)).cloned().collect()
            };
            let (expected, now) = (steady(expected), steady(now));
            list(&mut out, &format!("{suite}, {what}"), &expected, &now);
        }
    }
    out
}

fn cell(out: &mut Vec<String>, app: &str, expected: &Cell, now: &Cell) {
    let texts = [
        ("verdict", &expected.verdict, &now.verdict),
        ("predicts", &expected.predicts, &now.predicts),
        ("account", &expected.account, &now.account),
        ("then", &expected.then, &now.then),
    ];
    for (what, expected, now) in texts {
        if expected != now {
            out.push(format!("{app}, {what}: {now:?}, expected {expected:?}"));
        }
    }
    list(out, &format!("{app}, fails"), &expected.fails, &now.fails);
    list(out, &format!("{app}, open"), &expected.open, &now.open);
    list(out, &format!("{app}, settings"), &expected.settings, &now.settings);
}

fn list(out: &mut Vec<String>, what: &str, expected: &[String], now: &[String]) {
    out.extend(now.iter().filter(|item| !expected.contains(item)).map(|item| format!("{what}: now also {item:?}")));
    out.extend(expected.iter().filter(|item| !now.contains(item)).map(|item| format!("{what}: no longer {item:?}")));
}

/// All of them.
pub struct Report {
    lines: Vec<Line>,
    took: Duration,
}

impl Report {
    pub fn new(mut lines: Vec<Line>, took: Duration) -> Self {
        lines.sort_by_key(Line::name);
        Self { lines, took }
    }

    /// Nothing is broken, nothing differs.
    pub fn good(&self) -> bool {
        self.lines.iter().all(|line| !matches!(line.outcome, Outcome::Broken(_)) && line.differences().is_empty())
    }

    /// Writes what was found as what is expected; gives the files that changed.
    pub fn bless(&self) -> Vec<String> {
        let mut changed = Vec::new();
        let entries: BTreeMap<&str, &Entry> = self.lines.iter().map(|line| (line.entry.id.as_str(), &*line.entry)).collect();
        for (id, entry) in entries {
            let mut expected = entry.expected();
            expected.0.retain(|variant, _| entry.variant.contains_key(variant));
            for line in self.lines.iter().filter(|line| line.entry.id == id) {
                let Outcome::Found(found) = &line.outcome else { continue };
                let before = expected.0.get(&line.variant);
                let by_hand = before.and_then(|b| Some(b.by_hand.clone()?.after(&b.findings, &found.findings)));
                let measured = Measured {
                    by_hand,
                    version: entry.version.clone(),
                    date: jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date(),
                    recognised_as: found.recognised_as.clone(),
                    findings: found.findings.clone(),
                };
                expected.0.insert(line.variant.clone(), measured);
            }
            let file = entry.expected_file();
            let text = serde_json::to_string_pretty(&expected).expect("plain data") + "\n";
            if expected.0.is_empty() || std::fs::read_to_string(&file).is_ok_and(|there| there == text) {
                continue;
            }
            std::fs::write(&file, text).expect("the entry's folder is writable");
            changed.push(file.display().to_string());
        }
        changed
    }

    /// For a terminal.
    pub fn text(&self) -> String {
        let mut out = String::new();
        self.matrix(&mut out);
        for line in &self.lines {
            match &line.outcome {
                Outcome::Skipped(why) => {
                    let _ = writeln!(out, "{}: skipped, {why}", line.name());
                }
                Outcome::Broken(why) => {
                    let _ = writeln!(out, "{}: broken, {why}", line.name());
                }
                Outcome::Found(_) => {
                    for difference in line.differences() {
                        let _ = writeln!(out, "{}: {difference}", line.name());
                    }
                }
            }
        }
        let count = |what: fn(&Line) -> bool| self.lines.iter().filter(|line| what(line)).count();
        let found = |line: &Line| matches!(line.outcome, Outcome::Found(_));
        let _ = writeln!(
            out,
            "\n{} as expected, {} different, {} broken, {} skipped, {:.1} s in all",
            count(|line| matches!(line.outcome, Outcome::Found(_)) && line.differences().is_empty()),
            self.lines.iter().filter(|line| found(line) && !line.differences().is_empty()).count(),
            count(|line| matches!(line.outcome, Outcome::Broken(_))),
            count(|line| matches!(line.outcome, Outcome::Skipped(_))),
            self.took.as_secs_f64()
        );
        out
    }

    fn matrix(&self, out: &mut String) {
        let catalogue = Catalogue::built_in();
        let apps: Vec<&str> = catalogue.apps().map(|suite| suite.id.as_str()).collect();
        let heads: Vec<String> = apps.iter().map(|app| format!("{:>w$}", app, w = app.len().max(7))).collect();
        let _ = writeln!(out, "\n{:36} {}  core fails  ready s  check s  all s", "", heads.join("  "));
        for line in &self.lines {
            let Outcome::Found(found) = &line.outcome else { continue };
            let signs: Vec<String> = apps
                .iter()
                .map(|app| format!("{:>w$}", found.findings.apps.get(*app).map_or("–", Cell::sign), w = app.len().max(7)))
                .collect();
            let fails: usize = found.findings.fails.values().map(Vec::len).sum();
            let _ = writeln!(
                out,
                "{:36} {}  {fails:>10}  {:>7.1}  {:>7.1}  {:>5.1}",
                line.name(),
                signs.join("  "),
                found.ready.as_secs_f64(),
                found.check.as_secs_f64(),
                line.took.as_secs_f64()
            );
        }
        out.push('\n');
    }
}
