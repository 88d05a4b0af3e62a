//! JSON as deep as PHP reads it. serde_json stops at 128 levels, so that what lies deeper is cut out, read by itself and put back.

use serde_json::Value;

/// Deepest nesting of lists and objects that is read: what PHP 8.2 reads with its depth of 512.
const DEEPEST: usize = 511;
/// Levels that are read at once.
const AT_ONCE: usize = 100;
/// Stands for what was cut out, before its number.
const MARK: &str = "\u{1}cut out of a deep document ";

/// Reads a JSON document.
///
/// # Errors
/// In words, when it is none, or nested too deep.
pub(super) fn read(bytes: &[u8]) -> Result<Value, String> {
    read_below(bytes, DEEPEST)
}

fn read_below(bytes: &[u8], levels: usize) -> Result<Value, String> {
    let (outer, inner) = cut(bytes, AT_ONCE.min(levels));
    if inner.is_empty() {
        return serde_json::from_slice(bytes).map_err(|e| e.to_string());
    }
    if levels <= AT_ONCE {
        return Err(format!("it is nested deeper than {DEEPEST} levels"));
    }
    let inner = inner.iter().map(|part| read_below(part, levels - AT_ONCE)).collect::<Result<Vec<_>, _>>()?;
    let mut value = serde_json::from_slice(&outer).map_err(|e| e.to_string())?;
    put_back(&mut value, &inner);
    Ok(value)
}

/// The document with a mark for every list and object that lies deeper than `levels`, and those lists and objects.
fn cut(bytes: &[u8], levels: usize) -> (Vec<u8>, Vec<&[u8]>) {
    let (mut outer, mut inner) = (Vec::new(), Vec::new());
    let (mut depth, mut begun, mut in_text, mut escaped) = (0_usize, 0, false, false);
    for (at, byte) in bytes.iter().enumerate() {
        let deep = depth > levels;
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            _ if in_text => {}
            b'[' | b'{' => {
                depth += 1;
                if depth == levels + 1 {
                    begun = at;
                }
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if !deep && depth <= levels {
            outer.push(*byte);
        } else if deep && depth == levels {
            outer.extend(serde_json::to_vec(&format!("{MARK}{}", inner.len())).unwrap_or_default());
            inner.push(bytes.get(begun..=at).unwrap_or_default());
        }
    }
    if depth > levels {
        // Never closed: whoever reads the rest will say so.
        outer.extend(bytes.get(begun..).unwrap_or_default().iter().take(1));
    }
    (outer, inner)
}

fn put_back(value: &mut Value, inner: &[Value]) {
    match value {
        Value::String(text) => {
            let number = text.strip_prefix(MARK).and_then(|number| number.parse::<usize>().ok());
            if let Some(part) = number.and_then(|number| inner.get(number)) {
                *value = part.clone();
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| put_back(item, inner)),
        Value::Object(members) => members.values_mut().for_each(|member| put_back(member, inner)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nested(levels: usize, middle: &str) -> String {
        let pairs = levels / 2;
        format!("{}{middle}{}", "[1, {\"a\":".repeat(pairs), "}, 2]".repeat(pairs))
    }

    #[test]
    fn as_deep_as_php() {
        for levels in [2, 98, 100, 102, 126, 128, 130, 300, 510] {
            let mut value = &read(nested(levels, "\"[[\\\"{[\"").as_bytes()).unwrap_or_else(|e| panic!("{levels}: {e}"));
            for _ in 0..levels / 2 {
                assert_eq!((&value[0], &value[2]), (&Value::from(1), &Value::from(2)));
                value = &value[1]["a"];
            }
            assert_eq!(value, "[[\"{[", "{levels}");
        }
        assert!(read(nested(510, "[3]").as_bytes()).is_ok());
        assert!(read(nested(510, "[[3]]").as_bytes()).unwrap_err().contains("deeper than 511"));
    }

    #[test]
    fn broken_ones_stay_broken() {
        for deep in [130, 300] {
            assert!(read(nested(deep, "tru").as_bytes()).is_err());
            assert!(read(nested(deep, "]").as_bytes()).is_err());
            assert!(read(nested(deep, "1").trim_end_matches(']').as_bytes()).is_err());
            assert!(read(format!("{}x", nested(deep, "1")).as_bytes()).is_err());
        }
        assert!(read("[".repeat(100_000).as_bytes()).is_err());
        assert!(read("{\"a\":".repeat(200).as_bytes()).is_err());
    }
}
