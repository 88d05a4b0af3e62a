//! Asking an app, and putting what it told beside its profile.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;
use url::Url;

use super::beside::Beside;
use crate::asked::{Comparison, FoundClient, Inspection};
use crate::cli::catalogue::Catalogue;
use crate::cli::failure::Failure;
use crate::cli::network::network;
use crate::config::{self, ConfigError, Known, KnownApp, Layers};
use crate::http::Client;
use crate::inspect::{self, find_provider};
use crate::oidc::names::DISCOVERY_PATH;
use crate::wire::Version;

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
    /// The redirect URI as an operator would give it: without what the app adds by itself.
    pub redirect_uri: Option<String>,
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
    pub(super) metadata: Value,
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
    pub(super) known: Known,
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
        match config::issuer_given(layers) {
            Ok(text) => {
                let issuer = config::parse_issuer(&text, options.insecure).map_err(ConfigError::from)?;
                let metadata = inspect::discover(&asker.client, &issuer.discovery_url).await.unwrap_or(Value::Null);
                asker.given = Some(Issuer { issuer: issuer.given, given: true, metadata });
            }
            // The app may tell which one it is.
            Err(ConfigError::NoIssuer) => {}
            Err(other) => return Err(other.into()),
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
        let mut login = Login {
            name: None,
            judged_as: None,
            issuer: self.given.clone(),
            redirect_uri: None,
            comparison: Comparison::default(),
            client,
        };
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
}

impl Issuer {
    /// Where its document stands.
    pub(super) fn discovery_url(&self) -> String {
        match self.issuer.contains("/.well-known/") {
            true => self.issuer.clone(),
            false => format!("{}{DISCOVERY_PATH}", self.issuer.trim_end_matches('/')),
        }
    }
}

impl Asked {
    /// Logins that gave a request.
    pub fn read(&self) -> impl Iterator<Item = &Login> {
        self.logins.iter().filter(|l| l.client.request.is_some())
    }
}
