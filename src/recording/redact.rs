//! Redaction: by value, over the whole recording, so that a secret is gone wherever a provider repeats it.
//!
//! What judging needs survives: a redacted value keeps its JSON type, an ID Token keeps header and payload and loses its
//! signature; whether that was good, key by key, is kept as a [`SignatureFact`].

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::signature::{self, REDACTED_SIGNATURE};
use super::{Body, Recording, Request};
use crate::secret::Secret;
use crate::wire::{form_encode, percent_encode};

/// Every redacted value begins with this.
pub const MARKER: &str = "redacted-";

/// Values shorter than this are replaced only where a name says what they are: elsewhere they would hit by chance.
const SHORTEST: usize = 6;

/// Members of answers and fields of forms that are secret by their name, with the kind that their marker names.
const SECRET_NAMES: &[(&str, &str)] = &[
    ("access_token", "access-token"),
    ("refresh_token", "refresh-token"),
    ("code", "code"),
    ("code_verifier", "code-verifier"),
    ("client_secret", "client-secret"),
    ("client_assertion", "client-assertion"),
    ("registration_access_token", "registration-access-token"),
    ("password", "password"),
];

/// A copy without secrets.
///
/// # Errors
/// When the recording does not survive its own format, which would be a bug.
pub fn redact(recording: &Recording, secrets: &[Secret]) -> Result<Recording, serde_json::Error> {
    let mut replacements = Replacements::default();
    for secret in secrets {
        replacements.add("secret", secret.secret());
    }
    collect(recording, &mut replacements);
    let signatures = signature::facts(recording);
    let mut value = serde_json::to_value(recording)?;
    replacements.sort();
    walk(&mut value, &replacements);
    let mut out: Recording = serde_json::from_value(value)?;
    out.redacted = true;
    out.signatures = signatures;
    for exchange in &mut out.exchanges {
        exchange.request.headers.iter_mut().for_each(hide_header);
        hide_fields(&mut exchange.request);
        if let Some(response) = &mut exchange.response {
            response.headers.iter_mut().for_each(hide_header);
        }
    }
    Ok(out)
}

/// What is replaced by what.
#[derive(Default)]
struct Replacements(Vec<(String, String)>);

impl Replacements {
    fn add(&mut self, kind: &str, value: &str) {
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

    /// Longest first, so that a value that contains another goes as a whole.
    fn sort(&mut self) {
        self.0.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.0.cmp(&b.0)));
    }

    fn apply(&self, text: &str) -> Option<String> {
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

/// Finds every secret value by the name it goes under.
fn collect(recording: &Recording, replacements: &mut Replacements) {
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
                            replacements.0.push((token.clone(), format!("{signed}.{REDACTED_SIGNATURE}")));
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

/// Members that hold words of this format and names of ours, never a provider's: a password that happens to be such a word
/// must not make the run unreadable.
const OWN_WORDS: &[&str] =
    &["schema", "tool", "app", "id", "version", "step", "variant", "method", "purpose", "probe", "kind", "mode"];
/// Members that hold a word of this format when they hold text.
const OWN_WORDS_AS_TEXT: &[&str] = &["status", "public_roots", "system_roots", "given_roots"];
/// Members of a plan that come from the operator or the provider.
const FOREIGN_IN_PLANS: &[&str] = &["endpoint", "redirect_uri", "client_id", "fixed"];

fn walk(value: &mut Value, replacements: &Replacements) {
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
            if replacements.0.iter().any(|(v, _)| *v == digits) {
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
    for (value, marker) in &replacements.0 {
        let mut from = 0;
        while let Some(at) = bytes.get(from..).and_then(|rest| rest.windows(value.len()).position(|w| w == value.as_bytes())) {
            let at = from + at;
            bytes.splice(at..at + value.len(), marker.bytes());
            from = at + marker.len();
        }
    }
    *body = STANDARD.encode(bytes);
}

/// Cookies and credentials keep their names and schemes; their values go, however short.
fn hide_header((name, value): &mut (String, String)) {
    let hidden = |pair: &str| match pair.split_once('=') {
        Some((name, _)) => format!("{name}={MARKER}cookie"),
        None => pair.to_owned(),
    };
    match name.to_ascii_lowercase().as_str() {
        "cookie" => *value = value.split("; ").map(hidden).collect::<Vec<_>>().join("; "),
        "set-cookie" => {
            let (pair, attributes) = value.split_once(';').map_or((value.as_str(), None), |(p, a)| (p, Some(a)));
            *value = match attributes {
                Some(attributes) => format!("{};{attributes}", hidden(pair)),
                None => hidden(pair),
            };
        }
        "authorization" => {
            let scheme = value.split(' ').next().unwrap_or_default();
            *value = format!("{scheme} {MARKER}credentials");
        }
        _ => {}
    }
}

/// Fields of a form keep their names; the values of secret ones go, however short.
fn hide_fields(request: &mut Request) {
    let is_form = request
        .headers
        .iter()
        .any(|(name, value)| name.eq_ignore_ascii_case("content-type") && value.starts_with("application/x-www-form-urlencoded"));
    let Some(Body::Text(text)) = request.body.as_mut().filter(|_| is_form) else { return };
    let hidden = |field: &str| match field.split_once('=') {
        Some((name, value)) if !value.is_empty() && !value.starts_with(MARKER) => {
            let listed = SECRET_NAMES.iter().find(|(n, _)| *n == name).map(|(_, kind)| *kind);
            let kind = listed.or_else(|| name.to_ascii_lowercase().contains("pass").then_some("password"));
            kind.map_or(field.to_owned(), |kind| format!("{name}={MARKER}{kind}"))
        }
        _ => field.to_owned(),
    };
    *text = text.split('&').map(hidden).collect::<Vec<_>>().join("&");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::fixture::Fixture;

    #[test]
    fn secrets_are_gone_and_the_token_is_still_readable() {
        let recording = Fixture::app("core").build().recording;
        let token = recording
            .exchanges
            .iter()
            .filter_map(|e| e.response.as_ref()?.body.text())
            .find(|t| t.contains("id_token\""))
            .expect("a token answer")
            .to_owned();
        let answer: Value = serde_json::from_str(&token).unwrap();
        let access_token = answer["access_token"].as_str().unwrap().to_owned();
        let out = redact(&recording, &[Secret::new("a client secret")]).unwrap();
        let text = serde_json::to_string(&out).unwrap();
        assert!(access_token.len() < SHORTEST || !text.contains(&access_token), "the access token is still there");
        let id_token = answer["id_token"].as_str().unwrap();
        let (signed, signature) = id_token.rsplit_once('.').unwrap();
        assert!(!text.contains(signature) && text.contains(signed));
        assert!(out.redacted);
        assert!(out.signatures.iter().any(|f| f.good), "the signature was good with one key");
    }

    #[test]
    fn the_longer_value_goes_first() {
        let mut r = Replacements::default();
        r.add("code", "abcdef");
        r.add("access-token", "abcdefghi");
        r.sort();
        assert_eq!(r.apply("x abcdefghi abcdef"), Some("x redacted-access-token-1 redacted-code-1".to_owned()));
        assert_eq!(r.apply("nothing"), None);
    }

    #[test]
    fn a_short_password_goes_by_the_name_of_its_field() {
        let form = ("Content-Type".to_owned(), "application/x-www-form-urlencoded".to_owned());
        let mut request = Fixture::app("core").build().recording.exchanges.remove(0).request;
        request.headers = vec![form];
        request.body = Some(Body::Text("user=ann&password=ann&passwd=x&secret=redacted-secret-1".to_owned()));
        hide_fields(&mut request);
        let expected = "user=ann&password=redacted-password&passwd=redacted-password&secret=redacted-secret-1";
        assert_eq!(request.body, Some(Body::Text(expected.to_owned())));
    }

    #[test]
    fn the_code_of_a_step_is_gone_too() {
        let mut recording = Fixture::app("core").build().recording;
        let response = recording.exchanges[0].response.as_mut().unwrap();
        response.headers.push(("location".to_owned(), "https://app.example/cb?code=abc%2Fdefghi&state=s".to_owned()));
        let text = serde_json::to_string(&redact(&recording, &[]).unwrap()).unwrap();
        assert!(text.contains("cb?code=redacted-code-") && !text.contains("defghi"), "the code is still there");
    }

    #[test]
    fn cookies_and_credentials_keep_their_names() {
        let mut cookie = ("Cookie".to_owned(), "a=1; b=2".to_owned());
        hide_header(&mut cookie);
        assert_eq!(cookie.1, "a=redacted-cookie; b=redacted-cookie");
        let mut set = ("set-cookie".to_owned(), "sid=x; Path=/; Secure".to_owned());
        hide_header(&mut set);
        assert_eq!(set.1, "sid=redacted-cookie; Path=/; Secure");
        let mut authorization = ("Authorization".to_owned(), "Basic abc".to_owned());
        hide_header(&mut authorization);
        assert_eq!(authorization.1, "Basic redacted-credentials");
    }
}
