//! Personas: the embedded provider acting as a known product.
//!
//! A persona is data: the product's own discovery document, its addresses, what its tokens say and when, and a list of faults
//! that are this product's ways. What it cannot act is written down, too. The rest of this folder is the one place that knows
//! how such data becomes answers.

mod data;

use serde_json::{Map, Value, json};
use url::Url;

use data::{ClaimsParameter, Data, Refresh, Variant};
pub(super) use data::{EndSession, ErrorShape, Unregistered, WithoutHint};

use super::{alg::Alg, encoding::random_name, fault::Fault};
use crate::oidc::names::DISCOVERY_PATH;

/// The files, compiled in.
const FILES: &[&str] = &[
    include_str!("persona/clavex.toml"),
    include_str!("persona/entra-id.toml"),
    include_str!("persona/google.toml"),
    include_str!("persona/konnect.toml"),
    include_str!("persona/logto.toml"),
    include_str!("persona/pocket-id.toml"),
    include_str!("persona/pocket-id-fosite.toml"),
    include_str!("persona/trusted-id.toml"),
];

/// The documents they name.
const DOCUMENTS: &[(&str, &str)] = &[
    ("clavex.json", include_str!("../../fixtures/discovery/clavex.json")),
    ("entra-id.json", include_str!("../../fixtures/discovery/entra-id.json")),
    ("google.json", include_str!("../../fixtures/discovery/google.json")),
    ("lico.json", include_str!("../../fixtures/discovery/lico.json")),
    ("logto.json", include_str!("../../fixtures/discovery/logto.json")),
    ("pocket-id.json", include_str!("../../fixtures/discovery/pocket-id.json")),
    ("trusted-id.json", include_str!("../../fixtures/discovery/trusted-id.json")),
];

/// Members of a discovery document that are addresses of the provider itself.
const ADDRESSES: [&str; 2] = ["jwks_uri", "check_session_iframe"];

/// A product that the embedded provider can act.
#[derive(Clone, Debug)]
pub struct Persona {
    data: Data,
    faults: Vec<Fault>,
    signing: Alg,
    document: Map<String, Value>,
}

/// Why a persona's file cannot be used; never one of ours, since tests load them all.
#[derive(Debug, thiserror::Error)]
#[error("persona {id}: {message}")]
pub struct PersonaError {
    id: String,
    message: String,
}

/// One deviation in a persona: the fault, what the product does, and where that was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PersonaDeviation<'p> {
    /// Id of the fault.
    pub fault: &'p str,
    /// What the product does.
    pub seen: &'p str,
    /// Where that was seen.
    pub source: &'p str,
}

impl Persona {
    /// All personas, every set-up of a product after the product itself.
    ///
    /// # Errors
    ///
    /// With the persona that is broken.
    pub fn all() -> Result<Vec<Self>, PersonaError> {
        let mut all = Vec::new();
        for text in FILES {
            let wrong = |message: String| PersonaError { id: text.lines().next().unwrap_or_default().to_owned(), message };
            let data: Data = toml::from_str(text).map_err(|error| wrong(error.to_string()))?;
            let variants = data.variants.clone();
            all.push(Self::new(data.clone())?);
            for variant in variants {
                all.push(Self::new(varied(data.clone(), variant))?);
            }
        }
        Ok(all)
    }

    fn new(data: Data) -> Result<Self, PersonaError> {
        let wrong = |message: String| PersonaError { id: data.id.clone(), message };
        let faults = data.deviations.iter().map(|d| d.fault.parse().map_err(|e: super::UnknownFault| wrong(e.to_string())));
        let faults = faults.collect::<Result<Vec<Fault>, _>>()?;
        let signing = Alg::from_name(&data.signing).ok_or_else(|| wrong(format!("{} signs nothing here", data.signing)))?;
        let text = DOCUMENTS.iter().find(|(name, _)| *name == data.document).map(|(_, text)| *text);
        let text = text.ok_or_else(|| wrong(format!("there is no document {}", data.document)))?;
        let document = serde_json::from_str(text).map_err(|error| wrong(error.to_string()))?;
        Ok(Self { data, faults, signing, document })
    }

    /// Its name on the command line.
    pub fn id(&self) -> &str {
        &self.data.id
    }

    /// For people.
    pub fn name(&self) -> &str {
        &self.data.name
    }

    /// Id of the product, as in `list providers`.
    pub fn provider(&self) -> &str {
        &self.data.provider
    }

    /// What it is.
    pub fn about(&self) -> &str {
        &self.data.about
    }

    /// What is known of the product, and from where.
    pub fn source(&self) -> &str {
        &self.data.source
    }

    /// The discovery document it follows, below fixtures/discovery.
    pub fn document(&self) -> &str {
        &self.data.document
    }

    /// Where it deviates from the specifications or from what one expects.
    pub fn deviations(&self) -> impl Iterator<Item = PersonaDeviation<'_>> {
        self.data.deviations.iter().map(|d| PersonaDeviation { fault: &d.fault, seen: &d.seen, source: &d.source })
    }

    /// Members of its discovery document that are not the product's, with the reason.
    pub fn differences(&self) -> impl Iterator<Item = (&str, &str)> {
        self.data.differs.iter().map(|d| (d.member.as_str(), d.reason.as_str()))
    }

    /// What it does not act, with the reason.
    pub fn not_acted(&self) -> impl Iterator<Item = (&str, &str)> {
        self.data.not_acted.iter().map(|n| (n.what.as_str(), n.why.as_str()))
    }

    /// The faults that are this product's ways.
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }

    pub(super) fn signing(&self) -> Alg {
        self.signing
    }

    pub(super) fn more_key_ids(&self) -> &[String] {
        &self.data.more_key_ids
    }

    pub(super) fn subject(&self) -> &str {
        &self.data.subject
    }

    pub(super) fn end_session(&self) -> EndSession {
        self.data.end_session
    }

    pub(super) fn callback(&self) -> impl Iterator<Item = (&str, &str)> {
        self.data.callback.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    pub(super) fn access_token_lifetime(&self) -> u64 {
        self.data.token.lifetime
    }

    pub(super) fn token_content_type(&self) -> Option<&str> {
        self.data.token.content_type.as_deref()
    }

    pub(super) fn refreshes(&self, offline_access: bool) -> bool {
        match self.data.token.refresh {
            Refresh::Always => true,
            Refresh::OfflineAccess => offline_access,
            Refresh::Never => false,
        }
    }

    pub(super) fn error(&self, error: &str) -> Option<&ErrorShape> {
        self.data.errors.get(error)
    }

    /// The product's own words for what the provider says.
    pub(super) fn words<'w>(&'w self, words: &'w str) -> &'w str {
        self.data.words.get(words).map_or(words, String::as_str)
    }

    pub(super) fn bad_token_status(&self) -> Option<u16> {
        self.data.userinfo.bad_token_status
    }

    pub(super) fn challenge(&self) -> Option<&str> {
        self.data.userinfo.challenge.as_deref()
    }

    pub(super) fn refusal(&self) -> Option<&str> {
        self.data.userinfo.refusal.as_deref()
    }

    pub(super) fn id_token_lifetime(&self) -> i64 {
        self.data.id_token.lifetime
    }

    /// Whether ID Tokens hold this claim about the login.
    pub(super) fn keeps(&self, member: &str) -> bool {
        ["iss", "sub", "aud", "exp", "iat", "nonce"].contains(&member) || self.data.id_token.members.iter().any(|m| m == member)
    }

    /// Claims of the product's own in an ID Token.
    pub(super) fn extra_claims(&self) -> impl Iterator<Item = (String, Value)> {
        self.data.id_token.extra.iter().map(|(name, value)| {
            let value = if value == "random" { json!(random_name()) } else { value.clone() };
            (name.clone(), value)
        })
    }

    /// Whether the product knows a scope.
    pub(super) fn knows_scope(&self, scope: &str) -> bool {
        self.data.scopes.contains_key(scope)
    }

    /// Claims about the user in an ID Token.
    pub(super) fn id_token_claims(&self, base: &str, scope: &[String], requested: &Map<String, Value>) -> Map<String, Value> {
        let by_scope = self.data.id_token.by_scope;
        let asked = match self.data.claims_parameter {
            ClaimsParameter::WithItsScope => self.with_their_scopes(scope, requested),
            ClaimsParameter::Ignored | ClaimsParameter::Userinfo => Vec::new(),
        };
        let always = &self.data.id_token.always;
        self.user(base, |name| {
            by_scope && self.releases(scope, name) || always.iter().any(|a| a == name) || asked.contains(&name)
        })
    }

    /// Claims about the user in userinfo.
    pub(super) fn userinfo_claims(&self, base: &str, scope: &[String], requested: &Map<String, Value>) -> Map<String, Value> {
        let rules = &self.data.userinfo;
        let asked = self.data.claims_parameter != ClaimsParameter::Ignored;
        self.user(base, |name| {
            let wanted =
                self.releases(scope, name) || rules.always.iter().any(|a| a == name) || asked && requested.contains_key(name);
            wanted && !rules.never.iter().any(|n| n == name)
        })
    }

    fn user(&self, base: &str, wanted: impl Fn(&str) -> bool) -> Map<String, Value> {
        let here = |value: &Value| match value.as_str() {
            Some(text) => json!(text.replace("{base}", base)),
            None => value.clone(),
        };
        self.data.user.iter().filter(|(name, _)| wanted(name)).map(|(name, value)| (name.clone(), here(value))).collect()
    }

    fn releases(&self, scope: &[String], claim: &str) -> bool {
        self.data.scopes.iter().any(|(known, claims)| scope.contains(known) && claims.iter().any(|c| c == claim))
    }

    fn with_their_scopes<'c>(&'c self, scope: &[String], requested: &'c Map<String, Value>) -> Vec<&'c str> {
        let mut out: Vec<&str> = requested.keys().map(String::as_str).collect();
        let touched = |claims: &Vec<String>| claims.iter().any(|claim| requested.contains_key(claim));
        for (_, claims) in self.data.scopes.iter().filter(|(known, claims)| scope.contains(known) && touched(claims)) {
            out.extend(claims.iter().map(String::as_str));
        }
        if requested.contains_key("email") {
            out.push("email_verified");
        }
        out
    }

    /// The issuer when it stands at this address.
    pub(super) fn issuer(&self, base: &str) -> String {
        let path = self.document.get("issuer").and_then(Value::as_str).and_then(path_of).unwrap_or_default();
        // The path of an issuer without a path is a slash, which the issuer itself does not have.
        if path == "/" { base.to_owned() } else { format!("{base}{path}") }
    }

    /// Where its discovery document is served.
    pub(super) fn discovery_path(&self) -> String {
        let issuer = self.issuer("");
        self.data.discovery_path.clone().unwrap_or_else(|| format!("{}{DISCOVERY_PATH}", issuer.trim_end_matches('/')))
    }

    /// The path of one of its endpoints.
    pub(super) fn path(&self, member: &str) -> Option<String> {
        path_of(self.metadata("http://127.0.0.1").get(member)?.as_str()?)
    }

    /// Its discovery document when it stands at this address.
    pub(super) fn metadata(&self, base: &str) -> Map<String, Value> {
        let mut metadata = self.document.clone();
        for (member, value) in &mut metadata {
            let address = member.ends_with("_endpoint") || ADDRESSES.contains(&member.as_str());
            if let Some(path) = value.as_str().filter(|_| address).and_then(path_of) {
                *value = json!(format!("{base}{path}"));
            }
        }
        metadata.insert("issuer".to_owned(), json!(self.issuer(base)));
        for difference in &self.data.differs {
            match &difference.value {
                Some(Value::String(text)) => {
                    metadata.insert(difference.member.clone(), json!(text.replace("{base}", base)));
                }
                Some(value) => {
                    metadata.insert(difference.member.clone(), value.clone());
                }
                None => drop(metadata.shift_remove(&difference.member)),
            }
        }
        metadata
    }
}

fn varied(mut data: Data, variant: Variant) -> Data {
    data.id = variant.id;
    data.name = variant.name;
    data.about = variant.about;
    data.signing = variant.signing.unwrap_or(data.signing);
    data.discovery_path = variant.discovery_path.or(data.discovery_path);
    data.user.extend(variant.user);
    data.id_token.always.extend(variant.id_token_always);
    data.words.extend(variant.words);
    data.deviations.retain(|deviation| !variant.without.contains(&deviation.fault));
    data.deviations.extend(variant.deviations);
    data.differs.extend(variant.differs);
    data
}

fn path_of(address: &str) -> Option<String> {
    Some(Url::parse(address).ok()?.path().to_owned())
}
