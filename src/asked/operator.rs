//! What an app sends beside what its operator says of it: the client, the redirect URI, the scope. Pure.

use serde_json::Value;
use url::Url;

use super::compare::{Difference, Weight};
use super::found::Product;
use super::request::AuthorizationRequest;

/// What the operator says.
#[derive(Debug, Clone, Copy)]
pub struct Said<'a> {
    /// The product.
    pub product: Product,
    /// The client, if one was named.
    pub client_id: Option<&'a str>,
    /// The redirect URI: named, or following from the app's address.
    pub redirect_uri: &'a str,
    /// It was named.
    pub redirect_uri_given: bool,
}

/// Compares a request with the operator's word, and with the metadata of the provider, if there is a document.
pub fn beside(found: &AuthorizationRequest, said: &Said<'_>, metadata: Option<&Value>) -> Vec<Difference> {
    let mut out = Vec::new();
    out.extend(metadata.and_then(|m| other_provider(found, m)));
    let sent = found.text("client_id").unwrap_or_default();
    if let Some(client_id) = said.client_id.filter(|id| *id != sent) {
        out.push(Difference {
            about: "client_id".to_owned(),
            weight: Weight::Fix,
            expected: Some(client_id.to_owned()),
            found: Some(sent.to_owned()),
            message: format!("The app uses the client {sent}, and you named {client_id}."),
            advice: Some("Name the client that the app uses, with its secret, or correct the client in the app.".to_owned()),
        });
    }
    out.extend(redirect_uri(found.text("redirect_uri").unwrap_or_default(), said));
    out.extend(metadata.and_then(|m| offered_groups(found, m)));
    out
}

/// An app whose users go to another provider than the one of this run.
fn other_provider(found: &AuthorizationRequest, metadata: &Value) -> Option<Difference> {
    let named = metadata.get("authorization_endpoint")?.as_str()?;
    let endpoint = named.split(['?', '#']).next().unwrap_or_default();
    if endpoint == found.endpoint {
        return None;
    }
    Some(Difference {
        about: "endpoint".to_owned(),
        weight: Weight::Fix,
        expected: Some(endpoint.to_owned()),
        found: Some(found.endpoint.clone()),
        message: format!("The app sends its users to {}, another provider than {endpoint}.", found.endpoint),
        advice: Some("Give the issuer of the provider that the app uses, or correct the provider in the app.".to_owned()),
    })
}

fn redirect_uri(sent: &str, said: &Said<'_>) -> Option<Difference> {
    if sent == said.redirect_uri {
        return None;
    }
    let difference = |weight, message: String, advice: Option<String>| {
        Some(Difference {
            about: "redirect_uri".to_owned(),
            weight,
            expected: Some(said.redirect_uri.to_owned()),
            found: Some(sent.to_owned()),
            message,
            advice,
        })
    };
    let (Ok(url), Ok(expected)) = (Url::parse(sent), Url::parse(said.redirect_uri)) else {
        return difference(Weight::Fix, format!("The app sends redirect_uri={sent}, which is no address."), None);
    };
    let (host, expected_host) = (url.host_str(), expected.host_str());
    if host == expected_host && url.scheme() == "https" && expected.scheme() == "http" && !said.redirect_uri_given {
        let message = "The app was asked by http, and calls itself https.".to_owned();
        return difference(Weight::Note, message, Some("Give its address with https://.".to_owned()));
    }
    if host == expected_host && url.scheme() != expected.scheme() {
        let message =
            format!("The app's redirect URI begins with {}://, and you reach it by {}.", url.scheme(), expected.scheme());
        return difference(Weight::Fix, message, Some(scheme_advice(said.product).to_owned()));
    }
    if (url.host_str(), url.port_or_known_default()) != (expected.host_str(), expected.port_or_known_default()) {
        let place = |u: &Url| u.origin().ascii_serialization();
        let message = format!("The app's redirect URI stands at {}, and you reach it at {}.", place(&url), place(&expected));
        return difference(Weight::Fix, message, Some(host_advice(said.product).to_owned()));
    }
    if said.redirect_uri_given {
        let message = "The app uses another redirect URI than the one you named.".to_owned();
        return difference(Weight::Fix, message, Some("Register the one that the app uses.".to_owned()));
    }
    let pretty = |uri: &str| uri.replacen("/index.php/", "/", 1);
    if pretty(sent) == pretty(said.redirect_uri) {
        let message = match sent.contains("/index.php/") {
            true => "The redirect URI has /index.php in it: pretty URLs are off in this Nextcloud.",
            false => "The redirect URI has no /index.php in it: pretty URLs are on in this Nextcloud.",
        };
        let advice = "Register this form at the provider (better both).".to_owned();
        return difference(Weight::Note, message.to_owned(), Some(advice));
    }
    difference(
        Weight::Note,
        "The app uses another path than its profile.".to_owned(),
        Some("Register it at the provider.".to_owned()),
    )
}

fn scheme_advice(product: Product) -> &'static str {
    match product {
        Product::Nextcloud => {
            "Behind a reverse proxy set 'overwriteprotocol' => 'https' and trusted_proxies in config.php; the provider must know exactly this URI."
        }
        Product::Cloudreve => "Correct the site URL: Settings > Basic > Site URL.",
        Product::RocketChat => "Correct Site_Url (environment ROOT_URL): Administration > Workspace > Settings > General.",
    }
}

fn host_advice(product: Product) -> &'static str {
    match product {
        Product::Nextcloud => {
            "Nextcloud takes the host of the request: let the reverse proxy pass Host on, or set 'overwritehost' in config.php; else register this URI as well."
        }
        Product::Cloudreve => {
            "Add this address to the site URLs (Settings > Basic > Site URL), and register one redirect URI for each."
        }
        Product::RocketChat => "Correct Site_Url (environment ROOT_URL): Administration > Workspace > Settings > General.",
    }
}

/// A provider that offers a scope for groups to an app that does not ask for it.
fn offered_groups(found: &AuthorizationRequest, metadata: &Value) -> Option<Difference> {
    let offered = metadata.get("scopes_supported")?.as_array()?;
    let groups = offered.iter().filter_map(Value::as_str).find(|s| *s == "groups")?;
    if found.text("scope").is_none() || found.scopes().contains(&groups) {
        return None;
    }
    Some(Difference {
        about: "scope".to_owned(),
        weight: Weight::Note,
        expected: None,
        found: found.text("scope").map(str::to_owned),
        message: "The provider offers the scope groups, and the app does not ask for it.".to_owned(),
        advice: Some("If groups matter, add it to the scope in the app, and to this run with --scope.".to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const EXPECTED: &str = "https://c.example/apps/user_oidc/code";

    fn said() -> Said<'static> {
        Said { product: Product::Nextcloud, client_id: Some("cloud"), redirect_uri: EXPECTED, redirect_uri_given: false }
    }

    fn request(client: &str, uri: &str) -> AuthorizationRequest {
        let uri = crate::wire::percent_encode(uri);
        let url = format!("https://op.example/a?client_id={client}&response_type=code&scope=openid&redirect_uri={uri}");
        AuthorizationRequest::read(&url).unwrap()
    }

    fn told(client: &str, uri: &str) -> Vec<(Weight, String)> {
        let all = beside(&request(client, uri), &said(), None);
        all.into_iter().map(|d| (d.weight, format!("{} {}", d.message, d.advice.unwrap_or_default()))).collect()
    }

    #[test]
    fn as_the_operator_says() {
        assert_eq!(told("cloud", EXPECTED), []);
    }

    #[test]
    fn each_slip_has_its_cure() {
        let one = |uri: &str| told("cloud", uri).remove(0);
        let (weight, words) = one("http://c.example/apps/user_oidc/code");
        assert!(weight == Weight::Fix && words.contains("overwriteprotocol"), "{words}");
        let (weight, words) = one("https://internal:8443/apps/user_oidc/code");
        assert!(weight == Weight::Fix && words.contains("overwritehost"), "{words}");
        let (weight, words) = one("https://c.example/index.php/apps/user_oidc/code");
        assert!(weight == Weight::Note && words.contains("pretty URLs"), "{words}");
        assert_eq!(one("https://c.example/other").0, Weight::Note);
        assert!(one("http://internal/apps/user_oidc/code").1.contains("overwritehost"));
        assert!(one("nonsense").1.contains("no address"));
        assert!(told("other", EXPECTED)[0].1.contains("the client other, and you named cloud"));
    }

    #[test]
    fn an_app_asked_by_http_is_asked_again_by_https() {
        let said = Said { redirect_uri: "http://c.example/apps/user_oidc/code", ..said() };
        let all = beside(&request("cloud", EXPECTED), &said, None);
        assert!(all[0].weight == Weight::Note && all[0].advice.as_deref().unwrap().contains("https://"), "{all:?}");
    }

    #[test]
    fn another_provider_is_something_to_fix() {
        let metadata = json!({ "authorization_endpoint": "https://other.example/a" });
        let all = beside(&request("cloud", EXPECTED), &said(), Some(&metadata));
        assert_eq!((all[0].about.as_str(), all[0].weight), ("endpoint", Weight::Fix));
        let same = json!({ "authorization_endpoint": "https://op.example/a?x=1" });
        assert_eq!(beside(&request("cloud", EXPECTED), &said(), Some(&same)), []);
    }

    #[test]
    fn groups_that_nobody_asks_for() {
        let metadata = json!({ "scopes_supported": ["openid", "groups"] });
        let all = beside(&request("cloud", EXPECTED), &said(), Some(&metadata));
        assert!(all[0].message.contains("scope groups") && all[0].weight == Weight::Note);
    }
}
