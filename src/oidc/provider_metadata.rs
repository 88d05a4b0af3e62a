//! The discovery document: every member as it came, absent and malformed kept apart.

use serde_json::Value;

/// Provider metadata (OpenID Connect Discovery 1.0, section 3), read leniently: any JSON object.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ProviderMetadata<'a>(pub &'a Value);

/// A member as it came.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Member<'a, T> {
    /// The member is not there.
    Absent,
    /// It is there with another type.
    Malformed(&'a Value),
    /// Its value.
    Value(T),
}

impl<'a> ProviderMetadata<'a> {
    /// A member that should be text.
    pub fn text(&self, name: &str) -> Member<'a, &'a str> {
        match self.0.get(name) {
            None => Member::Absent,
            Some(Value::String(text)) => Member::Value(text),
            Some(other) => Member::Malformed(other),
        }
    }

    /// A member that should be a list of texts.
    pub fn list(&self, name: &str) -> Member<'a, Vec<&'a str>> {
        match self.0.get(name) {
            None => Member::Absent,
            Some(value @ Value::Array(items)) => {
                let texts: Option<Vec<&str>> = items.iter().map(Value::as_str).collect();
                texts.map_or(Member::Malformed(value), Member::Value)
            }
            Some(other) => Member::Malformed(other),
        }
    }

    /// A member that should be a boolean.
    pub fn boolean(&self, name: &str) -> Member<'a, bool> {
        match self.0.get(name) {
            None => Member::Absent,
            Some(Value::Bool(value)) => Member::Value(*value),
            Some(other) => Member::Malformed(other),
        }
    }
}

impl<'a, T> Member<'a, T> {
    /// The value, if it is there with the right type.
    pub fn value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Malformed(_) => None,
        }
    }
}
