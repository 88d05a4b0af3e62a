//! The issuer: as typed, or of a known product at a host.

use super::error::ConfigError;
use super::given::Layers;
use super::known::nearest;
use crate::provider_profile::{self, AddressError};

/// The issuer or discovery URL to read.
///
/// # Errors
/// When there is none, when there are two, or when the product's address cannot be filled in.
pub fn issuer(layers: Layers<'_>) -> Result<String, ConfigError> {
    // One source decides between the two, so that a flag can replace either in a plan file.
    let source = [layers.flags, layers.plan].into_iter().find(|g| g.issuer.is_some() || g.provider.is_some());
    match source.map(|g| (g.issuer.as_deref(), g.provider.as_deref())) {
        Some((Some(_), Some(_))) => Err(ConfigError::IssuerAndProvider),
        Some((Some(issuer), None)) => {
            without_provider(layers)?;
            match provider_profile::not_oidc(issuer) {
                Some(profile) => {
                    let instead = profile.address.instead.clone().unwrap_or_default();
                    Err(AddressError::NotOidc { name: profile.name.clone(), instead }.into())
                }
                None => Ok(issuer.to_owned()),
            }
        }
        Some((None, Some(id))) => of_product(layers, id),
        _ => {
            without_provider(layers)?;
            Err(ConfigError::NoIssuer)
        }
    }
}

/// Parts of an address on the command line that would mean nothing.
fn without_provider(layers: Layers<'_>) -> Result<(), ConfigError> {
    match (layers.flags.host.is_some(), layers.flags.params.is_empty()) {
        (true, _) => Err(ConfigError::NoProvider("--host")),
        (false, false) => Err(ConfigError::NoProvider("--param")),
        (false, true) => Ok(()),
    }
}

fn of_product(layers: Layers<'_>, id: &str) -> Result<String, ConfigError> {
    let profile = provider_profile::by_id(id).ok_or_else(|| {
        let near = nearest(id, provider_profile::built_in().iter().map(|p| p.id.as_str())).map(str::to_owned);
        ConfigError::Unknown { kind: "provider", name: id.to_owned(), near, list: "providers" }
    })?;
    let mut params = layers.plan.params.clone();
    params.extend(layers.flags.params.clone());
    let filled = provider_profile::fill(profile, layers.first(|g| g.host.as_deref()), &params)?;
    Ok(filled.discovery.unwrap_or(filled.issuer))
}
