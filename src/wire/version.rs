//! Versions of apps, compared number by number.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

/// A version: numbers between dots. What follows the first character that fits neither (`-dev.0`) is ignored.
#[derive(Debug, Clone)]
pub struct Version(Vec<u64>);

impl FromStr for Version {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let plain = text.split(|c: char| c != '.' && !c.is_ascii_digit()).next().unwrap_or_default();
        let numbers: Result<Vec<u64>, _> = plain.split('.').map(str::parse).collect();
        match numbers {
            Ok(numbers) => Ok(Self(numbers)),
            Err(_) => Err(format!("{text:?} is not a version; write numbers with dots between, as in 8.10.1")),
        }
    }
}

impl Version {
    /// A version of these numbers.
    pub fn from_numbers(numbers: &[u64]) -> Self {
        Self(numbers.to_vec())
    }

    /// `since` and `until` include their own versions; an absent bound is open.
    pub fn within(&self, since: Option<&Self>, until: Option<&Self>) -> bool {
        since.is_none_or(|s| self >= s) && until.is_none_or(|u| self <= u)
    }
}

// By the same rule as the order: 8.11 and 8.11.0 are one version.
impl PartialEq for Version {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Version {}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        let length = self.0.len().max(other.0.len());
        let at = |v: &Self, i: usize| v.0.get(i).copied().unwrap_or(0);
        (0..length).map(|i| at(self, i).cmp(&at(other, i))).find(|o| o.is_ne()).unwrap_or(Ordering::Equal)
    }
}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts: Vec<String> = self.0.iter().map(u64::to_string).collect();
        f.write_str(&parts.join("."))
    }
}

impl<'de> serde::Deserialize<'de> for Version {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl schemars::JsonSchema for Version {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Version".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "Numbers with dots between: \"8.10.1\".",
            "type": "string",
            "pattern": "^[0-9]+(\\.[0-9]+)*"
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compares_number_by_number() {
        let v = |t: &str| t.parse::<Version>().unwrap();
        assert!(v("8.10.1") > v("8.9"));
        assert!(v("8.11.0-dev.0") == v("8.11"));
        assert!(v("8.1").within(Some(&v("8.1.0")), None));
        assert!(!v("8.4.1").within(None, Some(&v("8.4.0"))));
        assert!("latest".parse::<Version>().is_err());
    }
}
