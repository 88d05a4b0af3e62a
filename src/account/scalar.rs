//! What PHP makes of JSON scalars and of numeric text.

use serde_json::Value;

use crate::php;

/// Bytes that PHP's `trim` takes away.
const TRIMMED: [char; 6] = [' ', '\n', '\r', '\t', '\u{b}', '\0'];

/// `trim($text)`.
pub(crate) fn trim(text: &str) -> &str {
    text.trim_matches(TRIMMED)
}

/// A scalar where PHP (without strict types) wants a text. `None`: a list or an object, which PHP refuses with a `TypeError`.
pub(crate) fn to_text(value: &Value) -> Option<String> {
    match value {
        Value::Array(_) | Value::Object(_) => None,
        // PHP reads whole numbers beyond 64 bits as floats.
        Value::Number(number) if number.as_i64().is_none() => number.as_f64().map(float_to_text),
        scalar => Some(php::to_text(scalar)),
    }
}

/// `(string) $float`.
pub(crate) fn float_to_text(value: f64) -> String {
    match serde_json::Number::from_f64(value) {
        Some(number) => php::to_text(&Value::Number(number)),
        None if value.is_nan() => "NAN".to_owned(),
        None => if value > 0.0 { "INF" } else { "-INF" }.to_owned(),
    }
}

/// Length of the longest prefix that is a decimal number (`-1.5e3`), leading white space excluded; 0 if there is none.
fn number_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let digits = |from: usize| bytes.iter().skip(from).take_while(|b| b.is_ascii_digit()).count();
    let mut at = usize::from(matches!(bytes.first(), Some(b'+' | b'-')));
    let whole = digits(at);
    at += whole;
    let mut fraction = 0;
    if bytes.get(at) == Some(&b'.') {
        fraction = digits(at + 1);
        if whole + fraction > 0 {
            at += 1 + fraction;
        }
    }
    if whole + fraction == 0 {
        return 0;
    }
    if matches!(bytes.get(at), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(at + 1), Some(b'+' | b'-')));
        let exponent = digits(at + 1 + sign);
        if exponent > 0 {
            at += 1 + sign + exponent;
        }
    }
    at
}

fn without_leading_space(text: &str) -> &str {
    text.trim_start_matches([' ', '\t', '\n', '\r', '\u{b}', '\u{c}'])
}

/// `(float) $text`: the number it begins with, else 0.
pub(crate) fn leading_number(text: &str) -> f64 {
    let text = without_leading_space(text);
    text.get(..number_length(text)).and_then(|n| n.trim_start_matches('+').parse().ok()).unwrap_or(0.0)
}

/// `round($value, $places)`: half away from zero, after the digits beyond the 15th are dropped.
pub(crate) fn round(value: f64, places: i32) -> f64 {
    let factor = 10_f64.powi(places);
    let scaled = value * factor;
    if !scaled.is_finite() || scaled.abs() >= 1e15 {
        return value;
    }
    let fifteen: f64 = format!("{scaled:.14e}").parse().unwrap_or(scaled);
    fifteen.round() / factor
}

/// First `count` characters.
pub(crate) fn first_characters(text: &str, count: usize) -> String {
    text.chars().take(count).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn scalars_become_text_and_the_rest_does_not() {
        assert_eq!(to_text(&json!(true)).as_deref(), Some("1"));
        assert_eq!(to_text(&json!(false)).as_deref(), Some(""));
        assert_eq!(to_text(&json!(19_900_101)).as_deref(), Some("19900101"));
        assert_eq!(to_text(&json!(18_446_744_073_709_551_615_u64)).as_deref(), Some("1.844674407371E+19"));
        assert_eq!(to_text(&json!([1])), None);
        assert_eq!(to_text(&json!({})), None);
    }

    #[test]
    fn the_number_a_text_begins_with() {
        for (text, number) in
            [("1.5 gb", 1.5), (" -2x", -2.0), ("+3", 3.0), ("1e2e3", 100.0), ("1e", 1.0), (".5.", 0.5), ("5.", 5.0)]
        {
            assert!((leading_number(text) - number).abs() < f64::EPSILON, "{text:?}");
        }
        for none in ["", "gb", ".", "-", "e5", "inf", "é1"] {
            assert!(leading_number(none).abs() < f64::EPSILON, "{none:?}");
        }
    }

    #[test]
    fn rounds_half_away_from_zero() {
        for (value, places, rounded) in [(1.25, 1, 1.3), (1.05, 1, 1.1), (0.5, 0, 1.0), (1023.4, 0, 1023.0), (-0.5, 0, -1.0)] {
            assert!((round(value, places) - rounded).abs() < 1e-12, "{value}");
        }
    }

    proptest! {
        #[test]
        fn nothing_panics(text in ".*", number in any::<f64>()) {
            let _ = (leading_number(&text), trim(&text), float_to_text(number), round(number, 1));
        }
    }
}
