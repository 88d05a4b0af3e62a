//! Redaction: by value, over the whole recording, so that a secret is gone wherever a provider repeats it.
//!
//! What judging needs survives: a redacted value keeps its JSON type, an ID Token keeps header and payload and loses its
//! signature; whether that was good, key by key, is kept as a [`SignatureFact`].

mod collect;
mod replacements;
mod walk;

use collect::collect;
use replacements::Replacements;
use walk::walk;

use super::{Body, Recording, Request, signature};
use crate::secret::Secret;

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
        if exchange.purpose.ends_with("(login call)") {
            hide_texts(&mut exchange.request, secrets);
        }
        if let Some(response) = &mut exchange.response {
            response.headers.iter_mut().for_each(hide_header);
        }
    }
    Ok(out)
}

/// A text that a report repeats (an answer that an app shows as it is), without the secrets of this recording.
pub fn redact_text(recording: &Recording, text: &str) -> String {
    let mut replacements = Replacements::default();
    collect(recording, &mut replacements);
    replacements.sort();
    replacements.apply(text).unwrap_or_else(|| text.to_owned())
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

/// A text in a JSON body that is a secret as a whole goes, however short.
fn hide_texts(request: &mut Request, secrets: &[Secret]) {
    let Some(Body::Text(text)) = request.body.as_mut() else { return };
    for secret in secrets.iter().filter(|s| !s.secret().is_empty()) {
        let quoted = serde_json::Value::from(secret.secret()).to_string();
        *text = text.replace(&quoted, &format!("\"{MARKER}secret\""));
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
    use serde_json::Value;

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
    fn a_short_password_in_a_call_is_gone() {
        let mut recording = Fixture::app("core").build().recording;
        let exchange = &mut recording.exchanges[0];
        exchange.purpose = "login as app (login call)".to_owned();
        exchange.request.body = Some(Body::Text(r#"{"params":["alice","a\"b","1"]}"#.to_owned()));
        let out = redact(&recording, &[Secret::new("a\"b")]).unwrap();
        let body = out.exchanges[0].request.body.as_ref().and_then(Body::text);
        assert_eq!(body, Some(r#"{"params":["alice","redacted-secret","1"]}"#));
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
