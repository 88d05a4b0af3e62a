//! Clients besides those of the apps, all clients' secrets, and where clients hear of logouts.

use std::collections::BTreeMap;

use super::apps::checked_url;
use super::error::ConfigError;
use super::given::{Given, Layers, SecretSource};
use super::known::Known;
use super::target::{BackChannel, Registration, SPEC_CLIENT};
use crate::recording::AppTarget;
use crate::secret::Secret;

/// The clients that are registered for the run.
///
/// # Errors
/// When the initial access token cannot be read.
pub(super) fn registration(layers: Layers<'_>, apps: &[AppTarget]) -> Result<Registration, ConfigError> {
    let ids = apps.iter().map(|app| app.id.as_str()).chain([SPEC_CLIENT]);
    let token = layers.first(|g| g.initial_access_token.as_ref());
    Ok(Registration {
        apps: ids.filter(|id| layers.registers(id)).map(str::to_owned).collect(),
        initial_access_token: token.map(|source| source.read("the initial access token")).transpose()?,
    })
}

/// Where to listen for Logout Tokens.
///
/// # Errors
/// When the address or the URL is none.
pub(super) fn backchannel(layers: Layers<'_>) -> Result<Option<BackChannel>, ConfigError> {
    let example = "127.0.0.1:7200";
    let Some(text) = layers.first(|g| g.backchannel_listen.as_deref()) else { return Ok(None) };
    let wrong =
        |why: String| ConfigError::Url { flag: "--backchannel-listen", value: text.to_owned(), why, example: example.to_owned() };
    let listen = text.parse().map_err(|why: std::net::AddrParseError| wrong(why.to_string()))?;
    let url = layers.first(|g| g.backchannel_url.as_deref());
    let url = url.map(|url| checked_url("--backchannel-url", url, "https://probe.example.com:7200")).transpose()?;
    Ok(Some(BackChannel { listen, url: url.map(|url| url.trim_end_matches('/').to_owned()) }))
}

/// The client of the specification checks: its own, else the first app's, with that app's redirect URI.
pub(super) fn spec_client(
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

/// The secrets of the apps' clients and of the client of the specification checks, by id.
///
/// # Errors
/// When one cannot be read.
pub(super) fn secrets(layers: Layers<'_>, apps: &[AppTarget]) -> Result<BTreeMap<String, Secret>, ConfigError> {
    let ids = apps.iter().map(|app| app.id.as_str()).chain([SPEC_CLIENT]);
    let sources = ids.filter_map(|id| Some((id, secret_of(layers, id, apps)?)));
    sources.map(|(id, source)| Ok((id.to_owned(), source.read("the client secret")?))).collect()
}

fn secret_of<'g>(layers: Layers<'g>, id: &str, apps: &[AppTarget]) -> Option<&'g SecretSource> {
    let own_client = |given: &Given| given.app_clients.contains_key(SPEC_CLIENT);
    let id = match apps.first() {
        Some(first) if id == SPEC_CLIENT && !own_client(layers.plan) && !own_client(layers.flags) => first.id.as_str(),
        _ => id,
    };
    layers.first(|given| {
        let own = given.app_clients.get(id).and_then(|c| c.secret.as_ref());
        own.or(given.client.secret.as_ref())
    })
}
