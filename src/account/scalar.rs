//! What PHP makes of JSON scalars and of numeric text.

use serde_json::Value;

/// Bytes that PHP's `trim` takes away.
const TRIMMED: [char; 6] = [' ', '\n', '\r', '\t', '\u{b}', '\0'];

/// `trim($text)`.
pub(crate) fn trim(text: &str) -> &str {
    text.trim_matches(TRIMMED)
}

/// A scalar where PHP (without strict types) wants a text: `true` is `1`, `false` is empty. `None`: a list or an object,
/// which PHP refuses with a `TypeError`.
pub(crate) fn to_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(true) => Some("1".to_owned()),
        Value::Bool(false) | Value::Null => Some(String::new()),
        Value::Number(number) => Some(match number.as_i64() {
            Some(whole) => whole.to_string(),
            None => float_to_text(number.as_f64().unwrap_or(f64::INFINITY)),
        }),
        Value::Array(_) | Value::Object(_) => None,
    }
}

/// `(string) $float` with the setting `precision` at 14, as every shipped php.ini has it.
pub(crate) fn float_to_text(value: f64) -> String {
    const PRECISION: i32 = 14;
    if value.is_nan() {
        return "NAN".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "INF" } else { "-INF" }.to_owned();
    }
    if value == 0.0 {
        return if value.is_sign_negative() { "-0" } else { "0" }.to_owned();
    }
    let scientific = format!("{:.13e}", value.abs());
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or_default();
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.trim_end_matches('0');
    let sign = if value < 0.0 { "-" } else { "" };
    // The decimal point stands behind so many digits.
    let point = exponent + 1;
    if !(-3..=PRECISION).contains(&point) {
        let (first, rest) = digits.split_at(1.min(digits.len()));
        let rest = if rest.is_empty() { "0" } else { rest };
        let direction = if exponent < 0 { '-' } else { '+' };
        return format!("{sign}{first}.{rest}E{direction}{}", exponent.unsigned_abs());
    }
    if point <= 0 {
        return format!("{sign}0.{}{digits}", "0".repeat(point.unsigned_abs() as usize));
    }
    let whole = point.unsigned_abs() as usize;
    if digits.len() <= whole {
        return format!("{sign}{digits}{}", "0".repeat(whole - digits.len()));
    }
    let (before, after) = digits.split_at(whole);
    format!("{sign}{before}.{after}")
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

/// The number, when `is_numeric($text)`: white space may stand around it.
pub(crate) fn numeric(text: &str) -> Option<f64> {
    let text = without_leading_space(text).trim_end_matches([' ', '\t', '\n', '\r', '\u{b}', '\u{c}']);
    let length = number_length(text);
    if length == 0 || length != text.len() { None } else { Some(leading_number(text)) }
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
    fn floats_print_as_in_php() {
        for (value, text) in [
            (1.0, "1"),
            (1.5, "1.5"),
            (0.1 + 0.2, "0.3"),
            (-2.25, "-2.25"),
            (1e13, "10000000000000"),
            (1e14, "1.0E+14"),
            (1.5e25, "1.5E+25"),
            (0.0001, "0.0001"),
            (0.00001, "1.0E-5"),
            (-0.0, "-0"),
        ] {
            assert_eq!(float_to_text(value), text);
        }
    }

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
    fn numeric_text() {
        assert_eq!(numeric("1e3"), Some(1000.0));
        assert_eq!(numeric(" 5 "), Some(5.0));
        assert_eq!(numeric(".5"), Some(0.5));
        assert_eq!(numeric("5."), Some(5.0));
        assert_eq!(numeric("-7"), Some(-7.0));
        for not in ["", " ", ".", "5 gb", "0x1f", "1e", "e5", "--1", "inf"] {
            assert_eq!(numeric(not), None, "{not:?}");
        }
        assert!((leading_number("1.5 gb") - 1.5).abs() < f64::EPSILON);
        assert!(leading_number("gb").abs() < f64::EPSILON);
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
            let _ = (numeric(&text), leading_number(&text), trim(&text), float_to_text(number), round(number, 1));
        }
    }
}
