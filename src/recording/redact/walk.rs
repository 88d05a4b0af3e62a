//! Going through a whole recording, text by text, so that it stays readable as a recording.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::replacements::Replacements;

/// Members that hold words of this format and names of ours, never a provider's: a password that happens to be such a word
/// must not make the run unreadable.
const OWN_WORDS: &[&str] =
    &["schema", "tool", "app", "id", "version", "step", "variant", "method", "purpose", "probe", "kind", "mode"];
/// Members that hold a word of this format when they hold text.
const OWN_WORDS_AS_TEXT: &[&str] = &["status", "public_roots", "system_roots", "given_roots"];
/// Members of a plan that come from the operator or the provider.
const FOREIGN_IN_PLANS: &[&str] = &["endpoint", "redirect_uri", "client_id", "fixed"];

pub(super) fn walk(value: &mut Value, replacements: &Replacements) {
    match value {
        Value::String(text) => {
            if let Some(new) = replacements.apply(text) {
                *text = new;
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| walk(item, replacements)),
        Value::Object(members) => {
            for (name, member) in members.iter_mut() {
                match (name.as_str(), &mut *member) {
                    (name, _) if OWN_WORDS.contains(&name) => {}
                    (name, Value::String(_)) if OWN_WORDS_AS_TEXT.contains(&name) => {}
                    ("plan", plan) => walk_plan(plan, replacements),
                    ("text", Value::String(body)) => body_text(body, replacements),
                    ("base64", Value::String(body)) => body_bytes(body, replacements),
                    (_, member) => walk(member, replacements),
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn walk_plan(value: &mut Value, replacements: &Replacements) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| walk_plan(item, replacements)),
        Value::Object(members) => {
            for (name, member) in members.iter_mut() {
                match FOREIGN_IN_PLANS.contains(&name.as_str()) {
                    true => walk(member, replacements),
                    false => walk_plan(member, replacements),
                }
            }
        }
        _ => {}
    }
}

/// A body that is JSON stays JSON: where the text alone would break it (a secret of digits inside a number), value by value.
fn body_text(body: &mut String, replacements: &Replacements) {
    let Some(new) = replacements.apply(body) else { return };
    let is_json = |text: &str| serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok();
    if is_json(&new) || !is_json(body) {
        *body = new;
    } else if let Ok(mut value) = serde_json::from_str::<Value>(body) {
        json_values(&mut value, replacements);
        *body = value.to_string();
    }
}

fn json_values(value: &mut Value, replacements: &Replacements) {
    match value {
        Value::String(text) => {
            if let Some(new) = replacements.apply(text) {
                *text = new;
            }
        }
        // A number that only contains the digits is another number: times are judged.
        Value::Number(number) => {
            let digits = number.to_string();
            if replacements.pairs().iter().any(|(v, _)| *v == digits) {
                *value = Value::from(0);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| json_values(item, replacements)),
        Value::Object(members) => members.values_mut().for_each(|member| json_values(member, replacements)),
        Value::Null | Value::Bool(_) => {}
    }
}

/// A body in another character set repeats secrets too.
fn body_bytes(body: &mut String, replacements: &Replacements) {
    let Ok(mut bytes) = STANDARD.decode(body.as_bytes()) else { return };
    for (value, marker) in replacements.pairs() {
        let mut from = 0;
        while let Some(at) = bytes.get(from..).and_then(|rest| rest.windows(value.len()).position(|w| w == value.as_bytes())) {
            let at = from + at;
            bytes.splice(at..at + value.len(), marker.bytes());
            from = at + marker.len();
        }
    }
    *body = STANDARD.encode(bytes);
}
