//! What is wrong with a suite that has the right form: names that lead nowhere, values of another type, ids that come twice.

use std::collections::HashSet;

use super::bind::bind_all;
use super::model::{Requirement, SettingDef, SettingKind, Suite};
use super::parse::{At, Parsed, Places};
use super::words::{Slip, key_of, listed, plainly};
use crate::check::CheckDef;
use crate::checks;
use crate::snippet::Fault;
use crate::wire::{AuthenticationRule, PkceRule, ScopeRule, SettingValue, Settings};

/// Every fault, in the order of the file.
pub(super) fn faults(parsed: &Parsed<'_>) -> Vec<Fault> {
    let mut look =
        Look { suite: &parsed.suite, places: &parsed.places, settings: parsed.suite.default_settings(), found: Vec::new() };
    look.app();
    look.wire();
    look.setting_definitions();
    look.requirements();
    look.account();
    if look.found.is_empty() {
        look.values();
    }
    let mut found = look.found;
    found.sort_by_key(|f| f.span.start);
    found
}

struct Look<'l> {
    suite: &'l Suite,
    places: &'l Places<'l>,
    settings: Settings,
    found: Vec<Fault>,
}

impl Look<'_> {
    fn complain(&mut self, path: &[At<'_>], title: String, help: Option<String>) {
        self.found.push(Fault::new(self.places.of(path), title, help));
    }

    fn app(&mut self) {
        let Some(app) = &self.suite.app else { return };
        let (key, help) = match (app.versions.first(), app.versions.is_sorted()) {
            (None, _) => ("versions", "give at least one, as in versions = [\"1.0.0\"]"),
            (_, false) => ("versions", "the oldest first"),
            (Some(first), true) if app.default_version < *first => {
                ("default_version", "it is older than the oldest known version")
            }
            _ => ("", ""),
        };
        if !key.is_empty() {
            self.complain(&[At::Key("app"), At::Key(key)], format!("`{key}` cannot be used"), Some(help.to_owned()));
        }
        let paths = [("redirect_path", Some(&app.redirect_path)), ("post_logout_path", app.post_logout_path.as_ref())];
        for (key, path) in paths {
            if path.is_some_and(|p| !p.starts_with('/')) {
                let help = "it is a path below the app's URL and begins with /".to_owned();
                self.complain(&[At::Key("app"), At::Key(key)], format!("`{key}` is no path"), Some(help));
            }
        }
        let is_url = url::Url::parse(&app.default_url).is_ok_and(|u| matches!(u.scheme(), "http" | "https"));
        if !is_url || app.default_url.ends_with('/') {
            let help = "write it as in https://git.example.com, without a / at its end".to_owned();
            self.complain(&[At::Key("app"), At::Key("default_url")], "`default_url` cannot be used".to_owned(), Some(help));
        }
    }

    /// Settings that the wire behaviour reads by name.
    fn wire(&mut self) {
        let wire = &self.suite.wire;
        let a = &wire.authorization;
        let (authorization, token) = (At::Key("authorization"), At::Key("token"));
        let mut read: Vec<(Vec<At<'_>>, &str)> = Vec::new();
        if let Some(name) = &a.prompt_setting {
            read.push((vec![authorization, At::Key("prompt_setting")], name));
        }
        if let PkceRule::IfAdvertisedAndSetting(name) | PkceRule::WhileSetting(name) = &a.pkce {
            read.push((vec![authorization, At::Key("pkce")], name));
        }
        if matches!(a.scope, ScopeRule::Setting | ScopeRule::SettingThen(_)) {
            read.push((vec![authorization, At::Key("scope")], "scope"));
        }
        if let AuthenticationRule::PostIfAdvertisedElseSetting(name) | AuthenticationRule::PostUnlessHeader(name) =
            &wire.token.authentication
        {
            read.push((vec![token, At::Key("authentication")], name));
        }
        for name in &wire.userinfo.only_with {
            read.push((vec![At::Key("userinfo"), At::Key("only_with")], name));
        }
        let unknown: Vec<_> = read.into_iter().filter(|(_, name)| self.suite.setting(name).is_none()).collect();
        for (path, name) in unknown {
            let path: Vec<At<'_>> = std::iter::once(At::Key("wire")).chain(path).collect();
            self.no_setting(&path, name);
        }
        for name in self.suite.claims.settings() {
            if self.suite.setting(name).is_none() {
                self.no_setting(&[At::Key("claims")], name);
            }
        }
    }

    fn no_setting(&mut self, path: &[At<'_>], name: &str) {
        let known: Vec<&str> = self.suite.settings.iter().map(|s| s.name.as_str()).collect();
        let help = if known.is_empty() { Some("add a [[setting]] of this name".to_owned()) } else { listed(name, &known) };
        self.complain(path, format!("there is no setting `{name}` in this suite"), help);
    }

    fn setting_definitions(&mut self) {
        let mut seen = HashSet::new();
        for (number, setting) in self.suite.settings.iter().enumerate() {
            let path = |key| [At::Key("setting"), At::Entry(number), At::Key(key)];
            if !seen.insert(setting.name.as_str()) {
                self.complain(&path("name"), format!("the setting `{}` comes twice", setting.name), None);
            }
            if setting.kind == SettingKind::Choice && setting.values.is_empty() {
                self.complain(&path("kind"), "a choice has no `values`".to_owned(), Some("list what it takes".to_owned()));
                continue;
            }
            if let Some(why) = misfit(setting, &setting.default) {
                self.complain(&path("default"), format!("the default of `{}` {why}", setting.name), None);
            }
            if let Some(why) = setting.candidates.iter().find_map(|value| misfit(setting, value)) {
                self.complain(&path("try"), format!("a value of `try` of `{}` {why}", setting.name), None);
            }
        }
    }

    /// Every value that a setting may take is one that the checks and rules can use.
    fn values(&mut self) {
        for (number, setting) in self.suite.settings.iter().enumerate() {
            let choices = setting.values.iter().filter(|_| setting.kind == SettingKind::Choice);
            let choices = choices.map(|value| ("values", SettingValue::Text(value.clone())));
            let tried: Vec<_> = choices.chain(setting.candidates.iter().map(|value| ("try", value.clone()))).collect();
            for (key, value) in tried {
                let settings = self.settings.with(&[(setting.name.clone(), value.clone())]);
                if let Err((requirement, why)) = bind_all(self.suite, &settings) {
                    let title = format!("with `{value}`, the requirement `{requirement}` cannot be judged");
                    let place = self.places.of(&[At::Key("setting"), At::Entry(number), At::Key(key)]);
                    self.found.push(Fault { label: plainly(&why), ..Fault::new(place, title, None) });
                    break;
                }
            }
        }
    }

    fn requirements(&mut self) {
        let mut seen = HashSet::new();
        for (number, requirement) in self.suite.requirements.iter().enumerate() {
            let entry = [At::Key("requirement"), At::Entry(number)];
            let path = |key| [entry[0], entry[1], At::Key(key)];
            if !seen.insert(requirement.id.as_str()) {
                let help = Some("every requirement of a suite has an id of its own".to_owned());
                self.complain(&path("id"), format!("the requirement `{}` comes twice", requirement.id), help);
            }
            let named = requirement.when.iter().flat_map(|w| w.names()).map(|name| ("when", name));
            let named: Vec<_> = named.chain(requirement.helped_by.iter().map(|name| ("helped_by", name.as_str()))).collect();
            for (key, name) in named {
                if self.suite.setting(name).is_none() {
                    self.no_setting(&path(key), name);
                }
            }
            match checks::by_id(&requirement.check) {
                Some(check) => self.params(number, requirement, &check),
                None => {
                    let all = checks::all();
                    let ids: Vec<&str> = all.iter().map(|c| c.meta.id).collect();
                    let near = super::load::nearest(&requirement.check, ids.iter().copied());
                    let help = near.map_or("`oidc-compat list checks` shows all".to_owned(), |n| format!("did you mean `{n}`?"));
                    self.complain(&path("check"), format!("there is no check `{}`", requirement.check), Some(help));
                }
            }
        }
    }

    fn params(&mut self, number: usize, requirement: &Requirement, check: &CheckDef) {
        let params = [At::Key("requirement"), At::Entry(number), At::Key("params")];
        let mut resolved = toml::Table::new();
        for (key, value) in &requirement.params {
            match self.settings.resolve_value(value) {
                Ok(value) => {
                    resolved.insert(key.clone(), value);
                }
                Err(_) => return self.unknown_settings(&[params[0], params[1], params[2], At::Key(key)], value),
            }
        }
        let Err(message) = check.bind(resolved) else { return };
        let id = check.meta.id;
        let explain = format!("`oidc-compat explain {id}` shows what it takes");
        let fault = match Slip::of(&message) {
            Slip::Unknown { kind: "field", name, known } => {
                let help = if known.is_empty() { Some("it takes none".to_owned()) } else { listed(name, &known) };
                Fault::new(self.places.of_key(&params, name), format!("the check `{id}` has no parameter `{name}`"), help)
            }
            Slip::Missing(name) => {
                let has_params = !requirement.params.is_empty();
                let place =
                    if has_params { self.places.of(&params) } else { self.places.of(&[params[0], params[1], At::Key("check")]) };
                Fault::new(place, format!("the check `{id}` needs the parameter `{name}`"), Some(explain))
            }
            Slip::Unknown { name, known, .. } => {
                let place = key_of(&message).map_or(params.to_vec(), |key| [&params[..], &[At::Key(key)]].concat());
                Fault::new(self.places.of(&place), format!("`{name}` is no value of this parameter"), listed(name, &known))
            }
            Slip::Other(said) => {
                let place = key_of(&message).map_or(params.to_vec(), |key| [&params[..], &[At::Key(key)]].concat());
                let title = format!("the check `{id}` cannot use this parameter");
                Fault { label: plainly(said), ..Fault::new(self.places.of(&place), title, Some(explain)) }
            }
        };
        self.found.push(fault);
    }

    fn account(&mut self) {
        for (number, row) in self.suite.account.iter().enumerate() {
            let entry = [At::Key("account"), At::Entry(number)];
            for (key, named) in [("is", &row.is), ("is_not", &row.is_not)] {
                if let Some((name, _)) = named.as_ref().filter(|(name, _)| self.suite.setting(name).is_none()) {
                    self.no_setting(&[entry[0], entry[1], At::Key(key)], name);
                }
            }
            let claim = toml::Value::String(row.claim.clone());
            if self.settings.resolve_value(&claim).is_err() {
                self.unknown_settings(&[entry[0], entry[1], At::Key("claim")], &claim);
                continue;
            }
            if let Some((key, value)) = row.params.iter().find(|(_, value)| self.settings.resolve_value(value).is_err()) {
                self.unknown_settings(&[entry[0], entry[1], At::Key("params"), At::Key(key)], value);
                continue;
            }
            if let Err(message) = row.check(&self.settings) {
                let place = if row.params.is_empty() { "rule" } else { "params" };
                let path = [entry[0], entry[1], At::Key(place)];
                let label = message.split_once(": ").map_or(message.clone(), |(_, why)| why.to_owned());
                let title = format!("the rule of `{}` cannot use these parameters", row.field);
                self.found.push(Fault { label, ..Fault::new(self.places.of(&path), title, None) });
            }
        }
    }

    /// Complains about every `"$name"` in a value that is no setting.
    fn unknown_settings(&mut self, path: &[At<'_>], value: &toml::Value) {
        let mut names = Vec::new();
        settings_named(value, &mut names);
        for name in names {
            if self.suite.setting(&name).is_none() {
                self.no_setting(path, &name);
            }
        }
    }
}

/// The settings that a value stands for, or holds.
pub(super) fn settings_named(value: &toml::Value, out: &mut Vec<String>) {
    match value {
        toml::Value::String(text) => out.extend(text.strip_prefix('$').map(str::to_owned)),
        toml::Value::Array(items) => items.iter().for_each(|item| settings_named(item, out)),
        toml::Value::Table(table) => table.values().for_each(|item| settings_named(item, out)),
        _ => {}
    }
}

/// Why a value is none of this setting.
fn misfit(setting: &SettingDef, value: &SettingValue) -> Option<String> {
    let fits = match (setting.kind, value) {
        (SettingKind::Bool, SettingValue::Bool(_)) | (SettingKind::Integer, SettingValue::Integer(_)) => true,
        (SettingKind::Text | SettingKind::List, SettingValue::Text(_)) => true,
        (SettingKind::JsonObject, SettingValue::Text(text)) => setting.parse(text).is_ok(),
        (SettingKind::Tristate, SettingValue::Bool(_)) => true,
        (SettingKind::Tristate, SettingValue::Text(text)) => text == "unset",
        (SettingKind::Choice, SettingValue::Text(text)) => setting.values.contains(text),
        _ => false,
    };
    let wanted = match setting.kind {
        SettingKind::Bool => "is neither true nor false".to_owned(),
        SettingKind::Integer => "is no whole number".to_owned(),
        SettingKind::Text => "is no text in quotes".to_owned(),
        SettingKind::List => "is no list in quotes".to_owned(),
        SettingKind::JsonObject => "is no JSON object in quotes".to_owned(),
        SettingKind::Tristate => "is neither true nor false nor \"unset\"".to_owned(),
        SettingKind::Choice => format!("is none of {}", setting.values.join(", ")),
    };
    (!fits).then_some(wanted)
}
