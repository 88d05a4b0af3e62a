//! The standard claims and their types (OpenID Connect Core 1.0, section 5.1).

use serde_json::Value;

/// Type of a standard claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClaimType {
    /// JSON string.
    Text,
    /// JSON boolean.
    Boolean,
    /// JSON number.
    Number,
    /// JSON object.
    Object,
}

/// The type of a standard claim; `None` for any other claim.
pub fn standard_type(name: &str) -> Option<ClaimType> {
    Some(match name {
        "sub" | "name" | "given_name" | "family_name" | "middle_name" | "nickname" | "preferred_username" | "profile"
        | "picture" | "website" | "email" | "gender" | "birthdate" | "zoneinfo" | "locale" | "phone_number" => ClaimType::Text,
        "email_verified" | "phone_number_verified" => ClaimType::Boolean,
        "updated_at" => ClaimType::Number,
        "address" => ClaimType::Object,
        _ => return None,
    })
}

impl ClaimType {
    /// Whether the value has this type.
    pub fn fits(self, value: &Value) -> bool {
        match self {
            Self::Text => value.is_string(),
            Self::Boolean => value.is_boolean(),
            Self::Number => value.is_number(),
            Self::Object => value.is_object(),
        }
    }

    /// In words: `text`, `a boolean` …
    pub fn words(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Boolean => "a boolean",
            Self::Number => "a number",
            Self::Object => "an object",
        }
    }
}
