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
            if let Some((_, kind)) = SECRET_NAMES.iter().find(|(n, _)| *n == name) {
                replacements.add(kind, &value);
            }
        }
        let Some(response) = &exchange.response else { continue };
        // A step's answer may carry a code as well as a flow's.
        let target = response.header("location").and_then(|l| l.split_once(['?', '#']));
        for (name, value) in target.into_iter().flat_map(|(_, query)| url::form_urlencoded::parse(query.as_bytes())) {
            if let Some((_, kind)) = SECRET_NAMES.iter().find(|(n, _)| *n == name) {
                replacements.add(kind, &value);
            }
        }
        if let Some(Ok(Value::Object(members))) = response.body.text().map(serde_json::from_str::<Value>) {
            for (name, value) in &members {
                match value {
                    Value::String(token) if name == "id_token" => {
                        if let Some((signed, signature)) = token.rsplit_once('.')
                            && signature.len() >= SHORTEST
                        {
                            replacements.put(token.clone(), format!("{signed}.{REDACTED_SIGNATURE}"));
                        }
                    }
                    Value::String(value) => {
                        if let Some((_, kind)) = SECRET_NAMES.iter().find(|(n, _)| n == name) {
                            replacements.add(kind, value);
                        }
                    }
                    _ => {}
                }
            }
        }
    }
}
