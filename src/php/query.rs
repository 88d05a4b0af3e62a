//! PHP's `parse_str`.

use serde_json::{Map, Value};

/// `parse_str($text)`: names and values decoded; `a[]=x` and `a[k]=x` gather in a list; of equal names the last counts.
///
/// Bytes outside of UTF-8 are replaced. What stands in a second pair of brackets is not looked at.
pub fn parse_str(text: &str) -> Map<String, Value> {
    let mut out = Map::new();
    for (name, value) in url::form_urlencoded::parse(text.as_bytes()) {
        let name = name.trim_start_matches(' ');
        let (base, rest) = name.find('[').map_or((name, ""), |at| name.split_at(at));
        let base = base.replace(['.', ' '], "_");
        if base.is_empty() {
            continue;
        }
        let value = Value::String(value.into_owned());
        if rest.contains(']') {
            match out.get_mut(&base) {
                Some(Value::Array(items)) => items.push(value),
                _ => {
                    out.insert(base, Value::Array(vec![value]));
                }
            }
        } else {
            out.insert(base, value);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn as_php_does() {
        let parsed = parse_str("a.b=1&c+d=2&e[]=1&e[]=2&f%5Bk%5D=3&+lead=4&g&=x&a.b=9&aaa.bbb.ccc");
        let want = json!({ "a_b": "9", "c_d": "2", "e": ["1", "2"], "f": ["3"], "lead": "4", "g": "", "aaa_bbb_ccc": "" });
        assert_eq!(Value::Object(parsed), want);
        assert!(parse_str("[]").is_empty() && parse_str("").is_empty());
    }
}
