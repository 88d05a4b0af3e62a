//! What an operator types who configures a provider endpoint by endpoint: the endpoints as discovery names them, and Social
//! Login's whole entry as JSON.

use serde_json::{Map, Value, json};

use super::AppRequest;
use crate::recording::{Recording, Step};
use crate::wire::{Settings, suggested_logout};

/// Members of the metadata that may stand in braces.
const ENDPOINTS: [&str; 4] = ["authorization_endpoint", "token_endpoint", "userinfo_endpoint", "end_session_endpoint"];

/// Fields of the entry that are settings of the profile, in the order in which the app's page has them.
const FIELDS: [&str; 9] =
    ["title", "authorizeUrl", "tokenUrl", "displayNameClaim", "userInfoUrl", "scope", "groupsClaim", "style", "defaultGroup"];

/// The discovery document of a run; empty where there is none.
pub(super) fn published(recording: &Recording) -> Map<String, Value> {
    let steps = recording.steps.iter().filter(|s| s.step == Step::Discovery);
    let answers = steps.filter_map(|s| recording.exchanges.get(*s.exchanges.last()?)?.complete().filter(|r| r.is_success()));
    let mut documents = answers.filter_map(|r| serde_json::from_slice::<Map<String, Value>>(&r.body.bytes()).ok());
    documents.next().unwrap_or_default()
}

/// The text with the endpoints of the metadata in place of their names in braces; nothing where one is missing.
pub(super) fn with_endpoints(text: &str, metadata: &Map<String, Value>) -> String {
    ENDPOINTS.iter().fold(text.to_owned(), |text, name| {
        let url = metadata.get(*name).and_then(Value::as_str).unwrap_or_default();
        text.replace(&format!("{{{name}}}"), url)
    })
}

/// An entry, ready to be printed.
pub(super) struct ProviderEntry {
    fields: Map<String, Value>,
    /// Where the browser goes at a logout: as configured, else as it should be.
    pub(super) logout_url: String,
}

/// The entry for these settings.
pub(super) fn provider_entry(
    request: &AppRequest<'_>,
    client_id: &str,
    settings: &Settings,
    metadata: &Map<String, Value>,
) -> ProviderEntry {
    let text = |name: &str| with_endpoints(&settings.text(name), metadata);
    let configured = text("logoutUrl");
    let published = metadata.get("end_session_endpoint").and_then(Value::as_str);
    let suggested = published.map(|url| suggested_logout(url, client_id, &format!("{}/", request.target.app_url)));
    let logout_url = if configured.is_empty() { suggested.unwrap_or_default() } else { configured };
    let mut fields = Map::from_iter([("name".to_owned(), json!(settings.text("provider-name")))]);
    for name in FIELDS {
        fields.insert(name.to_owned(), json!(text(name)));
    }
    fields.insert("logoutUrl".to_owned(), json!(logout_url));
    fields.insert("clientId".to_owned(), json!(client_id));
    fields.insert("clientSecret".to_owned(), json!("CLIENT_SECRET"));
    let mapping = serde_json::from_str::<Map<String, Value>>(&settings.text("groupMapping")).unwrap_or_default();
    if !mapping.is_empty() {
        fields.insert("groupMapping".to_owned(), Value::Object(mapping));
    }
    ProviderEntry { fields, logout_url }
}

impl ProviderEntry {
    /// The value of the app's setting `custom_providers`.
    pub(super) fn json(&self) -> String {
        json!({ "custom_oidc": [self.fields] }).to_string()
    }
}
