//! Finding the secrets of a recording, by the names they go under.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::replacements::Replacements;
use super::{SECRET_NAMES, SHORTEST};
use crate::recording::Recording;
use crate::recording::signature::REDACTED_SIGNATURE;

/// Finds every secret value by the name it goes under.
pub(super) fn collect(recording: &Recording, replacements: &mut Replacements) {
    for flow in &recording.flows {
        if let Some(verifier) = &flow.sent.code_verifier {
            replacements.add("code-verifier", verifier);
        }
        if let Some(code) = flow.callback.as_ref().and_then(|c| c.parameter("code")) {
            replacements.add("code", code);
        }
    }
    for exchange in &recording.exchanges {
        for (name, value) in &exchange.request.headers {
            if name.eq_ignore_ascii_case("authorization")
                && let Some((_, credentials)) = value.split_once(' ')
            {
                replacements.add("credentials", credentials);
                let plain = STANDARD.decode(credentials).ok().and_then(|bytes| String::from_utf8(bytes).ok());
                if let Some((_, secret)) = plain.as_deref().and_then(|p| p.split_once(':')) {
                    replacements.add("client-secret", secret);
                }
            }
        }
        let body = exchange.request.body.as_ref().and_then(|b| b.text()).unwrap_or_default();
        for (name, value) in url::form_urlencoded::parse(body.as_bytes()) {
            if name == "logout_token" {
                member(&name, &value, replacements);
            } else if let Some((_, kind)) = SECRET_NAMES.iter().find(|(n, _)| *n == name) {
                replacements.add(kind, &value);
            }
        }
        // A Logout Token in another form than the specification's.
        quoted(body, replacements);
        let Some(response) = &exchange.response else { continue };
        // A step's answer may carry a code as well as a flow's.
        let target = response.header("location").and_then(|l| l.split_once(['?', '#']));
        for (name, value) in target.into_iter().flat_map(|(_, query)| url::form_urlencoded::parse(query.as_bytes())) {
            if let Some((_, kind)) = SECRET_NAMES.iter().find(|(n, _)| *n == name) {
                replacements.add(kind, &value);
            }
        }
        let Some(text) = response.body.text() else { continue };
        match serde_json::from_str::<Value>(text) {
            Ok(value) => members(&value, replacements),
            // Some token endpoints answer with a form, and some write JSON that is none.
            Err(_) => {
                url::form_urlencoded::parse(text.as_bytes()).for_each(|(name, value)| member(&name, &value, replacements));
                quoted(text, replacements);
            }
        }
    }
}

/// The members of a value, however deep; a text may itself hold JSON.
fn members(value: &Value, replacements: &mut Replacements) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| members(item, replacements)),
        Value::Object(map) => {
            for (name, value) in map {
                match value {
                    Value::String(text) => member(name, text, replacements),
                    other => members(other, replacements),
                }
            }
        }
        Value::String(text) => quoted(text, replacements),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Members as JSON writes them, in a text that is no JSON.
fn quoted(text: &str, replacements: &mut Replacements) {
    let names = SECRET_NAMES.iter().map(|(name, _)| *name).chain(["id_token", "logout_token"]);
    for name in names {
        for (at, _) in text.match_indices(&format!("\"{name}\"")) {
            let rest = text.get(at + name.len() + 2..).unwrap_or_default().trim_start();
            let value = rest.strip_prefix(':').map(str::trim_start).and_then(|rest| rest.strip_prefix('"'));
            if let Some((value, _)) = value.and_then(|rest| rest.split_once('"')) {
                member(name, value, replacements);
            }
        }
    }
}

/// One member of an answer.
fn member(name: &str, value: &str, replacements: &mut Replacements) {
    if matches!(name, "id_token" | "logout_token") {
        if let Some((signed, signature)) = value.rsplit_once('.')
            && signature.len() >= SHORTEST
        {
            replacements.put(value.to_owned(), format!("{signed}.{REDACTED_SIGNATURE}"));
        }
    } else if let Some((_, kind)) = SECRET_NAMES.iter().find(|(n, _)| *n == name) {
        replacements.add(kind, value);
    }
}
