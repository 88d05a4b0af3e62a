//! PHP's idea of numbers, of emptiness, of text, and of order.

use std::cmp::Ordering;

use serde_json::Value;

/// `isset`: there, and not null.
pub fn is_set(value: Option<&Value>) -> bool {
    value.is_some_and(|v| !v.is_null())
}

/// `empty`: absent, null, `false`, 0, `""`, `"0"`, or an array without members.
pub fn is_empty(value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Null | Value::Bool(false)) => true,
        Some(Value::Bool(true)) => false,
        Some(Value::Number(n)) => n.as_f64() == Some(0.0),
        Some(Value::String(text)) => text.is_empty() || text == "0",
        Some(Value::Array(items)) => items.is_empty(),
        Some(Value::Object(map)) => map.is_empty(),
    }
}

/// `is_numeric`: numbers, and texts that hold nothing but one decimal number with white space around it.
pub fn is_numeric(value: &Value) -> bool {
    number(value).is_some()
}

/// The number behind an [`is_numeric`] value.
pub fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(n) => n.as_f64(),
        Value::String(text) => numeric_text(text),
        _ => None,
    }
}

fn numeric_text(text: &str) -> Option<f64> {
    let plain = text.trim_matches([' ', '\t', '\n', '\r', '\u{b}', '\u{c}']);
    let unsigned = plain.strip_prefix(['+', '-']).unwrap_or(plain);
    let starts_well = unsigned.starts_with(|c: char| c.is_ascii_digit())
        || unsigned.strip_prefix('.').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    // Rust also reads "inf" and "nan", which the first character rules out.
    if starts_well { plain.parse().ok() } else { None }
}

/// `(string) $value`: booleans become `1` and nothing, arrays and objects `Array`.
///
/// Numbers with a fraction are written with 14 significant digits, PHP's default.
pub fn to_text(value: &Value) -> String {
    match value {
        Value::Null | Value::Bool(false) => String::new(),
        Value::Bool(true) => "1".to_owned(),
        // Whole numbers beyond 64 bits are read as floats.
        Value::Number(n) if n.as_i64().is_none() => float_text(n.as_f64().unwrap_or_default()),
        Value::Number(n) => n.to_string(),
        Value::String(text) => text.clone(),
        Value::Array(_) | Value::Object(_) => "Array".to_owned(),
    }
}

fn float_text(value: f64) -> String {
    if value == 0.0 {
        return if value.is_sign_negative() { "-0" } else { "0" }.to_owned();
    }
    let scientific = format!("{value:.13e}");
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or_default();
    let mantissa = mantissa.trim_end_matches('0').trim_end_matches('.');
    if (-4..14).contains(&exponent) {
        let digits = usize::try_from((13 - exponent).max(0)).unwrap_or_default();
        let plain = format!("{value:.digits$}");
        return if plain.contains('.') { plain.trim_end_matches('0').trim_end_matches('.').to_owned() } else { plain };
    }
    let point = if mantissa.contains('.') { "" } else { ".0" };
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{mantissa}{point}E{sign}{}", exponent.abs())
}

/// `$integer <=> $value`, as PHP 8 compares an integer with anything that came as JSON.
///
/// Text that is no number is compared as text, booleans as booleans, and every array is greater than any integer.
pub fn compare_integer(integer: i64, value: &Value) -> Ordering {
    let truth = |value: bool| (integer != 0).cmp(&value);
    match value {
        Value::Null => truth(false),
        Value::Bool(on) => truth(*on),
        Value::Number(n) => match n.as_i64() {
            Some(n) => integer.cmp(&n),
            None => compare_float(integer, n.as_f64().unwrap_or_default()),
        },
        Value::String(text) => match numeric_text(text) {
            Some(number) => compare_float(integer, number),
            None => integer.to_string().as_bytes().cmp(text.as_bytes()),
        },
        Value::Array(_) | Value::Object(_) => Ordering::Less,
    }
}

#[expect(clippy::cast_precision_loss, reason = "PHP converts the integer to a float here, too")]
fn compare_float(integer: i64, number: f64) -> Ordering {
    (integer as f64).partial_cmp(&number).unwrap_or(Ordering::Equal)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn emptiness() {
        for empty in [json!(null), json!(false), json!(0), json!(0.0), json!(""), json!("0"), json!([]), json!({})] {
            assert!(is_empty(Some(&empty)), "{empty}");
        }
        for full in [json!(true), json!(1), json!("00"), json!(" "), json!([0])] {
            assert!(!is_empty(Some(&full)), "{full}");
        }
        assert!(is_empty(None) && !is_set(None) && !is_set(Some(&json!(null))) && is_set(Some(&json!(false))));
    }

    #[test]
    fn numbers() {
        for (text, number_) in [("12", 12.0), (" 1.5\n", 1.5), ("-.5", -0.5), ("1e3", 1000.0), ("+7", 7.0), ("1.", 1.0)] {
            assert_eq!(number(&json!(text)), Some(number_), "{text:?}");
        }
        for text in ["", " ", "1a", "0x1", "inf", "nan", ".", "1e", "1 2", "-"] {
            assert!(!is_numeric(&json!(text)), "{text:?}");
        }
        assert!(is_numeric(&json!(1.5)) && !is_numeric(&json!(true)) && !is_numeric(&json!([1])));
    }

    #[test]
    fn texts() {
        let want = [
            (json!(true), "1"),
            (json!(false), ""),
            (json!([1]), "Array"),
            (json!({}), "Array"),
            (json!(12), "12"),
            (json!(1.5), "1.5"),
            (json!(1.0), "1"),
            (json!(0.1), "0.1"),
            (json!(100_000.0), "100000"),
            (json!(1e13), "10000000000000"),
            (json!(1e14), "1.0E+14"),
            (json!(1.25e-7), "1.25E-7"),
            (json!(0.0001), "0.0001"),
        ];
        for (value, text) in want {
            assert_eq!(to_text(&value), text, "{value}");
        }
    }

    #[test]
    fn order() {
        assert_eq!(compare_integer(5, &json!("7")), Ordering::Less);
        assert_eq!(compare_integer(5, &json!(4.5)), Ordering::Greater);
        assert_eq!(compare_integer(17, &json!("abc")), Ordering::Less, "compared as texts");
        assert_eq!(compare_integer(17, &json!(true)), Ordering::Equal);
        assert_eq!(compare_integer(17, &json!([])), Ordering::Less);
    }
}
