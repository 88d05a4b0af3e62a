//! An app's settings as the operator has them.

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One setting's value.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum SettingValue {
    /// A switch.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// Text; empty means not set.
    Text(String),
}

/// Effective settings of one app: its defaults with the operator's values laid over them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Settings(pub BTreeMap<String, SettingValue>);

impl Settings {
    /// The value under this name.
    pub fn get(&self, name: &str) -> Option<&SettingValue> {
        self.0.get(name)
    }

    /// A switch: `true`, a number other than 0, or a text that is neither empty nor `0`. An unknown name is off.
    pub fn is_on(&self, name: &str) -> bool {
        match self.0.get(name) {
            Some(SettingValue::Bool(on)) => *on,
            Some(SettingValue::Integer(n)) => *n != 0,
            Some(SettingValue::Text(text)) => !text.is_empty() && text != "0",
            None => false,
        }
    }

    /// A text; a name that is not set gives the empty text.
    pub fn text(&self, name: &str) -> String {
        self.0.get(name).map(ToString::to_string).unwrap_or_default()
    }

    /// The same settings with some values replaced.
    #[must_use]
    pub fn with(&self, changes: &[(String, SettingValue)]) -> Self {
        let mut map = self.0.clone();
        map.extend(changes.iter().cloned());
        Self(map)
    }

    /// Replaces every text `"$name"` in a table of parameters by the value of the setting `name`.
    ///
    /// # Errors
    /// When there is no such setting.
    pub fn resolve(&self, params: &toml::Table) -> Result<toml::Table, String> {
        params.iter().map(|(key, value)| Ok((key.clone(), self.resolve_value(value)?))).collect()
    }

    /// The same for one value.
    ///
    /// # Errors
    /// When there is no such setting.
    pub fn resolve_value(&self, value: &toml::Value) -> Result<toml::Value, String> {
        Ok(match value {
            toml::Value::String(text) => match text.strip_prefix('$') {
                Some(name) => match self.get(name).ok_or_else(|| format!("there is no setting {name:?} in this suite"))? {
                    SettingValue::Bool(on) => toml::Value::Boolean(*on),
                    SettingValue::Integer(n) => toml::Value::Integer(*n),
                    SettingValue::Text(text) => toml::Value::String(text.clone()),
                },
                None => value.clone(),
            },
            toml::Value::Array(items) => {
                toml::Value::Array(items.iter().map(|i| self.resolve_value(i)).collect::<Result<_, _>>()?)
            }
            toml::Value::Table(table) => toml::Value::Table(self.resolve(table)?),
            other => other.clone(),
        })
    }
}

impl fmt::Display for SettingValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool(on) => write!(f, "{on}"),
            Self::Integer(n) => write!(f, "{n}"),
            Self::Text(text) => f.write_str(text),
        }
    }
}
