//! From given values to a [`Target`].

use super::apps::{app_target, select_apps, settings_of, unknown_app};
use super::clients;
use super::error::ConfigError;
use super::given::Layers;
use super::issuer::parse_issuer;
use super::known::Known;
use super::network::network;
use super::provider;
use super::sign_in;
use super::target::{FailOn, LoginWay, SPEC_CLIENT, Target};
use crate::recording::{AppTarget, TargetRecord};
use crate::secret::Secret;

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
    let spec_client = clients::spec_client(layers, known, &apps, scope.as_deref(), &settings)?;
    let secrets = clients::secrets(layers, &apps)?;
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
    let login_secrets = sign_in::login_secrets(layers)?;
    let browser = sign_in::browser(layers);
    let login = sign_in::login(layers, &browser)?;
    let user = sign_in::user(layers, sign_in::by_hand(login, &login_steps))?;
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
        login_hosts: sign_in::login_hosts(layers)?,
        login_timeout: sign_in::login_timeout(layers)?,
        browser,
        network,
        waivers: layers.list(|g| &g.waivers).to_vec(),
        fail_on: fail_on(layers)?,
        every_app: layers.list(|g| &g.apps).is_empty(),
        warnings,
    })
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
