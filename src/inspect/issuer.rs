//! The provider behind an authorization endpoint: its discovery document stands at the endpoint's origin, or at one of the
//! folders above it.

use serde_json::Value;
use url::Url;

use crate::http::{Client, Outgoing};
use crate::oidc::names::DISCOVERY_PATH;

/// Places that are tried.
const MOST: usize = 8;

/// A discovery document that belongs to the endpoint.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundProvider {
    /// Where it stands, without the well-known path.
    pub issuer: String,
    /// The document.
    pub metadata: Value,
}

/// Issuers to try for an authorization endpoint, the likeliest first.
pub fn candidates(endpoint: &str) -> Vec<String> {
    let Ok(url) = Url::parse(endpoint) else { return Vec::new() };
    let origin = url.origin().ascii_serialization();
    let path = url.path().trim_end_matches('/');
    let mut out: Vec<String> = Vec::new();
    // Keycloak and Entra ID say in the path where the issuer ends.
    if let Some((realm, _)) = path.split_once("/protocol/openid-connect/") {
        out.push(format!("{origin}{realm}"));
    }
    if let Some(tenant) = path.strip_suffix("/oauth2/v2.0/authorize") {
        out.push(format!("{origin}{tenant}/v2.0"));
    }
    // Most providers are issuers at their origin.
    out.push(origin.clone());
    let mut rest = path;
    while let Some((folder, _)) = rest.rsplit_once('/') {
        if !folder.is_empty() {
            out.push(format!("{origin}{folder}"));
        }
        rest = folder;
    }
    let mut seen = std::collections::BTreeSet::new();
    out.retain(|issuer| seen.insert(issuer.clone()));
    out.truncate(MOST);
    out
}

/// Looks for the discovery document that names this authorization endpoint. Plain GETs without cookies.
pub async fn find_provider(client: &Client, endpoint: &str) -> Option<FoundProvider> {
    for issuer in candidates(endpoint) {
        if let Some(metadata) = discover(client, &format!("{issuer}{DISCOVERY_PATH}")).await
            && same_endpoint(&metadata, endpoint)
        {
            return Some(FoundProvider { issuer, metadata });
        }
    }
    None
}

/// Reads a discovery document; `None`: there is none, or no JSON object.
pub async fn discover(client: &Client, discovery_url: &str) -> Option<Value> {
    let outgoing =
        Outgoing::get("discovery document of the app's provider", discovery_url).with_header("Accept", "application/json");
    let exchange = client.send(outgoing).await;
    let response = exchange.complete().filter(|r| r.is_success())?;
    let metadata: Value = serde_json::from_str(response.body.text()?).ok()?;
    metadata.is_object().then_some(metadata)
}

fn same_endpoint(metadata: &Value, endpoint: &str) -> bool {
    let named = metadata.get("authorization_endpoint").and_then(Value::as_str).unwrap_or_default();
    !endpoint.is_empty() && named.split(['?', '#']).next() == Some(endpoint)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn issuers_above_an_endpoint() {
        let keycloak = candidates("https://k.example/realms/a/protocol/openid-connect/auth");
        assert_eq!(keycloak[..2], ["https://k.example/realms/a", "https://k.example"]);
        assert_eq!(candidates("https://login.example/t/oauth2/v2.0/authorize")[0], "https://login.example/t/v2.0");
        assert_eq!(candidates("https://op.example/authorize"), ["https://op.example"]);
        assert!(candidates("https://op.example/a/b/c/d/e/f/g/h/i/j/k/l").len() <= MOST);
        assert!(candidates("nonsense").is_empty());
    }

    #[test]
    fn a_document_of_another_provider_is_not_taken() {
        let metadata = json!({ "authorization_endpoint": "https://op.example/authorize?x=1" });
        assert!(same_endpoint(&metadata, "https://op.example/authorize"));
        assert!(!same_endpoint(&metadata, "https://op.example/other"));
        assert!(!same_endpoint(&json!({}), ""));
    }
}
