//! JavaScript's idea of truth, of text, and of members.

use serde_json::{Number, Value};

/// Whether a condition holds: everything but what is absent, null, `false`, 0 and the empty text. Lists and objects always do.
pub fn is_truthy(value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Null | Value::Bool(false)) => false,
        Some(Value::Number(number)) => number.as_f64().is_some_and(|n| n != 0.0 && !n.is_nan()),
        Some(Value::String(text)) => !text.is_empty(),
        Some(Value::Bool(true) | Value::Array(_) | Value::Object(_)) => true,
    }
}

/// `String(value)`: what is absent becomes `undefined`, a list its items between commas, an object `[object Object]`.
pub fn to_text(value: Option<&Value>) -> String {
    match value {
        None => "undefined".to_owned(),
        Some(Value::Null) => "null".to_owned(),
        Some(Value::Bool(on)) => on.to_string(),
        Some(Value::Number(number)) => number_text(number),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(items)) => {
            let item = |value: &Value| if value.is_null() { String::new() } else { to_text(Some(value)) };
            items.iter().map(item).collect::<Vec<_>>().join(",")
        }
        Some(Value::Object(_)) => "[object Object]".to_owned(),
    }
}

/// `JSON.stringify(value)` of what `JSON.parse` gave.
pub fn json_text(value: &Value) -> String {
    match value {
        Value::Number(number) => number_text(number),
        Value::Array(items) => format!("[{}]", items.iter().map(json_text).collect::<Vec<_>>().join(",")),
        Value::Object(members) => {
            let member = |(name, value): (&String, &Value)| format!("{}:{}", Value::from(name.as_str()), json_text(value));
            format!("{{{}}}", members.iter().map(member).collect::<Vec<_>>().join(","))
        }
        other => other.to_string(),
    }
}

/// `value[key]`: members of objects, items and `length` of lists and texts; everything else has none.
pub fn member(value: &Value, key: &str) -> Option<Value> {
    let index = || key.parse::<usize>().ok().filter(|index| index.to_string() == key);
    match value {
        Value::Object(map) => map.get(key).cloned(),
        Value::Array(items) if key == "length" => Some(items.len().into()),
        Value::Array(items) => items.get(index()?).cloned(),
        Value::String(text) if key == "length" => Some(text.encode_utf16().count().into()),
        Value::String(text) => {
            let unit = text.encode_utf16().nth(index()?)?;
            Some(Value::String(String::from_utf16_lossy(&[unit])))
        }
        _ => None,
    }
}

/// Walks a path of members between dots; what is falsy on the way has no members.
pub fn path(value: &Value, path: &str) -> Option<Value> {
    path.split('.').try_fold(value.clone(), |at, key| if is_truthy(Some(&at)) { member(&at, key) } else { None })
}

/// A number as `String(number)` writes it: the shortest digits that give it back, with an exponent from 1e21 on and below 1e-6.
fn number_text(number: &Number) -> String {
    let Some(value) = number.as_f64() else { return number.to_string() };
    if value == 0.0 {
        return "0".to_owned();
    }
    let scientific = format!("{:e}", value.abs());
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or_default();
    let sign = if value < 0.0 { "-" } else { "" };
    if (-7..21).contains(&exponent) && exponent != -7 {
        return format!("{sign}{}", value.abs());
    }
    let plus = if exponent < 0 { "-" } else { "+" };
    format!("{sign}{mantissa}e{plus}{}", exponent.abs())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn truth() {
        for falsy in [json!(null), json!(false), json!(0), json!(-0.0), json!("")] {
            assert!(!is_truthy(Some(&falsy)), "{falsy}");
        }
        for truthy in [json!(true), json!(-1), json!("0"), json!(" "), json!([]), json!({})] {
            assert!(is_truthy(Some(&truthy)), "{truthy}");
        }
        assert!(!is_truthy(None));
    }

    #[test]
    fn texts() {
        let want = [
            (json!(null), "null"),
            (json!(true), "true"),
            (json!(42), "42"),
            (json!(-1.50), "-1.5"),
            (json!(1e21), "1e+21"),
            (json!(123_456_789_012_345_680_000.0), "123456789012345680000"),
            (json!(0.000_001), "0.000001"),
            (json!(1.25e-7), "1.25e-7"),
            (json!(-0.0), "0"),
            (json!([1, null, ["a", "b"], {}]), "1,,a,b,[object Object]"),
            (json!({ "a": 1 }), "[object Object]"),
        ];
        for (value, text) in want {
            assert_eq!(to_text(Some(&value)), text, "{value}");
        }
        assert_eq!(to_text(None), "undefined");
        let value = json!({ "a": [1.5e300, 12_345_678_901_234_567_890.0, "\u{fc}\"", null], "b": {} });
        assert_eq!(json_text(&value), "{\"a\":[1.5e+300,12345678901234567000,\"\u{fc}\\\"\",null],\"b\":{}}");
    }

    #[test]
    fn members_and_paths() {
        let value = json!({ "user": { "mail": "a@b" }, "emails": ["x", { "address": "y" }], "none": null, "zero": 0, "a.b": 1 });
        assert_eq!(path(&value, "user.mail"), Some(json!("a@b")));
        assert_eq!(path(&value, "emails.1.address"), Some(json!("y")));
        assert_eq!(path(&value, "emails.length"), Some(json!(2)));
        assert_eq!(path(&value, "emails.0.0"), Some(json!("x")), "texts have letters");
        assert_eq!(path(&value, "none"), Some(Value::Null));
        for nothing in ["none.x", "zero.x", "a.b", "emails.01", "emails.-1", "", "user.mail.x"] {
            assert_eq!(path(&value, nothing), None, "{nothing:?}");
        }
        assert_eq!(path(&json!({ "zero": 0 }), "zero"), Some(json!(0)));
    }
}
