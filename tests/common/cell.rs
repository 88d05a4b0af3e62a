//! What one app does at one provider, in the words of the report: the cells of the tables that tests keep.

use std::fmt::Write as _;

use oidc_compat::judge::{AppJudgement, JudgedRequirement, OutcomeWord};
use oidc_compat::report::{account_words, prediction_words};
use oidc_compat::suite::Impact;
use serde::{Deserialize, Serialize};

/// One app at one provider.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cell {
    pub verdict: String,
    /// What the app would do, with its settings as they are out of the box.
    pub predicts: String,
    /// The account it would make.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub account: String,
    /// Requirements that fail and cost something, in the app's order, with what is said about them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fails: Vec<String>,
    /// Requirements that nobody could judge.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub open: Vec<String>,
    /// Settings that do better, and the verdict with them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub settings: Vec<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub then: String,
}

impl Cell {
    /// `base` is the provider's scheme, host and port, which differ from run to run.
    pub fn of(app: &AppJudgement, base: &str) -> Self {
        let here = |text: String| text.replace(base, "{base}");
        let requirements =
            |outcome: OutcomeWord| app.requirements.iter().filter(move |r| r.outcome == outcome && r.impact != Impact::Info);
        let advice = app.with_settings.as_ref();
        let settings = advice.iter().flat_map(|a| &a.changes).map(|c| format!("{}={}", c.setting, c.to)).collect();
        Self {
            verdict: app.verdict.word().to_owned(),
            predicts: here(prediction_words(&app.prediction)),
            account: here(app.prediction.account.as_ref().map(account_words).unwrap_or_default()),
            fails: requirements(OutcomeWord::Fail).map(|r| failure(r, base)).collect(),
            open: requirements(OutcomeWord::Inconclusive).map(|r| r.id.clone()).collect(),
            settings,
            then: advice.map(|a| a.verdict.word().to_owned()).unwrap_or_default(),
        }
    }

    /// In a matrix.
    pub fn sign(&self) -> &'static str {
        match (self.verdict.as_str(), self.then.as_str()) {
            ("compatible", _) => "✓",
            ("compatible with settings", _) => "✓ set",
            ("degraded", _) => "!",
            ("incompatible", "") => "✗",
            ("incompatible", _) => "✗ set",
            _ => "?",
        }
    }

    /// As an item of a Markdown list.
    pub fn item(&self, id: &str, name: &str) -> String {
        let mut out = format!("- **{name}**: {}. {}.\n", self.verdict, capital(&escaped(&self.predicts)));
        if !self.account.is_empty() {
            let _ = writeln!(out, "  - {}", escaped(&self.account));
        }
        for fails in &self.fails {
            let (requirement, message) = fails.split_once(": ").unwrap_or((fails, ""));
            let _ = writeln!(out, "  - [{requirement}](suites/{id}.md#{requirement}): {}", escaped(message));
        }
        if !self.open.is_empty() {
            let _ = writeln!(out, "  - not judged: {}", self.open.join(", "));
        }
        if !self.settings.is_empty() {
            let settings: Vec<String> = self.settings.iter().map(|s| format!("`{s}`")).collect();
            let _ = writeln!(out, "  - with {}: {}", settings.join(", "), self.then);
        }
        out
    }
}

/// A failed requirement and what is said about it, without what differs from run to run.
pub fn failure(requirement: &JudgedRequirement, base: &str) -> String {
    let word = regex::Regex::new("[A-Za-z0-9_-]{10,}").expect("a pattern");
    let message = requirement.message.replace(base, "{base}");
    let message = word.replace_all(&message, |found: &regex::Captures<'_>| {
        let has = |kind: fn(char) -> bool| found[0].chars().any(kind);
        let is_random = found[0].len() >= 32 && has(|c| c.is_ascii_digit()) && has(|c| c.is_ascii_uppercase());
        let is_time = found[0].len() == 10 && found[0].bytes().all(|byte| byte.is_ascii_digit());
        if is_random {
            "{random}".to_owned()
        } else if is_time {
            "{time}".to_owned()
        } else {
            found[0].to_owned()
        }
    });
    format!("{}: {message}", requirement.id)
}

/// Scheme, host and port of the provider.
pub fn base(discovery_url: &str) -> String {
    url::Url::parse(discovery_url).expect("a URL").origin().ascii_serialization()
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Text for Markdown.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' | '>' | '*' | '_' | '[' | ']' | '|' => out.extend(['\\', c]),
            '\n' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
