//! PHP's `json_decode`.

use serde_json::Value;

use crate::oidc::JsonDocument;

/// `json_decode($text, true)`: objects and lists become arrays. `None` where PHP reports an error.
///
/// A byte order mark, an empty text and bytes outside of UTF-8 are errors, as they are in PHP. Integers that do not fit into
/// 64 bits with a sign become floats.
pub fn json_decode(bytes: &[u8]) -> Option<Value> {
    let mut value = JsonDocument::parse(bytes).ok()?.value;
    signed_integers(&mut value);
    Some(value)
}

/// `json_decode($text)`: objects become objects, whose members cannot begin with a NUL.
pub fn json_decode_object(bytes: &[u8]) -> Option<Value> {
    json_decode(bytes).filter(names_fit)
}

/// `json_decode($text, false, 512, JSON_BIGINT_AS_STRING)`, as php-jwt reads tokens: objects become objects, as above, and
/// integers that do not fit into 64 bits with a sign become texts.
pub fn json_decode_big(bytes: &[u8]) -> Option<Value> {
    let value = json_decode(bytes)?;
    let quoted = quote_big_integers(bytes);
    let same = quoted.len() == bytes.len();
    if same { Some(value) } else { json_decode(&quoted) }.filter(names_fit)
}

/// `json_encode($value, JSON_HEX_TAG)`, as Nextcloud's JSON answers are written: slashes and tags escaped, all in ASCII.
pub fn json_encode(value: &Value) -> String {
    let mut out = String::new();
    for c in value.to_string().chars() {
        match c {
            '/' => out.push_str("\\/"),
            // Outside of texts there are none of these.
            '<' | '>' => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c if c.is_ascii() => out.push(c),
            c => c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| out.push_str(&format!("\\u{unit:04x}"))),
        }
    }
    out
}

/// `json_decode(json_encode($value), true)`: a float without a fraction comes back as an integer, up to 17 digits.
pub fn json_round_trip(value: &mut Value) {
    match value {
        Value::Number(number) => {
            if let Some(float) = number.as_f64().filter(|float| number.is_f64() && float.fract() == 0.0 && float.abs() < 1e17) {
                *number = whole(float).into();
            }
        }
        Value::Array(items) => items.iter_mut().for_each(json_round_trip),
        Value::Object(members) => members.values_mut().for_each(json_round_trip),
        _ => {}
    }
}

#[expect(clippy::cast_possible_truncation, reason = "without a fraction, and small enough")]
fn whole(float: f64) -> i64 {
    float as i64
}

fn signed_integers(value: &mut Value) {
    match value {
        Value::Number(number) if number.is_u64() && !number.is_i64() => {
            if let Some(float) = number.as_f64().and_then(serde_json::Number::from_f64) {
                *number = float;
            }
        }
        Value::Array(items) => items.iter_mut().for_each(signed_integers),
        Value::Object(members) => members.values_mut().for_each(signed_integers),
        _ => {}
    }
}

/// The same JSON, with integers that are too big as texts.
fn quote_big_integers(json: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(json.len());
    let (mut in_text, mut escaped) = (false, false);
    let mut rest = json;
    while let Some((&byte, after)) = rest.split_first() {
        if !in_text && (byte == b'-' || byte.is_ascii_digit()) {
            let length = rest.iter().take_while(|b| b"+-.eE".contains(b) || b.is_ascii_digit()).count();
            let (number, after) = rest.split_at(length);
            let text = std::str::from_utf8(number).unwrap_or_default();
            let too_big = !text.contains(['.', 'e', 'E']) && text.parse::<i64>().is_err();
            let quote: &[u8] = if too_big { b"\"" } else { b"" };
            out.extend([quote, number, quote].concat());
            rest = after;
            continue;
        }
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            _ => {}
        }
        out.push(byte);
        rest = after;
    }
    out
}

fn names_fit(value: &Value) -> bool {
    match value {
        Value::Object(map) => map.iter().all(|(name, value)| !name.starts_with('\0') && names_fit(value)),
        Value::Array(items) => items.iter().all(names_fit),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn texts_are_written_in_ascii() {
        assert_eq!(json_encode(&json!({ "a": "<ä/\"😀" })), r#"{"a":"\u003C\u00e4\/\"\ud83d\ude00"}"#);
    }

    #[test]
    fn errors_are_php_errors() {
        assert_eq!(json_decode(b" null "), Some(Value::Null));
        for bad in [&b""[..], b"\xef\xbb\xbf{}", b"<html>", b"{}x", b"\"\xff\"", br#""\ud800""#] {
            assert_eq!(json_decode(bad), None);
        }
        // Measured with PHP 8.2.
        assert_eq!(
            json_decode(b"[9223372036854775807, 9223372036854775808]"),
            Some(json!([i64::MAX, 9_223_372_036_854_775_808_f64]))
        );
        let text = br#"{"sub": 12345678901234567890, "a": [-9223372036854775808, 1e30, "5 99999999999999999999"]}"#;
        let rest = json!([i64::MIN, 1e30, "5 99999999999999999999"]);
        assert_eq!(json_decode_big(text), Some(json!({ "sub": "12345678901234567890", "a": rest })));
        assert_eq!(json_decode_object(text), Some(json!({ "sub": 12_345_678_901_234_567_890_f64, "a": rest })));
        let nul = br#"{"a":{"\u0000b":1}}"#;
        assert!(json_decode(nul).is_some());
        assert_eq!((json_decode_object(nul), json_decode_big(nul)), (None, None));
    }

    #[test]
    fn floats_that_go_around_come_back_as_integers() {
        // Measured with PHP 8.2.
        let mut value = json!({ "a": [-0.0, 1e15, 1e16, 1.5, 1e17, 12_345_678_901_234_567_890_f64], "b": 7 });
        json_round_trip(&mut value);
        let back = json!([0, 1_000_000_000_000_000_i64, 10_000_000_000_000_000_i64, 1.5, 1e17, 12_345_678_901_234_567_890_f64]);
        assert_eq!(value, json!({ "a": back, "b": 7 }));
    }
}
