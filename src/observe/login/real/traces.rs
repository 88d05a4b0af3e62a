//! Typed secrets, recognised in what leaves.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use url::form_urlencoded::byte_serialize;

use crate::chromium::Leaving;
use crate::wire::percent_encode;

/// Secrets shorter than this would be found by chance; they are trusted to the rule for pages alone.
const SHORTEST: usize = 4;

/// What has been typed so far, in the forms in which pages send it.
#[derive(Debug, Clone, Default)]
pub(super) struct Traces(Vec<String>);

impl Traces {
    pub(super) fn add(&mut self, secret: &str) {
        if secret.chars().count() < SHORTEST {
            return;
        }
        let json = serde_json::Value::from(secret).to_string();
        let forms = [
            secret.to_owned(),
            byte_serialize(secret.as_bytes()).collect(),
            percent_encode(secret),
            json.trim_matches('"').to_owned(),
            STANDARD.encode(secret),
            URL_SAFE_NO_PAD.encode(secret),
        ];
        for form in forms {
            if !self.0.contains(&form) {
                self.0.push(form);
            }
        }
    }

    /// Whether a request carries one of them, in its URL, its headers or its body.
    pub(super) fn are_in(&self, request: &Leaving) -> bool {
        let body = request.body.as_deref().map(String::from_utf8_lossy);
        let headers = request.headers.iter().map(|(_, value)| value.as_str());
        let all: Vec<&str> = headers.chain([request.url.as_str()]).chain(body.as_deref()).collect();
        self.0.iter().any(|form| all.iter().any(|text| text.contains(form.as_str())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_the_page_makes_of_it() {
        let mut traces = Traces::default();
        traces.add("pâss \"word\"&é");
        let sent = |url: &str, body: &str| Leaving {
            id: String::new(),
            url: url.to_owned(),
            method: "POST".to_owned(),
            headers: Vec::new(),
            body: Some(body.as_bytes().to_vec()),
            document: false,
            page: false,
        };
        for body in ["p=p%C3%A2ss+%22word%22%26%C3%A9", r#"{"p":"pâss \"word\"&é"}"#, "cMOic3MgIndvcmQiJsOp"] {
            assert!(traces.are_in(&sent("https://evil.example/", body)), "{body}");
        }
        assert!(traces.are_in(&sent("https://evil.example/?p=p%C3%A2ss%20%22word%22%26%C3%A9", "")));
        assert!(!traces.are_in(&sent("https://evil.example/", "p=password")));
    }

    #[test]
    fn a_short_one_is_not_looked_for() {
        let mut traces = Traces::default();
        traces.add("abc");
        assert!(traces.0.is_empty());
    }
}
