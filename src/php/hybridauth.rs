//! What hybridauth's HTTP client and its parser make of answers.
//!
//! An answer is tried as JSON, then as XML, then as a form, whatever its Content-Type; then only the members of what came
//! out are looked at.

use serde_json::{Map, Value};

use super::{is_empty, json_decode_object, parse_str, to_text, urlsafe_base64_decode};

/// The members of an answer. A list has members named by their numbers, any other value one named `scalar`.
///
/// XML gives none that an app looks for: they are below the name of the root.
pub fn members(body: &[u8]) -> Map<String, Value> {
    match json_decode_object(body) {
        Some(Value::Object(map)) => map,
        Some(Value::Array(items)) if !items.is_empty() => {
            items.into_iter().enumerate().map(|(i, item)| (i.to_string(), item)).collect()
        }
        Some(value) if !is_empty(Some(&value)) => Map::from_iter([("scalar".to_owned(), value)]),
        _ => {
            let text = String::from_utf8_lossy(body);
            if text.trim_start().starts_with('<') { Map::new() } else { parse_str(&text) }
        }
    }
}

/// What follows `Bearer ` in the requests after this token answer; `None` where the app ends before.
pub fn bearer(tokens: &Map<String, Value>) -> Option<String> {
    text(tokens.get("access_token")?)
}

/// A value where PHP wants text: a list is `Array`. `None`: an object, which is an error nobody catches.
pub fn text(value: &Value) -> Option<String> {
    if value.is_object() { None } else { Some(to_text(value)) }
}

/// Whether PHP takes a member for true: not missing, null, `false`, 0, `""`, `"0"` or an empty list. Objects always are.
pub fn is_filled(value: Option<&Value>) -> bool {
    value.is_some_and(Value::is_object) || !is_empty(value)
}

/// The refresh token, where the app refreshes before its next request: one that is not empty, and a lifetime that is over.
pub fn due_refresh(tokens: &Map<String, Value>) -> Option<String> {
    let lifetime = integer(tokens.get("expires_in")?);
    let token = tokens.get("refresh_token").filter(|token| is_filled(Some(token)))?;
    // A list or an object is sent under names that no provider knows: as good as an empty one.
    let sent = if token.is_object() || token.is_array() { String::new() } else { to_text(token) };
    (lifetime <= 0).then_some(sent)
}

/// The second part of an ID Token, decoded: the bytes that are kept, whatever they are.
pub fn payload(id_token: &str) -> Vec<u8> {
    urlsafe_base64_decode(id_token.split('.').nth(1).unwrap_or_default())
}

/// The claims of an ID Token's second part; none where it is no JSON object.
pub fn claims(payload: &[u8]) -> Map<String, Value> {
    match json_decode_object(payload) {
        Some(Value::Object(map)) => map,
        _ => Map::new(),
    }
}

/// `(int) $value`, as far as its sign matters.
fn integer(value: &Value) -> i64 {
    match value {
        Value::Null | Value::Bool(false) => 0,
        Value::Bool(true) | Value::Object(_) => 1,
        Value::Array(items) => i64::from(!items.is_empty()),
        Value::Number(n) => n.as_i64().unwrap_or_else(|| whole(n.as_f64().unwrap_or_default())),
        Value::String(text) => whole(leading_number(text)),
    }
}

#[expect(clippy::cast_possible_truncation, reason = "PHP cuts off the fraction, too")]
fn whole(number: f64) -> i64 {
    number as i64
}

/// The number that a text begins with; 0 if it begins with none.
fn leading_number(text: &str) -> f64 {
    let text = text.trim_start_matches([' ', '\t', '\n', '\r', '\u{b}', '\u{c}']);
    // The longest beginning that is a number; texts here are short.
    let ends = text.char_indices().map(|(i, c)| i + c.len_utf8()).take(40);
    let numeric = |part: &&str| part.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c));
    ends.filter_map(|end| text.get(..end)).filter(numeric).filter_map(|part| part.parse::<f64>().ok()).last().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(body: &str) -> Value {
        Value::Object(members(body.as_bytes()))
    }

    #[test]
    fn json_then_xml_then_a_form() {
        assert_eq!(of(r#"{"a":1}"#), json!({ "a": 1 }));
        assert_eq!(of("{}"), json!({}));
        assert_eq!(of("a=1&b=x+y"), json!({ "a": "1", "b": "x y" }));
        assert_eq!(of("[7]"), json!({ "0": 7 }));
        assert_eq!(of("\"hello\""), json!({ "scalar": "hello" }));
        for nothing in ["", "[]", "null", "<a><access_token>1</access_token></a>", " <html>&access_token=1"] {
            assert!(!members(nothing.as_bytes()).contains_key("access_token"), "{nothing}");
        }
        assert_eq!(of("aaa.bbb.ccc"), json!({ "aaa_bbb_ccc": "" }));
    }

    #[test]
    fn bearers() {
        let bearer = |token: Value| super::bearer(json!({ "access_token": token }).as_object().expect("an object"));
        for (token, text) in [
            (json!("at"), "at"),
            (json!(null), ""),
            (json!(7), "7"),
            (json!(["x"]), "Array"),
            (json!(true), "1"),
            (json!(""), ""),
        ] {
            assert_eq!(bearer(token).as_deref(), Some(text));
        }
        assert_eq!(bearer(json!({})), None);
        assert_eq!(super::bearer(&Map::new()), None);
    }

    #[test]
    fn a_refresh_is_due_when_the_lifetime_is_over() {
        let due = |expires: Value, token: Value| {
            due_refresh(json!({ "expires_in": expires, "refresh_token": token }).as_object().expect("an object"))
        };
        for over in [json!(0), json!(-1), json!(null), json!(""), json!("soon"), json!("0"), json!(0.9), json!([]), json!(false)]
        {
            assert_eq!(due(over.clone(), json!("rt")).as_deref(), Some("rt"), "{over}");
        }
        for later in [json!(1), json!("3600"), json!(" 5x"), json!("1e3"), json!(true), json!([0]), json!({})] {
            assert_eq!(due(later.clone(), json!("rt")), None, "{later}");
        }
        assert_eq!(due(json!(0), json!("")), None);
        assert_eq!(due_refresh(json!({ "refresh_token": "rt" }).as_object().expect("an object")), None);
    }

    #[test]
    fn id_tokens_are_only_decoded() {
        assert_eq!(Value::Object(claims(&payload("x.eyJzdWIiOiJhIn0.y.z"))), json!({ "sub": "a" }));
        assert!(claims(&payload("x")).is_empty() && claims(&payload("x.WzFd.y")).is_empty());
        assert!(std::str::from_utf8(&payload("x.__79.y")).is_err());
    }
}
