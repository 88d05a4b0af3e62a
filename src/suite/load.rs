//! Reading suites: ours are compiled in, users bring theirs as files. Every mistake is an error here, before anything is sent.

use std::borrow::Cow;

use super::faults::faults;
use super::model::{SettingKind, Suite};
use super::parse::parse;
use crate::inherit;
use crate::snippet::FaultyFile;
use crate::wire::{SettingValue, Settings};

/// Our own suites, compiled in: file name and text.
const BUILT_IN: &[(&str, &str)] = &[
    ("suites/spec/core.toml", include_str!("../../suites/spec/core.toml")),
    ("suites/app/nextcloud-user-oidc.toml", include_str!("../../suites/app/nextcloud-user-oidc.toml")),
    ("suites/app/nextcloud-sociallogin.toml", include_str!("../../suites/app/nextcloud-sociallogin.toml")),
    ("suites/app/nextcloud-oidc-login.toml", include_str!("../../suites/app/nextcloud-oidc-login.toml")),
    ("suites/app/cloudreve.toml", include_str!("../../suites/app/cloudreve.toml")),
    ("suites/app/rocketchat.toml", include_str!("../../suites/app/rocketchat.toml")),
    ("suites/app/rocketchat-passport.toml", include_str!("../../suites/app/rocketchat-passport.toml")),
    ("suites/app/cloudreve-logto.toml", include_str!("../../suites/app/cloudreve-logto.toml")),
];

/// Reads one suite and binds every requirement once with the default settings, so that mistakes show.
///
/// # Errors
/// With every fault and its line.
pub fn load(file: &str, text: &str) -> Result<Suite, FaultyFile> {
    let failed = |faults| FaultyFile { file: file.to_owned(), text: text.to_owned(), faults };
    let parsed = parse(text).map_err(failed)?;
    let found = faults(&parsed);
    if found.is_empty() { Ok(parsed.suite) } else { Err(failed(found)) }
}

/// The text of one of our own suites; one that is like another (`base`) is completed by it first.
fn completed(text: &str) -> Result<Cow<'_, str>, String> {
    let head = text.split("\n[").next().unwrap_or_default();
    if !head.lines().any(|line| line.starts_with("base = ")) {
        return Ok(Cow::Borrowed(text));
    }
    let own: toml::Table = text.parse().map_err(|e: toml::de::Error| e.to_string())?;
    let wanted = inherit::base_of(&own).unwrap_or_default();
    let mut others = BUILT_IN.iter().filter_map(|(_, text)| text.parse::<toml::Table>().ok());
    let base = others.find(|table| table.get("id").and_then(toml::Value::as_str) == Some(wanted));
    let base = base.ok_or_else(|| format!("there is no suite {wanted:?} to be the base"))?;
    let whole = inherit::laid_over(&base, own)?;
    toml::to_string(&whole).map(Cow::Owned).map_err(|e| e.to_string())
}

/// Our own suites. Whether every entry can be bound is for tests to say, not for each run.
///
/// # Panics
/// Never in a released build: tests load every one of them.
pub fn built_in() -> Vec<Suite> {
    let one = |(file, text): &(&str, &str)| {
        let broken = |error: &dyn std::fmt::Display| -> ! { panic!("{file}, which was compiled in, is broken: {error}") };
        let text = completed(text).unwrap_or_else(|error| broken(&error));
        let failed = |faults| FaultyFile { file: (*file).to_owned(), text: text.to_string(), faults };
        parse(&text).map_err(failed).unwrap_or_else(|error| broken(&error)).suite
    };
    BUILT_IN.iter().map(one).collect()
}

impl Suite {
    /// The app's settings as they are out of the box.
    pub fn default_settings(&self) -> Settings {
        Settings(self.settings.iter().map(|s| (s.name.clone(), s.default.clone())).collect())
    }

    /// Lays the operator's values over the defaults.
    ///
    /// # Errors
    /// With a sentence when a name or a value is unknown.
    pub fn settings_with(&self, given: &std::collections::BTreeMap<String, String>) -> Result<Settings, String> {
        let mut settings = self.default_settings();
        for (name, text) in given {
            let def = self.setting(name).ok_or_else(|| {
                let nearest = nearest(name, self.settings.iter().map(|s| s.name.as_str()));
                let hint = nearest.map(|n| format!("; did you mean {n:?}?")).unwrap_or_default();
                format!("{} has no setting {name:?}{hint}", self.name)
            })?;
            let value = def.parse(text).map_err(|why| format!("setting {name:?} of {}: {why}", self.name))?;
            settings.0.insert(name.clone(), value);
        }
        Ok(settings)
    }
}

impl super::model::SettingDef {
    /// Reads a value as the operator types it.
    ///
    /// # Errors
    /// With what it should be.
    pub fn parse(&self, text: &str) -> Result<SettingValue, String> {
        let usual = |text: &str| match text {
            "true" | "1" | "yes" | "on" => Some(true),
            "false" | "0" | "no" | "off" | "" => Some(false),
            _ => None,
        };
        let switch = |text: &str| {
            let text = text.to_ascii_lowercase();
            let on = usual(&text)?;
            Some(match (self.off_words.is_empty(), self.on_words.is_empty()) {
                (false, _) => !self.off_words.contains(&text),
                (true, false) => self.on_words.contains(&text),
                (true, true) => on,
            })
        };
        match self.kind {
            _ if text.is_empty() && self.empty_is_default => Ok(self.default.clone()),
            SettingKind::Bool => {
                switch(text).map(SettingValue::Bool).ok_or_else(|| format!("{text:?} is neither true nor false"))
            }
            SettingKind::Tristate => match switch(text) {
                Some(on) => Ok(SettingValue::Bool(on)),
                None if text == "unset" => Ok(SettingValue::Text(text.to_owned())),
                None => Err(format!("{text:?} is neither true nor false nor unset")),
            },
            SettingKind::Integer => text.parse().map(SettingValue::Integer).map_err(|_| format!("{text:?} is no whole number")),
            SettingKind::JsonObject if text.is_empty() => Ok(SettingValue::Text(String::new())),
            SettingKind::JsonObject => match serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(text) {
                Ok(_) => Ok(SettingValue::Text(text.to_owned())),
                Err(why) => Err(format!("{text:?} is no JSON object: {why}")),
            },
            SettingKind::Text | SettingKind::List => Ok(SettingValue::Text(text.to_owned())),
            SettingKind::Choice if self.values.iter().any(|v| v == text) => Ok(SettingValue::Text(text.to_owned())),
            SettingKind::Choice => Err(format!("{text:?} is none of {}", self.values.join(", "))),
        }
    }
}

/// The nearest known name, when one is near enough to be meant.
pub fn nearest<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    known
        .map(|candidate| (strsim::damerau_levenshtein(name, candidate), candidate))
        .min_by_key(|(distance, _)| *distance)
        .filter(|(distance, candidate)| *distance <= 2.max(candidate.len() / 3))
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    #[test]
    fn nothing_is_the_default_where_the_app_takes_it_so() {
        let suite = super::built_in().into_iter().find(|suite| suite.id == "nextcloud-user-oidc").expect("the profile");
        let given = [("mapping-quota", ""), ("extra-claims", "")].map(|(name, value)| (name.to_owned(), value.to_owned()));
        let settings = suite.settings_with(&given.into_iter().collect()).expect("known settings");
        assert_eq!((settings.text("mapping-quota"), settings.text("extra-claims")), ("quota".to_owned(), String::new()));
    }

    #[test]
    fn our_own_suites_are_without_fault() {
        for (file, text) in super::BUILT_IN {
            let text = super::completed(text).expect("a base");
            super::load(file, &text).unwrap_or_else(|faults| panic!("{faults}"));
        }
        assert_eq!(super::built_in().len(), super::BUILT_IN.len());
    }

    #[test]
    fn switches_read_words_as_the_app_does() {
        use crate::wire::SettingValue;
        let suites = super::built_in();
        let suite = suites.iter().find(|s| s.id == "nextcloud-user-oidc").expect("the suite");
        let reads = |name: &str, text: &str| {
            let def = suite.setting(name).expect("the setting");
            match def.parse(text) {
                Ok(SettingValue::Bool(on)) => on,
                other => panic!("{name}={text}: {other:?}"),
            }
        };
        for (name, text, on) in [
            ("unique-uid", "0", false),
            ("unique-uid", "no", true),
            ("login_validation_azp_check", "false", false),
            ("login_validation_azp_check", "no", true),
            ("enable_default_claims", "0", true),
            ("disable_account_creation", "yes", false),
            ("send_userinfo_claims", "off", false),
        ] {
            assert_eq!(reads(name, text), on, "{name}={text}");
        }
        assert!(suite.setting("use_pkce").expect("the setting").parse("flase").is_err());
    }
}
