//! What a value may name: the apps and their settings. The caller fills it in from the suites.

use std::collections::BTreeMap;

use crate::suite::ProviderNameRule;
use crate::wire::{ScopeRule, Version};

/// Everything that flags and plan file may name.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Known {
    /// App profiles, in the order in which reports list them.
    pub apps: Vec<KnownApp>,
    /// Ids of the specification suites.
    pub specs: Vec<String>,
}

/// One app profile.
#[derive(Debug, Clone, PartialEq)]
pub struct KnownApp {
    /// Its id.
    pub id: String,
    /// For people.
    pub name: String,
    /// Versions, oldest first.
    pub versions: Vec<Version>,
    /// The version that an id alone means.
    pub default_version: Version,
    /// Where the app lives if nobody says otherwise.
    pub default_url: String,
    /// Path of its redirect URI; a setting's name in braces stands for its value.
    pub redirect_path: String,
    /// How it writes such a value there.
    pub provider_name: ProviderNameRule,
    /// Names of its settings, each with its default.
    pub settings: BTreeMap<String, String>,
    /// How it makes its scope.
    pub scope: ScopeRule,
}

impl KnownApp {
    /// The path of the redirect URI with these settings of the operator.
    pub fn redirect_path(&self, given: &BTreeMap<String, String>) -> String {
        let value = |name: &str| given.get(name).or_else(|| self.settings.get(name));
        let mut path = self.redirect_path.clone();
        while let Some((before, name, after)) = placeholder(&path) {
            let Some(value) = value(name) else { break };
            path = format!("{before}{}{after}", self.provider_name.written(&value.replace(['{', '}'], "")));
        }
        path
    }
}

/// A path around its first name in braces.
fn placeholder(path: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = path.split_once('{')?;
    let (name, after) = rest.split_once('}')?;
    Some((before, name, after))
}

impl Known {
    /// An app by its id.
    pub fn app(&self, id: &str) -> Option<&KnownApp> {
        self.apps.iter().find(|a| a.id == id)
    }

    /// Ids of all apps.
    pub fn app_ids(&self) -> impl Iterator<Item = &str> {
        self.apps.iter().map(|a| a.id.as_str())
    }

    /// Ids of everything that has settings: apps and specification suites.
    pub fn suite_ids(&self) -> impl Iterator<Item = &str> {
        self.app_ids().chain(self.specs.iter().map(String::as_str))
    }
}

/// The nearest known name, when one is near enough to be meant: a slip of the keys, or a part of the name.
pub fn nearest<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let name = name.to_lowercase().replace('_', "-");
    let far = |candidate: &str| {
        let plain = candidate.to_lowercase().replace('_', "-");
        let part = name.len() >= 4 && (plain.contains(&name) || name.contains(&plain));
        let distance = strsim::damerau_levenshtein(&name, &plain);
        if part { distance.min(1) } else { distance }
    };
    known
        .map(|candidate| (far(candidate), candidate))
        .min_by_key(|(distance, _)| *distance)
        .filter(|(distance, candidate)| *distance <= 2.max(candidate.len() / 3))
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_and_parts_are_near() {
        let known = ["nextcloud-user-oidc", "cloudreve"];
        assert_eq!(nearest("user_oidc", known.into_iter()), Some("nextcloud-user-oidc"));
        assert_eq!(nearest("cloudrive", known.into_iter()), Some("cloudreve"));
        assert_eq!(nearest("client_id", ["client", "client-id"].into_iter()), Some("client-id"));
        assert_eq!(nearest("gitlab", known.into_iter()), None);
    }
}
