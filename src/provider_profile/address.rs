//! From a product, a host and its parameters to an issuer; and addresses of products that have none.

use std::collections::BTreeMap;

use thiserror::Error;
use url::Url;

use super::load::built_in;
use super::model::{Kind, ProviderProfile};

/// An address, filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filled {
    /// The issuer.
    pub issuer: String,
    /// The discovery URL, where it does not follow from the issuer.
    pub discovery: Option<String>,
}

/// Why an address cannot be filled in, with what to write.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum AddressError {
    /// It does not speak OpenID Connect.
    #[error("{name} does not speak OpenID Connect, so there is nothing to check. {instead}")]
    NotOidc {
        /// The product.
        name: String,
        /// What to do instead.
        instead: String,
    },
    /// No host.
    #[error("{name} needs its host: add --host {example}")]
    NoHost {
        /// The product.
        name: String,
        /// A host to show.
        example: String,
    },
    /// A host where there is none to give.
    #[error("{name} always has the issuer {issuer}; leave --host out")]
    HostNotAsked {
        /// The product.
        name: String,
        /// Its issuer.
        issuer: String,
    },
    /// Not a host.
    #[error("--host {host:?} is no host; write the name alone, with a port where there is one, as in --host {example}")]
    BadHost {
        /// As given.
        host: String,
        /// A host to show.
        example: String,
    },
    /// A parameter is missing.
    #[error("{name} needs its {parameter} ({help}): add --param {parameter}={example}")]
    Missing {
        /// The product.
        name: String,
        /// The parameter.
        parameter: String,
        /// What it is.
        help: String,
        /// A value to show.
        example: String,
    },
    /// A parameter that this product does not have.
    #[error("{name} has no parameter {parameter:?}; {known}")]
    Unknown {
        /// The product.
        name: String,
        /// As given.
        parameter: String,
        /// What there is.
        known: String,
    },
    /// A value that would leave its place in the address.
    #[error("--param {parameter}={value} cannot stand in an address; write it as in --param {parameter}={example}")]
    BadValue {
        /// The parameter.
        parameter: String,
        /// As given.
        value: String,
        /// A value to show.
        example: String,
    },
}

/// Fills in a product's address.
///
/// # Errors
/// With what to write instead.
pub fn fill(profile: &ProviderProfile, host: Option<&str>, given: &BTreeMap<String, String>) -> Result<Filled, AddressError> {
    let name = || profile.name.clone();
    let address = &profile.address;
    if profile.kind == Kind::NotOidc {
        return Err(AddressError::NotOidc { name: name(), instead: address.instead.clone().unwrap_or_default() });
    }
    if let Some(parameter) = given.keys().find(|key| !address.parameters.iter().any(|p| p.name == **key)) {
        let known: Vec<&str> = address.parameters.iter().map(|p| p.name.as_str()).collect();
        let known = if known.is_empty() { "it has none".to_owned() } else { format!("it has {}", known.join(", ")) };
        return Err(AddressError::Unknown { name: name(), parameter: parameter.clone(), known });
    }
    let mut values = BTreeMap::new();
    let wants_host = placeholders(&address.issuer).any(|p| p == "host");
    let example = format!("{}.example.com", if profile.id == "cloudron" { "my" } else { "id" });
    match host.map(str::trim) {
        Some(host) if wants_host => {
            let host = host.trim_end_matches('/');
            let host = host.strip_prefix("https://").unwrap_or(host);
            if !is_host(host) {
                return Err(AddressError::BadHost { host: host.to_owned(), example });
            }
            values.insert("host", host.to_owned());
        }
        Some(_) => return Err(AddressError::HostNotAsked { name: name(), issuer: address.issuer.clone() }),
        None if wants_host => return Err(AddressError::NoHost { name: name(), example }),
        None => {}
    }
    for parameter in &address.parameters {
        let value = given.get(&parameter.name).or(parameter.default.as_ref()).ok_or_else(|| AddressError::Missing {
            name: name(),
            parameter: parameter.name.clone(),
            help: parameter.help.clone(),
            example: parameter.example.clone(),
        })?;
        let fits = |c: char| c.is_ascii_alphanumeric() || "-._~".contains(c);
        if value.is_empty() || !value.chars().all(fits) {
            let (parameter, example) = (parameter.name.clone(), parameter.example.clone());
            return Err(AddressError::BadValue { parameter, value: value.clone(), example });
        }
        values.insert(parameter.name.as_str(), value.clone());
    }
    let filled =
        |pattern: &str| values.iter().fold(pattern.to_owned(), |text, (key, value)| text.replace(&format!("{{{key}}}"), value));
    Ok(Filled { issuer: filled(&address.issuer), discovery: address.discovery.as_deref().map(filled) })
}

/// The product behind an address, if it is one that does not speak OpenID Connect.
pub fn not_oidc(url: &str) -> Option<&'static ProviderProfile> {
    let text = url.trim();
    let with_scheme = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
    let host = Url::parse(&with_scheme).ok()?.host_str()?.to_ascii_lowercase();
    built_in().iter().filter(|p| p.kind == Kind::NotOidc).find(|p| p.address.hosts.contains(&host))
}

/// The names between braces.
pub(super) fn placeholders(pattern: &str) -> impl Iterator<Item = &str> {
    pattern.split('{').skip(1).filter_map(|part| part.split_once('}').map(|(name, _)| name))
}

/// A name or an address, with a port or without.
fn is_host(text: &str) -> bool {
    let parsed = Url::parse(&format!("https://{text}/")).ok();
    parsed.is_some_and(|url| {
        let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
        bare && url.host_str().is_some() && !text.contains(['/', '?', '#', '@'])
    })
}
