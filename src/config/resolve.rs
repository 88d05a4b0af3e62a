//! From given values to a [`Target`].

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::time::Duration;

use url::Url;

use super::clients;
use super::error::ConfigError;
use super::given::Layers;
use super::issuer::parse_issuer;
use super::known::{Known, KnownApp, nearest};
use super::provider;
use super::target::{BrowserOptions, FailOn, LoginWay, NetworkOptions, SPEC_CLIENT, Target, User};
use crate::login_steps::{LoginStep, Part};
use crate::recording::{AppTarget, TargetRecord};
use crate::secret::Secret;
use crate::totp::Totp;
use crate::wire::{ScopeRule, Version};

/// Checks everything that can be checked without sending anything.
///
/// # Errors
/// With a sentence that names what to write instead.
pub fn resolve(layers: Layers<'_>, known: &Known) -> Result<Target, ConfigError> {
    let network = network(layers)?;
    let issuer = parse_issuer(&provider::issuer(layers)?, network.insecure)?;
    let mut warnings = Vec::new();
    let selected = select_apps(layers.list(|g| &g.apps), known, &mut warnings)?;
    let settings = settings_of(layers, known)?;
    for (id, _, _) in &layers.flags.settings {
        if !selected.iter().any(|(app, _)| app.id == *id) && !known.specs.contains(id) {
            warnings.push(format!("--set {id}.… has no effect: {id} is not among the apps of this run"));
        }
    }
    for given in [layers.flags, layers.plan] {
        for keyed in given.app_urls.iter().chain(&given.redirect_uris) {
            if let Some(id) = keyed.app.as_deref().filter(|id| *id != SPEC_CLIENT && known.app(id).is_none()) {
                return Err(unknown_app(id, known));
            }
        }
    }
    let scope = layers.first(|g| g.scope.clone());
    let mut apps = Vec::new();
    for (app, version) in &selected {
        apps.push(app_target(layers, app, version, scope.as_deref(), settings.get(&app.id).cloned().unwrap_or_default())?);
    }
    let spec_client = spec_client(layers, known, &apps, scope.as_deref(), &settings)?;
    let mut secrets = BTreeMap::new();
    for id in apps.iter().map(|a| a.id.as_str()).chain([SPEC_CLIENT]) {
        if let Some(source) = secret_of(layers, id, &apps) {
            secrets.insert(id.to_owned(), source.read("the client secret")?);
        }
    }
    let mark = |mut app: AppTarget, id: &str| {
        app.has_secret = secrets.contains_key(id);
        app.empty_secret = secrets.get(id).is_some_and(|secret: &Secret| matches!(secret.secret(), "" | "0"));
        app
    };
    let apps: Vec<AppTarget> = apps
        .into_iter()
        .map(|app| {
            let id = app.id.clone();
            mark(app, &id)
        })
        .collect();
    let registration = clients::registration(layers, &apps)?;
    let login_steps = layers.list(|g| &g.login_steps).to_vec();
    let mut login_secrets = BTreeMap::new();
    for (name, source) in layers.plan.login_secrets.iter().chain(&layers.flags.login_secrets) {
        login_secrets.insert(name.clone(), source.read("a secret of the login")?);
    }
    let browser = BrowserOptions {
        passkey_file: layers.first(|g| g.passkey_file.clone()),
        screenshot_dir: layers.first(|g| g.screenshot_dir.clone()),
    };
    let login = login(layers, &browser)?;
    let typed = login_steps.iter().flat_map(LoginStep::parts).any(|part| part == Part::Password);
    let by_hand = login == LoginWay::Interactive || !login_steps.is_empty() && !typed;
    let user = user(layers, by_hand)?;
    if !login_steps.is_empty() && !matches!(login, LoginWay::Auto | LoginWay::Script) {
        warnings.push("the steps of the plan file have no effect: they are for --login auto and --login script".to_owned());
    }
    Ok(Target {
        record: TargetRecord {
            given: issuer.given,
            issuer: issuer.issuer,
            discovery_url: issuer.discovery_url,
            scope,
            has_account: user.is_some()
                || browser.passkey_file.is_some()
                || login == LoginWay::Interactive
                || !login_secrets.is_empty(),
            insecure: network.insecure,
            backchannel_url: None,
            apps,
            spec_client: Some(mark(spec_client, SPEC_CLIENT)),
        },
        secrets,
        registration,
        backchannel: clients::backchannel(layers)?,
        user,
        login,
        login_steps,
        login_secrets,
        login_hosts: login_hosts(layers)?,
        login_timeout: login_timeout(layers)?,
        browser,
        network,
        waivers: layers.list(|g| &g.waivers).to_vec(),
        fail_on: fail_on(layers)?,
        every_app: layers.list(|g| &g.apps).is_empty(),
        warnings,
    })
}

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

fn unknown_app(id: &str, known: &Known) -> ConfigError {
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

/// The client of the specification checks: its own, else the first app's, with that app's redirect URI.
fn spec_client(
    layers: Layers<'_>,
    known: &Known,
    apps: &[AppTarget],
    scope: Option<&str>,
    settings: &BTreeMap<String, BTreeMap<String, String>>,
) -> Result<AppTarget, ConfigError> {
    let own = layers.first(|g| g.app_clients.get(SPEC_CLIENT).and_then(|c| c.id.clone()));
    let stand_in = apps.first();
    let redirect = layers.first(|g| g.redirect_uris.iter().find(|k| k.app.as_deref() == Some(SPEC_CLIENT)));
    let redirect_uri = match redirect {
        Some(keyed) => checked_url("--redirect-uri", &keyed.value, "https://cloud.example.com/callback")?.to_owned(),
        None => stand_in.map(|a| a.redirect_uri.clone()).unwrap_or_default(),
    };
    let mut merged: BTreeMap<String, String> =
        known.specs.iter().filter_map(|id| settings.get(id)).flatten().map(|(n, v)| (n.clone(), v.clone())).collect();
    if let Some(scope) = scope {
        merged.entry("scope".to_owned()).or_insert_with(|| scope.to_owned());
    }
    Ok(AppTarget {
        id: SPEC_CLIENT.to_owned(),
        version: "1".to_owned(),
        app_url: stand_in.map(|a| a.app_url.clone()).unwrap_or_default(),
        redirect_uri,
        client_id: own.or_else(|| stand_in.and_then(|a| a.client_id.clone())),
        has_secret: false,
        empty_secret: false,
        settings: merged,
    })
}

fn secret_of<'g>(layers: Layers<'g>, id: &str, apps: &[AppTarget]) -> Option<&'g super::SecretSource> {
    let own_client = |given: &super::Given| given.app_clients.contains_key(SPEC_CLIENT);
    let id = match apps.first() {
        Some(first) if id == SPEC_CLIENT && !own_client(layers.plan) && !own_client(layers.flags) => first.id.as_str(),
        _ => id,
    };
    layers.first(|given| {
        let own = given.app_clients.get(id).and_then(|c| c.secret.as_ref());
        own.or(given.client.secret.as_ref())
    })
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

fn user(layers: Layers<'_>, by_hand: bool) -> Result<Option<User>, ConfigError> {
    let name = layers.first(|g| g.user.clone());
    let password = layers.first(|g| g.password.as_ref()).map(|source| source.read("the password")).transpose()?;
    let totp = layers.first(|g| g.totp_secret.as_ref()).map(|source| source.read("the TOTP secret")).transpose()?;
    let totp = totp.map(|text| Totp::parse(text.secret()).map_err(ConfigError::Totp)).transpose()?;
    if name.is_none() && totp.is_some() {
        return Err(ConfigError::Half {
            given: "a TOTP secret",
            missing: "a user",
            how: "give --user and --password of the account that it belongs to",
        });
    }
    match (name, password) {
        (Some(name), Some(password)) => Ok(Some(User { name, password, totp })),
        (None, None) => Ok(None),
        (Some(name), None) if name.is_empty() || by_hand => Ok(Some(User { name, password: Secret::new(""), totp })),
        (Some(_), None) => Err(ConfigError::Half {
            given: "a user",
            missing: "a password",
            how: "give --password, --password-env NAME or --password-file FILE (an empty --password '' for a page that asks for none)",
        }),
        (None, Some(_)) => Err(ConfigError::Half {
            given: "a password",
            missing: "a user",
            how: "give --user with the name of the test account",
        }),
    }
}

fn login(layers: Layers<'_>, browser: &BrowserOptions) -> Result<LoginWay, ConfigError> {
    match layers.first(|g| g.login.as_deref()) {
        // Only a browser has a use for passkeys.
        None if browser.passkey_file.is_some() => Ok(LoginWay::Browser),
        None | Some("auto") => Ok(LoginWay::Auto),
        Some("form") => Ok(LoginWay::Form),
        Some("script") => Ok(LoginWay::Script),
        Some("browser") => Ok(LoginWay::Browser),
        Some("interactive") => Ok(LoginWay::Interactive),
        Some(other) => Err(ConfigError::Choice {
            flag: "--login",
            value: other.to_owned(),
            known: "form, script, browser, interactive, auto",
        }),
    }
}

/// Hosts of login pages: host names, nothing around them.
fn login_hosts(layers: Layers<'_>) -> Result<Vec<String>, ConfigError> {
    let hosts = layers.list(|g| &g.login_hosts);
    let odd = |host: &&String| url::Host::parse(host).is_err();
    match hosts.iter().find(odd) {
        None => Ok(hosts.to_vec()),
        Some(host) => Err(ConfigError::LoginHost(host.clone())),
    }
}

/// What a person has for one login.
const LOGIN_TIMEOUT: Duration = Duration::from_secs(300);

fn login_timeout(layers: Layers<'_>) -> Result<Duration, ConfigError> {
    match layers.first(|g| g.login_timeout) {
        None => Ok(LOGIN_TIMEOUT),
        Some(seconds @ 1..=3600) => Ok(Duration::from_secs(seconds)),
        Some(other) => Err(ConfigError::LoginTimeout(other)),
    }
}

/// What makes the exit code 1.
///
/// # Errors
/// When the word is none of the three.
pub fn fail_on(layers: Layers<'_>) -> Result<FailOn, ConfigError> {
    match layers.first(|g| g.fail_on.as_deref()) {
        None | Some("incompatible") => Ok(FailOn::Incompatible),
        Some("degraded") => Ok(FailOn::Degraded),
        Some("undetermined") => Ok(FailOn::Undetermined),
        Some(other) => {
            Err(ConfigError::Choice { flag: "--fail-on", value: other.to_owned(), known: "incompatible, degraded, undetermined" })
        }
    }
}

/// The network as the operator describes it.
///
/// # Errors
/// When a time-out or an address is none.
pub fn network(layers: Layers<'_>) -> Result<NetworkOptions, ConfigError> {
    let defaults = NetworkOptions::default();
    let timeout = match layers.first(|g| g.timeout) {
        Some(seconds @ 1..=600) => Duration::from_secs(seconds),
        Some(other) => return Err(ConfigError::Timeout(other)),
        None => defaults.timeout,
    };
    let resolve =
        layers.list(|g| &g.resolve).iter().map(|text| host_port_address(text).ok_or_else(|| ConfigError::Resolve(text.clone())));
    Ok(NetworkOptions {
        ca_file: layers.first(|g| g.ca_file.clone()),
        resolve: resolve.collect::<Result<_, _>>()?,
        timeout,
        insecure: layers.first(|g| g.insecure).unwrap_or(false),
    })
}

fn host_port_address(text: &str) -> Option<(String, u16, IpAddr)> {
    let (host, rest) = text.split_once(':')?;
    let (port, address) = rest.split_once(':')?;
    let address = address.trim_start_matches('[').trim_end_matches(']');
    (!host.is_empty()).then_some((host.to_owned(), port.parse().ok()?, address.parse().ok()?))
}
