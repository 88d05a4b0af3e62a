//! Suites that operators bring: what is demanded of them beyond what holds for ours, which tests look after.

use std::collections::HashSet;

use super::faults::{faults, settings_named};
use super::load::{built_in, nearest};
use super::model::{Impact, Suite};
use super::parse::{At, Parsed, Places, parse};
use crate::checks;
use crate::snippet::{Fault, FaultyFile};
use crate::wire::{AuthenticationRule, PkceRule, ScopeRule};

/// Placeholders of a paste block that stand for something else than a setting.
const PLACEHOLDERS: [&str; 15] = [
    "client_id",
    "discovery_url",
    "issuer",
    "logto_endpoint",
    "redirect_uri",
    "app_url",
    "scope",
    "form",
    "occ",
    "config_php",
    "config_php_file",
    "config_php_user_oidc",
    "app_config",
    "provider_config",
    "certificate_file",
];

/// Reads a suite of the operator's own. `others` are those that were brought before it.
///
/// # Errors
/// With every fault and its line.
pub fn load_own(file: &str, text: &str, others: &[Suite]) -> Result<Suite, FaultyFile> {
    let failed = |faults| FaultyFile { file: file.to_owned(), text: text.to_owned(), faults };
    let Parsed { suite, places } = parse(text).map_err(failed)?;
    let mut faults = faults(&Parsed { suite: suite.clone(), places: places.clone() });
    faults.extend(id(&suite, &places, others));
    faults.extend(no_app(&suite, &places));
    faults.extend(silent_blockers(&suite, &places));
    faults.extend(idle_settings(&suite, &places));
    faults.extend(placeholders(&suite, &places, text));
    faults.sort_by_key(|f| f.span.start);
    if faults.is_empty() { Ok(suite) } else { Err(failed(faults)) }
}

fn id(suite: &Suite, places: &Places<'_>, others: &[Suite]) -> Option<Fault> {
    let id = suite.id.as_str();
    let plain = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
    let (title, help) = if built_in().iter().any(|ours| ours.id == id) {
        let title = format!("the id `{id}` is that of a suite of ours, which this file would hide");
        (title, format!("give it another one, as in id = \"{id}-here\""))
    } else if others.iter().any(|other| other.id == id) {
        (format!("another file has the id `{id}` already"), "every suite has an id of its own".to_owned())
    } else if id == "spec" || checks::by_id(id).is_some() {
        (format!("the id `{id}` means something else already"), "name the app, as in id = \"gitea\"".to_owned())
    } else if !id.split('-').all(plain) {
        let help = "write small letters and digits with hyphens between, as in id = \"gitea\"".to_owned();
        (format!("the id `{id}` cannot be typed in --app and --set"), help)
    } else {
        return None;
    };
    Some(Fault::new(places.of(&[At::Key("id")]), title, Some(help)))
}

fn no_app(suite: &Suite, places: &Places<'_>) -> Option<Fault> {
    let help = "add a table [app] with versions, default_version, default_url and redirect_path".to_owned();
    let title = "there is no [app]: a suite of your own describes an app";
    suite.app.is_none().then(|| Fault::new(places.of(&[At::Key("id")]), title, Some(help)))
}

/// The first failed requirement that blocks the login is the prediction, which needs a symptom to tell.
fn silent_blockers(suite: &Suite, places: &Places<'_>) -> Vec<Fault> {
    let silent = suite.requirements.iter().enumerate().filter(|(_, r)| r.impact == Impact::BlocksLogin && r.symptom.is_none());
    let fault = |(number, _): (usize, &super::Requirement)| {
        let place = places.of(&[At::Key("requirement"), At::Entry(number), At::Key("impact")]);
        let help =
            "add symptom = { login = \"refused\", status = 500, message = \"…\" }; status and message where they are known";
        Fault::new(place, "it blocks the login, and nothing says what the user sees", Some(help.to_owned()))
    };
    silent.map(fault).collect()
}

/// A setting that nothing reads is a promise nobody keeps.
fn idle_settings(suite: &Suite, places: &Places<'_>) -> Vec<Fault> {
    let mut read: HashSet<String> = HashSet::new();
    let mut named = Vec::new();
    for requirement in &suite.requirements {
        named.extend(requirement.when.iter().flat_map(|w| w.names()).map(str::to_owned));
        requirement.params.values().for_each(|value| settings_named(value, &mut named));
    }
    for row in &suite.account {
        settings_named(&toml::Value::String(row.claim.clone()), &mut named);
        row.params.values().for_each(|value| settings_named(value, &mut named));
        named.extend(row.is.iter().chain(&row.is_not).map(|(name, _)| name.clone()));
    }
    let a = &suite.wire.authorization;
    named.extend(a.prompt_setting.clone());
    if let PkceRule::IfAdvertisedAndSetting(name) | PkceRule::WhileSetting(name) = &a.pkce {
        named.push(name.clone());
    }
    if let AuthenticationRule::PostIfAdvertisedElseSetting(name) | AuthenticationRule::PostUnlessHeader(name) =
        &suite.wire.token.authentication
    {
        named.push(name.clone());
    }
    if matches!(a.scope, ScopeRule::Setting | ScopeRule::SettingThen(_) | ScopeRule::Always(_)) {
        named.push("scope".to_owned());
    }
    named.extend(suite.wire.userinfo.only_with.iter().cloned());
    named.extend(suite.claims.settings().map(str::to_owned));
    read.extend(named);
    let idle = suite
        .settings
        .iter()
        .enumerate()
        .filter(|(_, s)| !s.inert && !read.contains(&s.name) && !suite.paste.contains(&format!("{{{}}}", s.name)));
    let fault = |(number, setting): (usize, &super::SettingDef)| {
        let place = places.of(&[At::Key("setting"), At::Entry(number), At::Key("name")]);
        let help = format!(
            "use it as \"${0}\" in params or claim, in `when`, or as {{{0}}} in `paste`; or say inert = true",
            setting.name
        );
        Fault::new(place, format!("nothing reads the setting `{}`", setting.name), Some(help))
    };
    idle.map(fault).collect()
}

/// Placeholders that look like a slip; other text in braces is left alone.
fn placeholders(suite: &Suite, places: &Places<'_>, text: &str) -> Option<Fault> {
    let known: Vec<&str> = PLACEHOLDERS.iter().copied().chain(suite.settings.iter().map(|s| s.name.as_str())).collect();
    let inside = suite.paste.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name);
    let (name, near) = inside.filter(|name| !known.contains(name)).find_map(|name| {
        let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'));
        Some((name, nearest(name, known.iter().copied()).filter(|_| is_name)?))
    })?;
    let written = format!("{{{name}}}");
    let block = places.of(&[At::Key("paste")]);
    let place = text.get(block.clone()).and_then(|block| block.find(&written)).map(|at| block.start + at);
    let span = place.map_or(block, |start| start..start + written.len());
    Some(Fault::new(span, format!("`{written}` stands for nothing"), Some(format!("did you mean `{{{near}}}`?"))))
}
