//! A JSON document as received: the value, and what a strict reader would hold against it.

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use std::cell::RefCell;
use std::fmt;

/// Why a body is not JSON.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JsonFault {
    /// What is wrong, with line and column, in words.
    pub message: String,
    /// The body begins with a byte order mark.
    pub byte_order_mark: bool,
    /// The body looks like an HTML page.
    pub looks_like_html: bool,
}

/// A parsed JSON document.
#[derive(Debug, Clone, PartialEq)]
pub struct JsonDocument {
    /// The value; of members that come twice the last one counts, as in PHP, Go and JavaScript.
    pub value: Value,
}

impl JsonDocument {
    /// Reads one JSON document.
    ///
    /// # Errors
    /// When the bytes are not one complete JSON value in UTF-8 (a byte order mark counts as an error, as it does in PHP).
    pub fn parse(bytes: &[u8]) -> Result<Self, JsonFault> {
        let fault = |message: String| JsonFault {
            message,
            byte_order_mark: bytes.starts_with(b"\xef\xbb\xbf"),
            looks_like_html: looks_like_html(bytes),
        };
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return Err(fault("the body is empty".to_owned()));
        }
        Ok(Self { value: super::json_depth::read(bytes).map_err(fault)? })
    }
}

/// The JSON object that a person finds in a body: a byte order mark is nothing that people see.
pub fn object_for_people(bytes: &[u8]) -> Option<Value> {
    let plain = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    serde_json::from_slice(plain).ok().filter(Value::is_object)
}

/// The JSON type of a value, in words: `text`, `a number`, `a list` …
pub fn type_words(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// A value as JSON for a finding, cut where it gets long.
pub fn excerpt(value: &Value) -> String {
    const LONGEST: usize = 160;
    let text = value.to_string();
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

fn looks_like_html(bytes: &[u8]) -> bool {
    let start: Vec<u8> = bytes.iter().copied().skip_while(u8::is_ascii_whitespace).take(15).collect();
    let start = String::from_utf8_lossy(&start).to_ascii_lowercase();
    start.starts_with("<!doctype html") || start.starts_with("<html") || start.starts_with("<head") || start.starts_with("<body")
}

/// JSON pointers of members that come more than once, as far down as serde_json goes by itself; a second pass over a document
/// that was parsed, so that the value itself stays an ordinary one.
pub fn duplicate_members(bytes: &[u8]) -> Vec<String> {
    let found = RefCell::new(Vec::new());
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let scan = Scan { path: String::new(), found: &found };
    // The document was parsed before, so this pass fails at most for its depth.
    let _ = serde::de::DeserializeSeed::deserialize(scan, &mut reader);
    found.into_inner()
}

struct Scan<'f> {
    path: String,
    found: &'f RefCell<Vec<String>>,
}

impl<'de> serde::de::DeserializeSeed<'de> for Scan<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Scan<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON")
    }
    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }
    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }
    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }
    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }
    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }
    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let mut i = 0;
        while seq.next_element_seed(Scan { path: format!("{}/{i}", self.path), found: self.found })?.is_some() {
            i += 1;
        }
        Ok(())
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut seen = std::collections::HashSet::new();
        while let Some(Key(key)) = map.next_key()? {
            let path = format!("{}/{}", self.path, key.replace('~', "~0").replace('/', "~1"));
            if !seen.insert(key) {
                self.found.borrow_mut().push(path.clone());
            }
            map.next_value_seed(Scan { path, found: self.found })?;
        }
        Ok(())
    }
}

struct Key(String);

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_members_that_come_twice() {
        let twice = br#"{"a":1,"b":{"c":1,"c":2},"a":3}"#;
        assert_eq!(duplicate_members(twice), ["/b/c", "/a"]);
        assert_eq!(JsonDocument::parse(twice).unwrap().value["a"], 3);
    }

    #[test]
    fn tells_html_and_byte_order_marks() {
        assert!(JsonDocument::parse(b" <!DOCTYPE html><p>").unwrap_err().looks_like_html);
        assert!(JsonDocument::parse(b"\xef\xbb\xbf{}").unwrap_err().byte_order_mark);
        assert_eq!(JsonDocument::parse(b"").unwrap_err().message, "the body is empty");
    }
}
