//! What was found at an app, as plain data.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::request::AuthorizationRequest;

/// What lives at an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Inspection {
    /// The address, without a slash at its end.
    pub app_url: String,
    /// What lives there.
    pub product: Product,
    /// Version of the product, as far as it tells.
    pub version: Option<String>,
    /// Logins that lead to a provider, one entry per provider and app.
    pub clients: Vec<FoundClient>,
    /// What else was seen that an operator should know.
    pub notes: Vec<String>,
    /// Requests that were sent to the app.
    pub requests: usize,
}

/// Products that can be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Product {
    /// Nextcloud, with one or more of its login apps.
    Nextcloud,
    /// Cloudreve.
    Cloudreve,
    /// Rocket.Chat.
    RocketChat,
}

/// One login of one app.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FoundClient {
    /// Id of the app profile.
    pub app: String,
    /// How the app tells its providers apart: user_oidc's number, Social Login's internal name, Rocket.Chat's name; empty
    /// where there is but one.
    pub provider: String,
    /// What the login button says.
    pub label: Option<String>,
    /// What was asked.
    pub asked: String,
    /// The authorization request; absent when the app did not give one.
    pub request: Option<AuthorizationRequest>,
    /// Why it did not.
    pub refusal: Option<Refusal>,
    /// Settings of the profile that the app told by itself, under the app's own names.
    pub facts: BTreeMap<String, String>,
    /// Version of the app, as far as it tells.
    pub version: Option<String>,
}

/// What an app says instead of sending the browser to its provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Refusal {
    /// HTTP status.
    pub status: Option<u16>,
    /// In words.
    pub message: String,
    /// What to do.
    pub advice: Option<String>,
}

impl Product {
    /// For people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Nextcloud => "Nextcloud",
            Self::Cloudreve => "Cloudreve",
            Self::RocketChat => "Rocket.Chat",
        }
    }
}

impl FoundClient {
    /// A login that nobody asked yet.
    pub fn new(app: &str, provider: &str, asked: impl Into<String>) -> Self {
        Self {
            app: app.to_owned(),
            provider: provider.to_owned(),
            label: None,
            asked: asked.into(),
            request: None,
            refusal: None,
            facts: BTreeMap::new(),
            version: None,
        }
    }

    /// With a fact.
    pub fn fact(&mut self, name: &str, value: impl Into<String>) {
        self.facts.insert(name.to_owned(), value.into());
    }

    /// The setting that picks this one among several.
    pub fn picked_by(&self) -> Option<&'static str> {
        match self.app.as_str() {
            "nextcloud-user-oidc" => Some("provider-id"),
            "nextcloud-sociallogin" | "rocketchat" | "rocketchat-passport" => Some("provider-name"),
            _ => None,
        }
    }
}

impl Refusal {
    /// In these words.
    pub fn new(status: Option<u16>, message: impl Into<String>, advice: Option<&str>) -> Self {
        Self { status, message: message.into(), advice: advice.map(str::to_owned) }
    }
}
