//! One client per app, as most operators register them, each with its own redirect URI and its own address after a logout.

use std::collections::BTreeMap;
use std::sync::Arc;

use oidc_compat::cli::{Catalogue, observe_and_judge};
use oidc_compat::config::{self, ClientGiven, Given, Layers, SecretSource};
use oidc_compat::judge::OutcomeWord;
use oidc_compat::observe::Silent;
use oidc_compat::reference::{Config, Provider};
use oidc_compat::secret::Secret;
use serde_json::{Value, json};

/// App, redirect URI, and where it may come back to after a logout.
const CLIENTS: &[(&str, &str, &[&str])] = &[
    ("nextcloud-user-oidc", "https://cloud.example.com/apps/user_oidc/code", &["https://cloud.example.com/"]),
    ("rocketchat", "https://chat.example.com/_oauth/idp", &[]),
    ("rocketchat-passport", "https://chat.example.com/_oauth/idp", &[]),
    ("spec", "https://cloud.example.com/apps/user_oidc/code", &["https://cloud.example.com/"]),
];

async fn register(issuer: &str, redirect_uri: &str, after_logout: &[&str]) -> ClientGiven {
    let asked = json!({ "redirect_uris": [redirect_uri], "post_logout_redirect_uris": after_logout,
                        "token_endpoint_auth_method": "client_secret_post" });
    let client = reqwest::Client::builder().no_proxy().build().expect("a client");
    let request = client.post(format!("{issuer}/register")).header("content-type", "application/json").body(asked.to_string());
    let text = request.send().await.expect("an answer").text().await.expect("text");
    let made: Value = serde_json::from_str(&text).expect("JSON");
    let member = |name: &str| made[name].as_str().unwrap_or_else(|| panic!("{text}")).to_owned();
    ClientGiven {
        id: Some(member("client_id")),
        secret: Some(SecretSource::Value(Secret::new(member("client_secret")))),
        register: None,
    }
}

/// Whatever session a logout takes, the hint is that of the client whose logout it is: a provider knows by it where to go.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_hint_of_a_logout_is_the_clients_own() {
    let provider = Provider::start(Config::default()).await.expect("loopback is there");
    let mut app_clients = BTreeMap::new();
    for (app, redirect_uri, after_logout) in CLIENTS {
        app_clients.insert((*app).to_owned(), register(provider.issuer(), redirect_uri, after_logout).await);
    }
    let flags = Given {
        issuer: Some(provider.issuer().to_owned()),
        apps: ["nextcloud-user-oidc", "rocketchat", "rocketchat-passport"].map(str::to_owned).to_vec(),
        app_clients,
        user: Some(provider.user().to_owned()),
        password: Some(SecretSource::Value(Secret::new(provider.password()))),
        ..Given::default()
    };
    let catalogue = Catalogue::built_in();
    let target = config::resolve(Layers { flags: &flags, plan: &Given::default() }, &catalogue.known()).expect("a good target");
    let judged = observe_and_judge(&catalogue, &target, true, &[], Arc::new(Silent)).await.expect("something was observed");
    provider.shutdown().await;
    let requirements = judged.judgement.specs.iter().flat_map(|suite| &suite.requirements);
    let failed = requirements.filter(|r| r.id.starts_with("end-session") && r.outcome != OutcomeWord::Pass);
    assert_eq!(failed.map(|r| format!("{}: {}", r.id, r.message)).collect::<Vec<_>>(), Vec::<String>::new());
}
