//! What the app can use of a claim.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::claim_value::Params;

/// A JSON type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Type {
    /// A text.
    Text,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// A list.
    List,
    /// An object.
    Object,
}

/// Form of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// Something before and something behind an `@`.
    Email,
    /// `http` or `https` with a host.
    AbsoluteUrl,
    /// Not white space alone.
    NotBlank,
}

impl Params {
    /// Why the app cannot use this value.
    pub(super) fn flaw(&self, value: &Value) -> Option<String> {
        let kind = match value {
            Value::String(_) => Type::Text,
            Value::Number(_) => Type::Number,
            Value::Bool(_) => Type::Boolean,
            Value::Array(_) => Type::List,
            Value::Object(_) => Type::Object,
            Value::Null => return Some("which is nothing".to_owned()),
        };
        if !self.types.contains(&kind) {
            return Some(format!("which is {}", kind.words()));
        }
        let is_empty = match value {
            Value::String(text) => text.is_empty(),
            Value::Array(items) => items.is_empty(),
            Value::Object(members) => members.is_empty(),
            _ => false,
        };
        if is_empty && !self.empty {
            return Some("which is empty".to_owned());
        }
        let listed = |text: &str| self.one_of.iter().any(|one| one == text);
        let holds = match value {
            Value::String(text) => listed(text),
            Value::Array(items) => items.iter().any(|item| item.as_str().is_some_and(listed)),
            _ => false,
        };
        if !self.one_of.is_empty() && !holds {
            return Some(format!("not {}", self.one_of.join(" or ")));
        }
        let Value::String(text) = value else { return None };
        let fits = match self.form {
            None => true,
            Some(Form::Email) => text.split_once('@').is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty()),
            Some(Form::AbsoluteUrl) => {
                url::Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
            }
            Some(Form::NotBlank) => !text.trim().is_empty(),
        };
        if !fits {
            return Some(format!("which is no {}", self.form.map_or("text", Form::words)));
        }
        let length = text.chars().count();
        self.longest.filter(|longest| length > *longest).map(|_| format!("which has {length} characters"))
    }

    pub(super) fn wanted(&self) -> String {
        let kinds = self.types.iter().map(|t| t.words()).collect::<Vec<_>>().join(" or ");
        let mut wanted = self.form.map_or(kinds, |form| form.article());
        if !self.empty && self.form.is_none() {
            wanted.push_str(" that is not empty");
        }
        if !self.one_of.is_empty() {
            wanted = format!("{wanted}: {}", self.one_of.join(" or "));
        }
        if let Some(longest) = self.longest {
            wanted = format!("at most {longest} characters");
        }
        wanted
    }
}

impl Type {
    fn words(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "a number",
            Self::Boolean => "true or false",
            Self::List => "a list",
            Self::Object => "an object",
        }
    }
}

impl Form {
    fn words(self) -> &'static str {
        match self {
            Self::Email => "e-mail address",
            Self::AbsoluteUrl => "absolute URL",
            Self::NotBlank => "text",
        }
    }

    fn article(self) -> String {
        match self {
            Self::Email | Self::AbsoluteUrl => format!("an {}", self.words()),
            Self::NotBlank => "text that is not blank".to_owned(),
        }
    }
}
