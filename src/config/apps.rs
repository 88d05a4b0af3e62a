//! The apps of a run, as the operator has them.

use std::collections::BTreeMap;

use url::Url;

use super::error::ConfigError;
use super::given::Layers;
use super::known::{Known, KnownApp, nearest};
use crate::recording::AppTarget;
use crate::wire::{ScopeRule, Version};

/// Reads `ID[@VERSION]` items; none means every app in its newest version.
///
/// # Errors
/// When an app does not exist, comes twice, or its version is none or too old.
pub fn select_apps<'k>(
    items: &[String],
    known: &'k Known,
    warnings: &mut Vec<String>,
) -> Result<Vec<(&'k KnownApp, Version)>, ConfigError> {
    if items.is_empty() {
        return Ok(known.apps.iter().map(|app| (app, app.default_version.clone())).collect());
    }
    let mut out: Vec<(&KnownApp, Version)> = Vec::new();
    for item in items {
        let (id, version) = item.split_once('@').map_or((item.as_str(), None), |(id, v)| (id, Some(v)));
        let app = known.app(id).ok_or_else(|| unknown_app(id, known))?;
        if out.iter().any(|(other, _)| other.id == app.id) {
            return Err(ConfigError::AppTwice(app.id.clone()));
        }
        let version = match version {
            None => app.default_version.clone(),
            Some(text) => this_version(app, text, warnings)?,
        };
        out.push((app, version));
    }
    Ok(out)
}

fn this_version(app: &KnownApp, text: &str, warnings: &mut Vec<String>) -> Result<Version, ConfigError> {
    let wrong = |message| ConfigError::Version { app: app.id.clone(), message };
    let version: Version = text.parse().map_err(&wrong)?;
    let (Some(oldest), Some(newest)) = (app.versions.first(), app.versions.last()) else { return Ok(version) };
    if version < *oldest {
        return Err(wrong(format!("version {version} is older than what is known of this app ({oldest} to {newest})")));
    }
    if version > *newest {
        warnings.push(format!("{} {version} is newer than what is known of this app; it is judged like {newest}", app.id));
    }
    Ok(version)
}

/// Settings by app, the command line laid over the plan file. Names and values are checked by the suites.
///
/// # Errors
/// When an app does not exist.
pub fn settings_of(layers: Layers<'_>, known: &Known) -> Result<BTreeMap<String, BTreeMap<String, String>>, ConfigError> {
    let mut out: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for (id, name, value) in layers.plan.settings.iter().chain(&layers.flags.settings) {
        if !known.suite_ids().any(|k| k == id) {
            return Err(unknown_app(id, known));
        }
        out.entry(id.clone()).or_default().insert(name.clone(), value.clone());
    }
    Ok(out)
}

pub(super) fn unknown_app(id: &str, known: &Known) -> ConfigError {
    let near = nearest(id, known.suite_ids()).map(str::to_owned);
    ConfigError::Unknown { kind: "app", name: id.to_owned(), near, list: "apps" }
}

/// One app as the operator has it. Whether there is a secret is left open.
///
/// # Errors
/// When one of its URLs is none.
pub fn app_target(
    layers: Layers<'_>,
    app: &KnownApp,
    version: &Version,
    scope: Option<&str>,
    mut settings: BTreeMap<String, String>,
) -> Result<AppTarget, ConfigError> {
    let app_url = match layers.keyed(&app.id, |g| &g.app_urls) {
        Some(url) => checked_url("--app-url", url, &app.default_url)?.trim_end_matches('/').to_owned(),
        None => app.default_url.clone(),
    };
    let default_uri = format!("{app_url}{}", app.redirect_path(&settings));
    let redirect_uri = match layers.keyed(&app.id, |g| &g.redirect_uris) {
        Some(uri) => checked_url("--redirect-uri", uri, &default_uri)?.to_owned(),
        None => default_uri,
    };
    let name = app.scope.setting();
    if let Some(scope) = scope
        && app.settings.contains_key(name)
        && !settings.contains_key(name)
    {
        settings.insert(name.to_owned(), scope_setting(&app.scope, scope));
    }
    Ok(AppTarget {
        id: app.id.clone(),
        version: version.to_string(),
        app_url,
        redirect_uri,
        client_id: layers.client(&app.id, |c| c.id.clone()),
        has_secret: false,
        empty_secret: false,
        settings,
    })
}

/// What `--scope` means for the app's setting: the whole of it, or what it adds to the scopes the app always sends.
fn scope_setting(rule: &ScopeRule, scope: &str) -> String {
    match rule {
        ScopeRule::Setting | ScopeRule::SettingThen(_) | ScopeRule::SettingAndOpenid(_) => scope.to_owned(),
        ScopeRule::Always(always) => {
            let always: Vec<&str> = always.split(' ').collect();
            let more = scope.split_whitespace().filter(|s| !always.contains(s));
            more.collect::<Vec<_>>().join(",")
        }
    }
}

/// A URL of an app as the operator gave it.
///
/// # Errors
/// When a browser could not open it.
pub fn checked_url<'v>(flag: &'static str, value: &'v str, example: &str) -> Result<&'v str, ConfigError> {
    let wrong = |why: String| ConfigError::Url { flag, value: value.to_owned(), why, example: example.to_owned() };
    match Url::parse(value) {
        Ok(url) if url.scheme() == "https" || url.scheme() == "http" => Ok(value),
        Ok(url) => Err(wrong(format!("its scheme is {}", url.scheme()))),
        Err(why) => Err(wrong(why.to_string())),
    }
}
