//! What is known of products: the files below fixtures/providers, and recognising products by real documents and recordings.

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde_json::{Map, Value, json};

use oidc_compat::provider_profile::{
    Answer, Kind, ProviderProfile, Sign, Signs, Topic, built_in, by_id, fill, load, not_oidc, recognised_by,
};

fn folder(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name)
}

fn document(file: &str) -> Map<String, Value> {
    let text = std::fs::read_to_string(folder("discovery").join(file)).expect("the document");
    serde_json::from_str(&text).expect("JSON")
}

/// Documents below fixtures/discovery, and the product each one gives away.
const DOCUMENTS: &[(&str, Option<&str>)] = &[
    ("authelia.json", Some("authelia")),
    ("authentik.json", Some("authentik")),
    ("canaille.json", Some("canaille")),
    ("clavex.json", Some("clavex")),
    ("cloudron.json", Some("cloudron")),
    ("dex.json", Some("dex")),
    ("django-oauth-toolkit.json", None),
    ("entra-id.json", Some("entra-id")),
    ("glewlwyd.json", Some("glewlwyd")),
    ("glewlwyd-trailing-slash.json", Some("glewlwyd")),
    ("google.json", Some("google")),
    ("kanidm.json", Some("kanidm")),
    ("keycloak.json", Some("keycloak")),
    ("lemonldap-ng.json", Some("lemonldap-ng")),
    ("lico.json", Some("konnect")),
    ("logto.json", Some("logto")),
    ("oauth2-mock-server.json", None),
    ("oidc-provider-panva.json", None),
    ("pocket-id.json", Some("pocket-id")),
    ("trusted-id.json", Some("trusted-id")),
    ("zitadel.json", Some("zitadel")),
];

/// Recordings, and the product each one gives away.
const RECORDINGS: &[(&str, Option<&str>)] = &[
    ("canaille-default", Some("canaille")),
    ("canaille-post", Some("canaille")),
    ("dex", Some("dex")),
    ("django-oauth-toolkit", None),
    ("glewlwyd", Some("glewlwyd")),
    ("keycloak", Some("keycloak")),
    ("lemonldap-ng", Some("lemonldap-ng")),
    ("npm-oidc-provider-default", None),
    ("zitadel-oidc", None),
];

fn recorded(name: &str) -> (Map<String, Value>, Vec<(String, String)>) {
    let text = std::fs::read_to_string(folder("recordings").join(name).join("recording.json")).expect("recording.json");
    let run: Value = serde_json::from_str(&text).expect("JSON");
    let exchanges = run["exchanges"].as_array().expect("exchanges");
    let response = exchanges
        .iter()
        .find(|e| e["request"]["url"].as_str().is_some_and(|u| u.ends_with("/.well-known/openid-configuration")))
        .map(|e| &e["response"])
        .expect("a discovery answer");
    let headers: Vec<(String, String)> = serde_json::from_value(response["headers"].clone()).expect("headers");
    let body = response["body"]["text"].as_str().or(response["body"].as_str()).expect("a body of text");
    (serde_json::from_str(body).expect("JSON"), headers)
}

fn matching(document: &Map<String, Value>, headers: &[(String, String)]) -> Vec<&'static str> {
    let answer = Answer { document, headers };
    built_in().iter().filter(|p| recognised_by(p, answer)).map(|p| p.id.as_str()).collect()
}

#[test]
fn every_file_is_compiled_in_and_carries_its_own_name() {
    let files = std::fs::read_dir(folder("providers")).expect("fixtures/providers").flatten();
    let names: BTreeSet<String> = files.map(|f| f.file_name().to_string_lossy().trim_end_matches(".toml").to_owned()).collect();
    let ids: BTreeSet<String> = built_in().iter().map(|p| p.id.clone()).collect();
    assert_eq!(names, ids);
    for profile in built_in() {
        assert!(profile.about.ends_with('.') && !profile.source.is_empty(), "{}", profile.id);
    }
}

#[test]
fn every_product_is_recognised_and_none_is_taken_for_another() {
    for (file, product) in DOCUMENTS {
        assert_eq!(matching(&document(file), &[]), product.iter().copied().collect::<Vec<_>>(), "{file}");
    }
    for (name, product) in RECORDINGS {
        let (document, headers) = recorded(name);
        assert_eq!(matching(&document, &headers), product.iter().copied().collect::<Vec<_>>(), "{name}");
    }
    let seen: BTreeSet<&str> = DOCUMENTS.iter().filter_map(|(_, product)| *product).collect();
    let all: BTreeSet<&str> = built_in().iter().filter(|p| p.kind == Kind::Oidc).map(|p| p.id.as_str()).collect();
    assert_eq!(seen, all, "every product has a document");
    let files = std::fs::read_dir(folder("discovery")).expect("fixtures/discovery").flatten();
    let here = files.filter(|f| f.path().extension().is_some_and(|e| e == "json")).count();
    assert_eq!(here, DOCUMENTS.len(), "every document stands in the list");
}

#[test]
fn nonsense_is_nobody() {
    let samples = [
        json!({}),
        json!({"issuer": 5, "authorization_endpoint": null, "scopes_supported": "openid"}),
        json!({"issuer": "https://", "token_endpoint": "::", "jwks_uri": ""}),
    ];
    for sample in samples {
        assert!(matching(sample.as_object().expect("an object"), &[]).is_empty(), "{sample}");
    }
}

#[test]
fn every_sign_can_say_no() {
    let document =
        json!({"issuer": "https://op.example/a/", "jwks_uri": "https://op.example/a/keys", "list": ["x"], "text": "t"});
    let document = document.as_object().expect("an object");
    let headers = [("Server".to_owned(), "Some Server/2".to_owned())];
    let holds = |sign: Sign| {
        let profile = ProviderProfile { recognised_by: vec![Signs { all: vec![sign] }], ..built_in()[0].clone() };
        recognised_by(&profile, Answer { document, headers: &headers })
    };
    let text = str::to_owned;
    assert!(holds(Sign::Issuer(text("https://op.example/a/"))) && !holds(Sign::Issuer(text("https://op.example/a"))));
    assert!(holds(Sign::IssuerPath(text("/a/"))) && !holds(Sign::IssuerPath(String::new())));
    assert!(holds(Sign::Path(text("jwks_uri"), text("/keys"))) && !holds(Sign::Path(text("jwks_uri"), text("/jwks"))));
    assert!(holds(Sign::BelowIssuer(text("jwks_uri"), text("/keys"))) && !holds(Sign::BelowIssuer(text("text"), text("t"))));
    assert!(holds(Sign::Has(text("list"))) && !holds(Sign::Has(text("no"))));
    assert!(holds(Sign::Lacks(text("no"))) && !holds(Sign::Lacks(text("list"))));
    assert!(holds(Sign::Lists(text("list"), text("x"))) && !holds(Sign::Lists(text("text"), text("t"))));
    assert!(holds(Sign::Is(text("text"), text("t"))) && !holds(Sign::Is(text("list"), text("x"))));
    assert!(holds(Sign::Header(text("server"), text("some server"))) && !holds(Sign::Header(text("server"), text("nginx"))));
}

#[test]
fn what_a_file_must_not_say() {
    let good = std::fs::read_to_string(folder("providers").join("keycloak.toml")).expect("keycloak.toml");
    for (from, to, word) in [
        ("about = ", "abuot = ", "abuot"),
        ("topic = \"pkce\"", "topic = \"pcke\"", "pcke"),
        ("{ path = [\"token_endpoint\"", "{ paht = [\"token_endpoint\"", "paht"),
        ("/realms/{realm}", "/realms/{raelm}", "raelm"),
    ] {
        let error = load("keycloak.toml", &good.replacen(from, to, 1)).expect_err(word).to_string();
        assert!(error.contains(word) && error.starts_with("keycloak.toml: "), "{error}");
    }
    let recognised_by_nothing: String = good.split("[[recognised-by]]").next().expect("a head").to_owned();
    assert!(load("x.toml", &recognised_by_nothing).expect_err("no rule").to_string().contains("recognised"));
}

#[test]
fn ids_and_topics_are_unique_in_a_file() {
    for profile in built_in() {
        let ids: BTreeSet<&str> = profile.deviations.iter().map(|d| d.id.as_str()).collect();
        assert_eq!(ids.len(), profile.deviations.len(), "{}: deviations", profile.id);
        let topics: BTreeSet<Topic> = profile.screens.iter().map(|s| s.topic).collect();
        assert_eq!(topics.len(), profile.screens.len(), "{}: screens", profile.id);
        assert!(profile.deviations.iter().all(|d| !d.source.is_empty() && d.what.ends_with('.')), "{}", profile.id);
    }
}

#[test]
fn addresses_are_filled_in() {
    let fill_in = |id: &str, host: Option<&str>, params: &[(&str, &str)]| {
        let given = params.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        fill(by_id(id).expect("a profile"), host, &given).map_err(|e| e.to_string())
    };
    assert_eq!(fill_in("pocket-id", Some("id.example.com"), &[]).expect("filled").issuer, "https://id.example.com");
    assert_eq!(
        fill_in("keycloak", Some("https://sso.example.com:8443/"), &[("realm", "staff")]).expect("filled").issuer,
        "https://sso.example.com:8443/realms/staff"
    );
    assert_eq!(fill_in("google", None, &[]).expect("filled").issuer, "https://accounts.google.com");
    assert_eq!(fill_in("dex", Some("id.example.com"), &[]).expect("filled").issuer, "https://id.example.com/dex");
    let cloudron = fill_in("cloudron", Some("my.example.com"), &[]).expect("filled");
    assert_eq!(cloudron.discovery.as_deref(), Some("https://my.example.com/.well-known/openid-configuration"));
    for (wrong, word) in [
        (fill_in("keycloak", Some("sso.example.com"), &[]), "--param realm=staff"),
        (fill_in("keycloak", None, &[("realm", "x")]), "--host id.example.com"),
        (fill_in("keycloak", Some("sso.example.com/realms"), &[("realm", "x")]), "is no host"),
        (fill_in("keycloak", Some("sso.example.com"), &[("realm", "a/b")]), "cannot stand in an address"),
        (fill_in("keycloak", Some("sso.example.com"), &[("raelm", "a")]), "it has realm"),
        (fill_in("google", Some("google.example"), &[]), "leave --host out"),
        (fill_in("qq-connect", None, &[]), "Tencent QQ"),
    ] {
        assert!(wrong.as_ref().is_err_and(|e| e.contains(word)), "{wrong:?} does not say {word:?}");
    }
}

#[test]
fn what_is_no_openid_connect_is_known_by_its_address() {
    for address in ["https://graph.qq.com", "graph.qq.com/oauth2.0/authorize?x=y", "https://GRAPH.QQ.COM/oauth2.0/me"] {
        assert_eq!(not_oidc(address).map(|p| p.id.as_str()), Some("qq-connect"), "{address}");
    }
    assert!(not_oidc("https://qq.example.com").is_none() && not_oidc("").is_none());
}
