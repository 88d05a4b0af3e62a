//! What is replaced by what, in every form in which a value may be written down.

use serde_json::Value;

use super::{MARKER, SHORTEST};
use crate::wire::{form_encode, percent_encode};

/// What is replaced by what.
#[derive(Default)]
pub(super) struct Replacements(Vec<(String, String)>);

impl Replacements {
    pub(super) fn add(&mut self, kind: &str, value: &str) {
        if value.len() < SHORTEST || value.starts_with(MARKER) || self.0.iter().any(|(v, _)| v == value) {
            return;
        }
        let count = self.0.iter().filter(|(_, m)| m.starts_with(&format!("{MARKER}{kind}-"))).count();
        let marker = format!("{MARKER}{kind}-{}", count + 1);
        for form in written_forms(value) {
            if form != value && !self.0.iter().any(|(v, _)| *v == form) {
                self.0.push((form, marker.clone()));
            }
        }
        self.0.push((value.to_owned(), marker));
    }

    /// Replaces exactly this text by another.
    pub(super) fn put(&mut self, value: String, replacement: String) {
        self.0.push((value, replacement));
    }

    pub(super) fn pairs(&self) -> &[(String, String)] {
        &self.0
    }

    /// Longest first, so that a value that contains another goes as a whole.
    pub(super) fn sort(&mut self) {
        self.0.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.0.cmp(&b.0)));
    }

    pub(super) fn apply(&self, text: &str) -> Option<String> {
        let mut out: Option<String> = None;
        for (value, marker) in &self.0 {
            let now = out.as_deref().unwrap_or(text);
            if now.contains(value.as_str()) {
                out = Some(now.replace(value.as_str(), marker));
            }
        }
        out
    }
}

/// The ways in which clients and providers write a value down.
fn written_forms(value: &str) -> [String; 7] {
    let json = json_escaped(value);
    let php: String = json.replace('/', "\\/").chars().fold(String::new(), |out, c| match c.is_ascii() {
        true => out + c.encode_utf8(&mut [0; 4]),
        false => c.encode_utf16(&mut [0; 2]).iter().fold(out, |out, unit| format!("{out}\\u{unit:04x}")),
    });
    let html = html_escaped(value);
    [
        form_encode(value),
        // As browsers send forms: "*" stays.
        url::form_urlencoded::byte_serialize(value.as_bytes()).collect(),
        percent_encode(value),
        json,
        php,
        html.replace('\'', "&#39;"),
        html,
    ]
}

fn json_escaped(text: &str) -> String {
    let quoted = Value::String(text.to_owned()).to_string();
    quoted.get(1..quoted.len() - 1).unwrap_or_default().to_owned()
}

fn html_escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
}
