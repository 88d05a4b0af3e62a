//! Reading the files: compiled in, every mistake an error.

use std::sync::OnceLock;

use thiserror::Error;

use super::address::placeholders;
use super::model::{Kind, ProviderProfile};

/// Our own profiles: file name and text.
const BUILT_IN: &[(&str, &str)] = &[
    ("authelia.toml", include_str!("../../fixtures/providers/authelia.toml")),
    ("authentik.toml", include_str!("../../fixtures/providers/authentik.toml")),
    ("canaille.toml", include_str!("../../fixtures/providers/canaille.toml")),
    ("clavex.toml", include_str!("../../fixtures/providers/clavex.toml")),
    ("cloudron.toml", include_str!("../../fixtures/providers/cloudron.toml")),
    ("dex.toml", include_str!("../../fixtures/providers/dex.toml")),
    ("entra-id.toml", include_str!("../../fixtures/providers/entra-id.toml")),
    ("glewlwyd.toml", include_str!("../../fixtures/providers/glewlwyd.toml")),
    ("google.toml", include_str!("../../fixtures/providers/google.toml")),
    ("kanidm.toml", include_str!("../../fixtures/providers/kanidm.toml")),
    ("keycloak.toml", include_str!("../../fixtures/providers/keycloak.toml")),
    ("konnect.toml", include_str!("../../fixtures/providers/konnect.toml")),
    ("lemonldap-ng.toml", include_str!("../../fixtures/providers/lemonldap-ng.toml")),
    ("logto.toml", include_str!("../../fixtures/providers/logto.toml")),
    ("pocket-id.toml", include_str!("../../fixtures/providers/pocket-id.toml")),
    ("qq-connect.toml", include_str!("../../fixtures/providers/qq-connect.toml")),
    ("trusted-id.toml", include_str!("../../fixtures/providers/trusted-id.toml")),
    ("zitadel.toml", include_str!("../../fixtures/providers/zitadel.toml")),
];

/// Why a profile cannot be used.
#[derive(Debug, Error)]
#[error("{file}: {message}")]
pub struct ProfileError {
    file: String,
    message: String,
}

/// Reads one profile.
///
/// # Errors
/// With file and place.
pub fn load(file: &str, text: &str) -> Result<ProviderProfile, ProfileError> {
    let wrong = |message: String| ProfileError { file: file.to_owned(), message };
    let profile: ProviderProfile = toml::from_str(text).map_err(|e| wrong(e.to_string().trim_end().to_owned()))?;
    let address = &profile.address;
    let known = |name: &str| name == "host" || address.parameters.iter().any(|p| p.name == name);
    let used = placeholders(&address.issuer).chain(address.discovery.iter().flat_map(|d| placeholders(d)));
    if let Some(name) = used.into_iter().find(|name| !known(name)) {
        return Err(wrong(format!("the address names {{{name}}}, which is no parameter")));
    }
    if profile.kind == Kind::NotOidc && address.instead.is_none() {
        return Err(wrong("it speaks no OpenID Connect, and `instead` does not say what to do".to_owned()));
    }
    if profile.kind == Kind::Oidc && profile.recognised_by.is_empty() {
        return Err(wrong("nothing says how it is recognised".to_owned()));
    }
    Ok(profile)
}

/// Our own profiles, by id.
///
/// # Panics
/// Never in a released build: tests load every one of them.
pub fn built_in() -> &'static [ProviderProfile] {
    static PROFILES: OnceLock<Vec<ProviderProfile>> = OnceLock::new();
    PROFILES.get_or_init(|| {
        let read = |(file, text): &(&str, &str)| {
            load(file, text).unwrap_or_else(|error| panic!("a provider profile that was compiled in is broken: {error}"))
        };
        BUILT_IN.iter().map(read).collect()
    })
}

/// A profile by its id.
pub fn by_id(id: &str) -> Option<&'static ProviderProfile> {
    built_in().iter().find(|p| p.id == id)
}
