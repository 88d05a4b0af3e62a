//! Clients of the run alone, and where they hear of logouts.

use super::error::ConfigError;
use super::given::Layers;
use super::resolve::checked_url;
use super::target::{BackChannel, Registration, SPEC_CLIENT};
use crate::recording::AppTarget;

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
