//! Asking running apps, for `check --from-app` and `inspect-app`: what an app sends, beside what its profile predicts with
//! the settings as given, and what of it a run should use.

mod overlay;

pub use overlay::overlay;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Value, json};
use url::Url;

use super::catalogue::Catalogue;
use super::failure::Failure;
use super::run::network;
use crate::asked::{self, Comparison, Difference, Expected, FoundClient, Inspection, Knob, Said, Weight, compare};
use crate::config::{self, ConfigError, Keyed, Known, KnownApp, Layers};
use crate::http::Client;
use crate::inspect::{self, find_provider};
use crate::oidc::names::DISCOVERY_PATH;
use crate::suite::{SettingKind, Suite};
use crate::wire::{ClientContext, SettingValue, Settings, Version, percent_encode};

/// A login of an app, beside its profile.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Login {
    /// What the app told.
    #[serde(flatten)]
    pub client: FoundClient,
    /// Name of the profile; absent: this build has none for the app.
    pub name: Option<String>,
    /// Version that the comparison takes.
    pub judged_as: Option<String>,
    /// The provider.
    pub issuer: Option<Issuer>,
    /// The request beside the profile's.
    pub comparison: Comparison,
}

/// The provider behind a request.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Issuer {
    /// Issuer, or discovery URL where it has a query.
    pub issuer: String,
    /// The operator named it; else it was found above the authorization endpoint.
    pub given: bool,
    /// Its metadata.
    #[serde(skip)]
    metadata: Value,
}

/// One app that was asked.
#[derive(Debug, Clone)]
pub struct Asked {
    /// What lives there.
    pub inspection: Inspection,
    /// Its logins.
    pub logins: Vec<Login>,
}

/// Asks apps.
pub struct Asker<'a> {
    /// The profiles.
    pub catalogue: &'a Catalogue,
    /// What the operator says.
    pub layers: Layers<'a>,
    /// The provider that the operator picks among several.
    pub picked: Option<&'a str>,
    client: Client,
    known: Known,
    given: Option<Issuer>,
}

impl<'a> Asker<'a> {
    /// Gets ready; reads the discovery document if the operator named an issuer.
    ///
    /// # Errors
    /// When the issuer or the network is described wrongly.
    pub async fn new(catalogue: &'a Catalogue, layers: Layers<'a>, picked: Option<&'a str>) -> Result<Self, Failure> {
        let options = config::network(layers)?;
        let client = Client::new(&network(&options)?)
            .map_err(|why| Failure::Usage(format!("the network options cannot be used: {why}")))?;
        let mut asker = Self { catalogue, layers, picked, client, known: catalogue.known(), given: None };
        if let Some(text) = layers.first(|g| g.issuer.as_deref()) {
            let issuer = config::parse_issuer(text, options.insecure).map_err(ConfigError::from)?;
            let metadata = inspect::discover(&asker.client, &issuer.discovery_url).await.unwrap_or(Value::Null);
            asker.given = Some(Issuer { issuer: issuer.given, given: true, metadata });
        }
        Ok(asker)
    }

    /// Asks one app. `only`: the profile that the operator expects there.
    ///
    /// # Errors
    /// When the address is none of an app that can be asked.
    pub async fn ask(&self, flag: &'static str, url: &str, only: Option<&str>) -> Result<Asked, Failure> {
        if let Some(id) = only.filter(|id| self.known.app(id).is_none()) {
            let near = config::nearest(id, self.known.app_ids()).map(str::to_owned);
            return Err(ConfigError::Unknown { kind: "app", name: id.to_owned(), near, list: "apps" }.into());
        }
        config::checked_url(flag, url, "https://cloud.example.com")?;
        let address = Url::parse(url).map_err(|e| Failure::Usage(format!("{flag} {url:?}: {e}")))?;
        let picked = self.picked.map(str::to_owned).or_else(|| self.setting("nextcloud-user-oidc", "provider-id"));
        let mut inspection = inspect::inspect(&self.client, &address, picked.as_deref()).await?;
        inspection.clients.retain(|c| only.is_none_or(|id| c.app == id));
        let mut logins = Vec::new();
        for client in &inspection.clients {
            logins.push(self.login(&inspection, client.clone()).await?);
        }
        Ok(Asked { inspection, logins })
    }

    /// A setting as the operator gave it.
    fn setting(&self, app: &str, name: &str) -> Option<String> {
        self.layers.first(|g| {
            let own = g.settings.iter().rev().find(|(a, n, _)| a == app && n == name);
            own.map(|(_, _, value)| value.clone())
        })
    }

    async fn login(&self, inspection: &Inspection, client: FoundClient) -> Result<Login, Failure> {
        let mut login =
            Login { name: None, judged_as: None, issuer: self.given.clone(), comparison: Comparison::default(), client };
        let suite = self.catalogue.suite(&login.client.app).filter(|s| s.app.is_some());
        login.name = suite.map(|s| s.name.clone());
        let Some(request) = login.client.request.clone() else { return Ok(login) };
        if login.issuer.is_none()
            && let Some(found) = find_provider(&self.client, &request.endpoint).await
        {
            login.issuer = Some(Issuer { issuer: found.issuer, given: false, metadata: found.metadata });
        }
        let (Some(suite), Some(app)) = (suite, self.known.app(&login.client.app)) else { return Ok(login) };
        let version = self.version(app, login.client.version.as_deref());
        login.judged_as = Some(version.to_string());
        login.client.facts.retain(|name, value| suite.setting(name).is_some_and(|def| def.parse(value).is_ok()));
        let beside = Beside { inspection, suite, app, version: &version };
        self.compare(&beside, &mut login)?;
        Ok(login)
    }

    /// The version of the comparison: named, told by the app, or the newest.
    fn version(&self, app: &KnownApp, told: Option<&str>) -> Version {
        let named = self.layers.list(|g| &g.apps).iter().find_map(|item| item.split_once('@').filter(|(id, _)| *id == app.id));
        let named = named.map(|(_, version)| version).and_then(|v| v.parse().ok());
        let told = told.and_then(|v| v.parse::<Version>().ok()).filter(|v| app.versions.first().is_none_or(|oldest| v >= oldest));
        named.or(told).unwrap_or_else(|| app.default_version.clone())
    }

    fn compare(&self, beside: &Beside<'_>, login: &mut Login) -> Result<(), Failure> {
        let Some(request) = login.client.request.clone() else { return Ok(()) };
        let Beside { inspection, suite, app, version } = *beside;
        let given = config::settings_of(self.layers, &self.known)?.remove(&app.id).unwrap_or_default();
        // Where the app lives is known now; the rest is as the operator says.
        let mut here = self.layers.plan.clone();
        here.app_urls.insert(0, Keyed { app: Some(app.id.clone()), value: inspection.app_url.clone() });
        let layers = Layers { plan: &here, ..self.layers };
        let scope = layers.first(|g| g.scope.as_deref());
        let said = config::app_target(layers, app, version, scope, given)?;
        let mut told = login.client.facts.clone();
        told.extend(said.settings.clone());
        let settings = suite.settings_with(&told).map_err(|message| ConfigError::Setting { app: app.id.clone(), message })?;

        let metadata = match &login.issuer {
            Some(issuer) if issuer.metadata.is_object() => issuer.metadata.clone(),
            // Without a document: what the request itself tells.
            _ => {
                let methods = if request.value("code_challenge").is_some() { json!(["S256"]) } else { json!([]) };
                json!({ "authorization_endpoint": request.endpoint, "code_challenge_methods_supported": methods })
            }
        };
        if let Some(issuer) = login.issuer.as_mut().filter(|i| !i.given && suite.wire.authorization.copy_discovery_query) {
            issuer.issuer = with_query(&issuer.issuer, &added(&request, suite, &settings, version));
        }
        let discovery_url = login.issuer.as_ref().map(|i| i.discovery_url()).unwrap_or_default();
        let client_id = request.text("client_id").unwrap_or_default();
        let context = ClientContext { client_id, redirect_uri: &said.redirect_uri, discovery_url: &discovery_url, version };
        let knobs = knobs(suite, version);
        let expected =
            Expected { behaviour: &suite.wire, settings: &settings, metadata: &metadata, context: &context, knobs: &knobs };
        let mut comparison = compare(&request, &expected);
        comparison.differences.extend(contradictions(&comparison, &login.client, &said.settings));

        let profile = suite.app.as_ref();
        let paths: Vec<String> =
            profile.iter().flat_map(|p| std::iter::once(&p.redirect_path).chain(&p.more_redirect_paths)).cloned().collect();
        let word = Said {
            product: inspection.product,
            client_id: said.client_id.as_deref(),
            redirect_uri: &said.redirect_uri,
            redirect_uri_given: self.layers.keyed(&app.id, |g| &g.redirect_uris).is_some(),
            redirect_paths: &paths,
        };
        comparison.differences.extend(asked::beside(&request, &word, Some(&metadata)));
        comparison.differences.sort_by_key(|d| std::cmp::Reverse(d.weight));
        login.comparison = comparison;
        Ok(())
    }
}

/// What a login is compared with.
#[derive(Clone, Copy)]
struct Beside<'b> {
    inspection: &'b Inspection,
    suite: &'b Suite,
    app: &'b KnownApp,
    version: &'b Version,
}

impl Issuer {
    /// Where its document stands.
    fn discovery_url(&self) -> String {
        match self.issuer.contains("/.well-known/") {
            true => self.issuer.clone(),
            false => format!("{}{DISCOVERY_PATH}", self.issuer.trim_end_matches('/')),
        }
    }
}

/// Settings that may explain a request.
fn knobs(suite: &Suite, version: &Version) -> Vec<Knob> {
    let defs = suite.settings.iter().filter(|d| !d.inert && version.within(d.since.as_ref(), d.until.as_ref()));
    let knob = |d: &crate::suite::SettingDef| {
        let values = match d.kind {
            SettingKind::Bool => vec![SettingValue::Bool(true), SettingValue::Bool(false)],
            SettingKind::Tristate => vec![SettingValue::Bool(true), SettingValue::Bool(false), d.default.clone()],
            SettingKind::Choice => d.values.iter().cloned().map(SettingValue::Text).collect(),
            SettingKind::Integer => return None,
            SettingKind::Text | SettingKind::JsonObject => Vec::new(),
        };
        Some(Knob { name: d.name.clone(), values })
    };
    defs.filter_map(knob).collect()
}

/// Parameters that no setting of the app makes: user_oidc takes them out of the discovery URL.
fn added(request: &asked::AuthorizationRequest, suite: &Suite, settings: &Settings, version: &Version) -> Vec<(String, String)> {
    let context = ClientContext { client_id: "", redirect_uri: "", discovery_url: "", version };
    let metadata = json!({ "authorization_endpoint": request.endpoint, "code_challenge_methods_supported": ["S256"] });
    let plan = crate::wire::flow_plan(&suite.wire, settings, Some(&metadata), &context).map(|p| p.authorization);
    let known = |name: &str| name == "prompt" || plan.as_ref().is_ok_and(|p| p.has(name));
    let texts = request.parameters.iter().filter_map(|p| request.text(&p.name).map(|text| (p.name.clone(), text.to_owned())));
    texts.filter(|(name, _)| !known(name)).collect()
}

fn with_query(issuer: &str, query: &[(String, String)]) -> String {
    if query.is_empty() {
        return issuer.to_owned();
    }
    let pairs: Vec<String> = query.iter().map(|(n, v)| format!("{}={}", percent_encode(n), percent_encode(v))).collect();
    format!("{}{DISCOVERY_PATH}?{}", issuer.trim_end_matches('/'), pairs.join("&"))
}

/// Where the operator says one thing of a setting and the app shows another.
fn contradictions(comparison: &Comparison, client: &FoundClient, said: &BTreeMap<String, String>) -> Vec<Difference> {
    let difference = |setting: &str, said: &str, found: &str| Difference {
        about: setting.to_owned(),
        weight: Weight::Fix,
        expected: Some(said.to_owned()),
        found: Some(found.to_owned()),
        message: format!("You gave {setting} = {said}, and the app has {}.", if found.is_empty() { "none" } else { found }),
        advice: Some(format!("Set {setting} in the app, or give it as the app has it.")),
    };
    let inferred = comparison.inferred.iter().filter_map(|i| Some((i, said.get(&i.setting)?)));
    let told = client.facts.iter().filter_map(|(name, value)| Some((name, value, said.get(name).filter(|s| *s != value)?)));
    let mut out: Vec<Difference> = inferred.map(|(i, said)| difference(&i.setting, said, &i.found.to_string())).collect();
    out.extend(told.map(|(name, value, said)| difference(name, said, value)));
    out
}

impl Asked {
    /// Logins that gave a request.
    pub fn read(&self) -> impl Iterator<Item = &Login> {
        self.logins.iter().filter(|l| l.client.request.is_some())
    }
}
