//! PHP's `json_decode`.

use serde_json::Value;

use crate::oidc::JsonDocument;

/// `json_decode($text, true)`: objects and lists become arrays. `None` where PHP reports an error.
///
/// A byte order mark, an empty text and bytes outside of UTF-8 are errors, as they are in PHP.
pub fn json_decode(bytes: &[u8]) -> Option<Value> {
    JsonDocument::parse(bytes).ok().map(|document| document.value)
}

/// `json_decode($text)`: objects become objects, whose members cannot begin with a NUL.
pub fn json_decode_object(bytes: &[u8]) -> Option<Value> {
    json_decode(bytes).filter(names_fit)
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
    use super::*;

    #[test]
    fn errors_are_php_errors() {
        assert_eq!(json_decode(b" null "), Some(Value::Null));
        for bad in [&b""[..], b"\xef\xbb\xbf{}", b"<html>", b"{}x", b"\"\xff\"", br#""\ud800""#] {
            assert_eq!(json_decode(bad), None);
        }
        let nul = br#"{"a":{"\u0000b":1}}"#;
        assert!(json_decode(nul).is_some());
        assert_eq!(json_decode_object(nul), None);
    }
}
