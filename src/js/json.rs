//! JavaScript's `JSON.parse`.

use serde_json::{Map, Number, Value};

/// The largest whole number up to which JavaScript keeps every one.
const SAFE: f64 = 9_007_199_254_740_991.0;

/// `JSON.parse(text)`; `None` where it throws. A byte order mark is an error, half of a surrogate pair is none.
pub fn json_parse(text: &str) -> Option<Value> {
    let value = serde_json::from_str(text).or_else(|_| serde_json::from_str(&with_whole_surrogates(text)));
    value.ok().map(as_javascript)
}

/// The same for the body of an answer, whose bytes become text first: what is no UTF-8 becomes replacement characters.
pub fn json_parse_bytes(bytes: &[u8]) -> Option<Value> {
    json_parse(&String::from_utf8_lossy(bytes))
}

/// Numbers become what JavaScript has for them.
fn as_javascript(value: Value) -> Value {
    match value {
        Value::Number(number) => Value::Number(as_double(&number).unwrap_or(number)),
        Value::Array(items) => Value::Array(items.into_iter().map(as_javascript).collect()),
        Value::Object(members) => {
            Value::Object(members.into_iter().map(|(name, value)| (name, as_javascript(value))).collect::<Map<_, _>>())
        }
        other => other,
    }
}

fn as_double(number: &Number) -> Option<Number> {
    let double = number.as_f64()?;
    #[expect(clippy::cast_possible_truncation, reason = "whole and small enough")]
    let whole = || Number::from(double as i64);
    if double.fract() == 0.0 && double.abs() <= SAFE { Some(whole()) } else { Number::from_f64(double) }
}

/// Escapes of half surrogate pairs, which JavaScript keeps and no UTF-8 can hold, become replacement characters.
fn with_whole_surrogates(text: &str) -> String {
    let unit = |at: usize| {
        let digits = text.get(at..at + 6)?.strip_prefix("\\u")?;
        u16::from_str_radix(digits, 16).ok()
    };
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let whole_pair =
            |high: u16| (0xD800..0xDC00).contains(&high) && unit(at + 6).is_some_and(|low| (0xDC00..0xE000).contains(&low));
        let length = match unit(at) {
            Some(high) if whole_pair(high) => 12,
            Some(half) if (0xD800..0xE000).contains(&half) => {
                out.push('\u{FFFD}');
                at += 6;
                continue;
            }
            // An escaped backslash does not begin an escape.
            _ if rest.starts_with('\\') => 1 + rest.chars().nth(1).map_or(0, char::len_utf8),
            _ => rest.chars().next().map_or(1, char::len_utf8),
        };
        out.push_str(rest.get(..length).unwrap_or(rest));
        at += length;
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn what_throws_and_what_does_not() {
        for bad in ["", " ", "\u{feff}{}", "<html>", "{}x", "{'a':1}", "\"a", "undefined"] {
            assert_eq!(json_parse(bad), None, "{bad:?}");
        }
        assert_eq!(json_parse(" null\n"), Some(Value::Null));
        assert_eq!(json_parse(r#"{"a":1,"a":2}"#), Some(json!({ "a": 2 })));
        assert_eq!(json_parse_bytes(b"\"\xff\""), Some(json!("\u{fffd}")));
    }

    #[test]
    fn half_surrogates_pass() {
        assert_eq!(json_parse(r#"{"a":"\ud800x","b":"\ud83d\ude00"}"#), Some(json!({ "a": "\u{fffd}x", "b": "😀" })));
        assert_eq!(json_parse(r#"["\\ud800","\udc00\ud800"]"#), Some(json!(["\\ud800", "\u{fffd}\u{fffd}"])));
    }

    #[test]
    fn numbers_are_doubles() {
        assert_eq!(
            json_parse("[1.0, 1e2, 12345678901234567890]").map(|v| v.to_string()).as_deref(),
            Some("[1,100,1.2345678901234567e+19]")
        );
        assert_eq!(crate::js::to_text(json_parse("12345678901234567890").as_ref()), "12345678901234567000");
    }

    proptest! {
        #[test]
        fn nothing_panics(text in "[\\\\u\"d8c0-9a-f{}😀é]{0,24}") {
            let _ = (json_parse(&text), json_parse_bytes(text.as_bytes()));
        }
    }
}
