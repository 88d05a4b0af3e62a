//! Personas do what was measured of the products, line by line, and their documents are the products' own.

use std::collections::BTreeSet;

use reqwest::{Method, StatusCode};
use serde_json::{Map, Value};
use url::Url;

use super::{
    acting,
    browser::{Browser, CALLBACK, VERIFIER, authorize_url, basic, decoded, encoded},
};
use crate::reference::{Persona, RunningProvider};

const HOME: &str = "https://cloud.example.com/";

fn members(value: &Value) -> BTreeSet<&str> {
    value.as_object().expect("an object").keys().map(String::as_str).collect()
}

fn set(words: &str) -> BTreeSet<&str> {
    words.split_whitespace().collect()
}

/// The same address, wherever the provider stands.
fn placed(value: &Value) -> Value {
    let path = |text: &str| Url::parse(text).ok().filter(|url| url.has_host()).map(|url| url.path().to_owned());
    match value.as_str().and_then(path) {
        Some(path) => Value::String(path),
        None => value.clone(),
    }
}

/// A list whose order means nothing.
fn unordered(value: &Value) -> Value {
    match value {
        Value::Array(items) => {
            let mut texts: Vec<String> = items.iter().map(ToString::to_string).collect();
            texts.sort();
            Value::from(texts)
        }
        other => placed(other),
    }
}

#[tokio::test]
async fn documents_are_the_products_own_or_say_where_they_differ() {
    for persona in Persona::all().expect("good files") {
        let op = acting(persona.id()).await;
        let file = format!("{}/fixtures/discovery/{}", env!("CARGO_MANIFEST_DIR"), persona.document());
        let text = std::fs::read_to_string(file).expect("the product's document");
        let real: Map<String, Value> = serde_json::from_str(&text).expect("JSON");
        let acted = Browser::new().get(&format!("{}{}", op.base(), persona.discovery_path())).await.json();
        let acted = acted.as_object().expect("an object");
        let differences: BTreeSet<&str> = persona.differences().map(|(member, _)| member).collect();
        assert!(persona.differences().all(|(_, reason)| !reason.is_empty()), "{}", persona.id());
        let names: BTreeSet<&String> = real.keys().chain(acted.keys()).collect();
        for name in names {
            let same = real.get(name).map(unordered) == acted.get(name).map(unordered);
            assert_eq!(same, !differences.contains(name.as_str()), "{}: {name}", persona.id());
        }
        for (name, value) in acted.iter().filter(|(name, _)| name.ends_with("_endpoint") || *name == "jwks_uri") {
            assert!(value.as_str().is_some_and(|text| text.starts_with(op.base())), "{}: {name}", persona.id());
        }
    }
}

#[tokio::test]
async fn files_are_complete() {
    let all = Persona::all().expect("good files");
    let ids: BTreeSet<&str> = all.iter().map(Persona::id).collect();
    assert_eq!(ids.len(), all.len(), "every id belongs to one persona");
    for persona in &all {
        assert!(persona.about().ends_with('.') && !persona.source().is_empty(), "{}", persona.id());
        let faults: BTreeSet<&str> = persona.deviations().map(|d| d.fault).collect();
        assert_eq!(faults.len(), persona.faults().len(), "{}: every fault once", persona.id());
        assert!(persona.deviations().all(|d| d.seen.ends_with('.') && !d.source.is_empty()), "{}", persona.id());
        assert!(persona.not_acted().all(|(what, why)| what.ends_with('.') && why.ends_with('.')), "{}", persona.id());
    }
}

#[tokio::test]
async fn every_persona_logs_its_user_in() {
    for persona in Persona::all().expect("good files") {
        let op = acting(persona.id()).await;
        let mut browser = Browser::new();
        let tokens = browser.tokens(&op, &[("scope", "openid profile email")]).await;
        let (header, claims) = decoded(tokens["id_token"].as_str().expect("an ID Token"));
        assert_eq!(header["alg"], persona.signing().name(), "{}", persona.id());
        assert!(claims["iss"].as_str().is_some_and(|issuer| issuer.starts_with(op.base())), "{}", persona.id());
        let jwks = browser.get(&op.at("jwks_uri")).await.json();
        let keys = jwks["keys"].as_array().expect("keys");
        assert!(keys.iter().any(|key| key["kid"] == header["kid"]), "{}", persona.id());
        let userinfo = browser.userinfo(&op, tokens["access_token"].as_str().expect("a token")).await.json();
        assert_eq!(userinfo["sub"], claims["sub"], "{}", persona.id());
        let email = if persona.id() == "konnect-groups" { "bob@example.com" } else { "alice@example.com" };
        assert_eq!(userinfo["email"], email, "{}", persona.id());
    }
}

async fn is_logged_in(op: &RunningProvider, browser: &mut Browser) -> bool {
    browser.get(&authorize_url(op, &[("prompt", "none"), ("scope", "openid")])).await.answered("code").is_some()
}

fn logout(op: &RunningProvider, params: &[(&str, &str)]) -> String {
    format!("{}?{}", op.at("end_session_endpoint"), encoded(params))
}

/// A logout without a hint asks, stays on the provider's own page, and keeps the session until somebody clicks.
async fn logout_without_a_hint_stays(op: &RunningProvider, browser: &mut Browser) {
    let page = browser.get(&logout(op, &[("client_id", op.client_id()), ("post_logout_redirect_uri", HOME)])).await;
    assert_eq!((page.status, page.action().as_deref()), (StatusCode::OK, Some("/logout/confirm")));
    assert!(is_logged_in(op, browser).await);
    let csrf = page.fields()[0].1.clone();
    let form = [("csrf_token", csrf.as_str()), ("decision", "logout")];
    let page = browser.post(&format!("{}/logout/confirm", op.base()), &form).await;
    assert_eq!((page.status, page.header("location")), (StatusCode::OK, ""), "its own page, never back");
    assert!(!is_logged_in(op, browser).await);
}

const SCOPE: &str = "openid profile email";

#[tokio::test]
async fn pocket_id_of_its_own_engine() {
    let op = acting("pocket-id").await;
    let mut browser = Browser::new();
    let page = browser.authorize(&op, &[("scope", "openid profile email groups quota")]).await;
    assert!(page.answered("iss").is_some(), "iss is sent, unknown scopes are passed over");
    // PKCE unchecked: neither verifier nor redirect_uri is looked at.
    let code = page.answered("code").expect("a code");
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", "https://cloud.example.com/callback/openid/2"),
        ("code_verifier", "not-the-verifier-not-the-verifier-not-the-verifier"),
    ];
    let wrong = [("client_id", op.client_id()), ("client_secret", "wrong")];
    let refused = browser.post(&op.at("token_endpoint"), &[&wrong[..], &form].concat()).await;
    assert_eq!((refused.status, refused.text.as_str()), (StatusCode::UNAUTHORIZED, r#"{"error":"Invalid client secret"}"#));
    let tokens = browser.token(&op, &form).await.json();
    let replayed = browser.token(&op, &form).await;
    assert_eq!((replayed.status, replayed.text.as_str()), (StatusCode::BAD_REQUEST, r#"{"error":"Invalid authorization code"}"#));
    let access_token = tokens["access_token"].as_str().expect("a token").to_owned();
    assert_eq!(browser.userinfo(&op, &access_token).await.status, StatusCode::OK, "the first tokens stay valid");

    let (_, claims) = decoded(tokens["id_token"].as_str().expect("a token"));
    let wanted = "amr aud dept display_name email email_verified exp family_name given_name groups iat iss jti name nc_groups \
                  nextcloud_username nonce picture preferred_username quota sub type";
    assert_eq!(members(&claims), set(wanted));
    let bad = browser.userinfo(&op, "nonsense").await;
    assert_eq!((bad.status, bad.header("www-authenticate")), (StatusCode::INTERNAL_SERVER_ERROR, ""));
    let query = format!("{}?access_token={access_token}", op.at("userinfo_endpoint"));
    assert_eq!(browser.get(&query).await.status, StatusCode::INTERNAL_SERVER_ERROR, "header only");

    let hint = tokens["id_token"].as_str().expect("a token").to_owned();
    let elsewhere = logout(&op, &[("id_token_hint", &hint), ("post_logout_redirect_uri", "https://cloud.example.com/elsewhere")]);
    assert_eq!(browser.get(&elsewhere).await.action().as_deref(), Some("/logout/confirm"));
    assert!(is_logged_in(&op, &mut browser).await);
    let back = browser.get(&logout(&op, &[("id_token_hint", &hint), ("post_logout_redirect_uri", HOME), ("state", "s")])).await;
    assert_eq!(back.header("location"), format!("{HOME}?state=s"));
    assert!(!is_logged_in(&op, &mut browser).await);
    assert_eq!(browser.userinfo(&op, &access_token).await.status, StatusCode::OK, "the access token still works");

    let hint = browser.tokens(&op, &[("scope", SCOPE)]).await["id_token"].as_str().expect("a token").to_owned();
    assert_eq!(browser.get(&logout(&op, &[("id_token_hint", &hint)])).await.header("location"), HOME, "the first of the list");
    browser.tokens(&op, &[("scope", SCOPE)]).await;
    logout_without_a_hint_stays(&op, &mut browser).await;
}

#[tokio::test]
async fn pocket_id_with_pkce_checked() {
    let without = [("code_challenge", ""), ("code_challenge_method", ""), ("scope", SCOPE)];
    let op = acting("pocket-id-pkce").await;
    let mut browser = Browser::new();
    let code = browser.code(&op, &without).await;
    let form = [("grant_type", "authorization_code"), ("code", code.as_str()), ("redirect_uri", CALLBACK)];
    let refused = browser.token(&op, &form).await;
    assert_eq!((refused.status, refused.text.as_str()), (StatusCode::BAD_REQUEST, r#"{"error":"Invalid code verifier"}"#));
    assert!(browser.tokens(&op, &[("scope", SCOPE)]).await["id_token"].is_string());

    let op = acting("pocket-id-fosite-pkce").await;
    let refused = Browser::new().authorize(&op, &without).await;
    assert_eq!(refused.answered("error").as_deref(), Some("invalid_request"));
    assert!(refused.answered("error_description").is_some_and(|words| words.ends_with("'code_challenge' parameter is missing.")));
}

#[tokio::test]
async fn pocket_id_of_the_fosite_engine() {
    let op = acting("pocket-id-fosite").await;
    let mut browser = Browser::new();
    let unknown = browser.authorize(&op, &[("scope", "openid quota")]).await;
    assert_eq!(unknown.answered("error").as_deref(), Some("invalid_scope"));
    let stateless = browser.authorize(&op, &[("state", ""), ("scope", SCOPE)]).await;
    assert!(stateless.answered("error").is_some());
    let code = browser.code(&op, &[("scope", SCOPE)]).await;
    let mut form = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", "https://x/"),
        ("code_verifier", VERIFIER),
    ];
    assert_eq!(browser.token(&op, &form).await.json()["error"], "invalid_grant");
    form[2] = ("redirect_uri", CALLBACK);
    let tokens = browser.token(&op, &form).await.json();
    let (_, claims) = decoded(tokens["id_token"].as_str().expect("a token"));
    let wanted = "amr at_hash aud auth_time display_name email email_verified exp family_name given_name iat iss jti name \
                  nextcloud_username nonce picture preferred_username quota rat sub type";
    assert_eq!(members(&claims), set(wanted));
    let access_token = tokens["access_token"].as_str().expect("a token").to_owned();
    let query = format!("{}?access_token={access_token}", op.at("userinfo_endpoint"));
    assert_eq!(browser.get(&query).await.status, StatusCode::OK, "even in the query");
    let bad = browser.userinfo(&op, "nonsense").await;
    assert_eq!((bad.status.as_u16(), bad.header("www-authenticate")), (401, "Bearer error=\"request_unauthorized\""));
    assert_eq!(browser.token(&op, &form).await.json()["error"], "invalid_grant");
    assert_eq!(browser.userinfo(&op, &access_token).await.status, StatusCode::UNAUTHORIZED, "a replay revokes");
    browser.tokens(&op, &[("scope", SCOPE)]).await;
    logout_without_a_hint_stays(&op, &mut browser).await;
}

#[tokio::test]
async fn lico() {
    let op = acting("konnect").await;
    let mut browser = Browser::new();
    let page = browser.authorize(&op, &[("scope", "openid profile email groups konnect/hashed_sub")]).await;
    assert!(page.answered("iss").is_none() && page.answered("session_state").is_some());
    assert_eq!(page.answered("scope").as_deref(), Some("openid profile email"), "unknown scopes are dropped");
    let code = page.answered("code").expect("a code");
    let form =
        [("grant_type", "authorization_code"), ("code", code.as_str()), ("redirect_uri", CALLBACK), ("code_verifier", VERIFIER)];
    let (token_endpoint, credentials) = (op.at("token_endpoint"), basic(op.client_id(), "no"));
    let wrong = browser.send(Method::POST, &token_endpoint, &[("authorization", &credentials)], Some(encoded(&form))).await;
    assert_eq!((wrong.status.as_u16(), &wrong.json()["error"]), (400, &Value::from("access_denied")));
    assert_eq!(wrong.json()["error_description"], "invalid client_secret: <nil>");
    let answer = browser.token(&op, &form).await;
    assert_eq!(answer.header("content-type"), "application/json; encoding=utf-8");
    let tokens = answer.json();
    assert_eq!((&tokens["expires_in"], &tokens["refresh_token"]), (&Value::from(600), &Value::Null));
    let (header, claims) = decoded(tokens["id_token"].as_str().expect("a token"));
    assert_eq!(header["alg"], "PS256");
    assert_eq!(members(&claims), set("at_hash aud exp iat iss nonce sid sub"));
    let subject = claims["sub"].as_str().expect("a text");
    assert!(subject.len() == 87 && ["@", "-", "_"].iter().all(|c| subject.contains(c)), "{subject}");
    let access_token = tokens["access_token"].as_str().expect("a token").to_owned();
    let userinfo = browser.userinfo(&op, &access_token).await.json();
    assert_eq!(members(&userinfo), set("email email_verified family_name given_name name preferred_username sub"));
    let query = browser.get(&format!("{}?access_token={access_token}", op.at("userinfo_endpoint"))).await;
    assert_eq!((query.status.as_u16(), query.text.as_str()), (401, ""));
    assert!(query.header("www-authenticate").starts_with("error="), "no scheme");

    let keys = browser.get(&op.at("jwks_uri")).await.json();
    let keys = keys["keys"].as_array().expect("keys").clone();
    assert!(keys.len() == 3 && keys.iter().all(|key| key.get("alg").is_none() && key["n"] == keys[0]["n"]));

    let claims_of = |asked: &'static str, scope: &'static str| {
        let op = &op;
        async move {
            let tokens = Browser::new().tokens(op, &[("claims", asked), ("scope", scope)]).await;
            decoded(tokens["id_token"].as_str().expect("a token")).1
        }
    };
    let asked = r#"{"id_token":{"email":null,"name":null,"quota":null,"groups":null}}"#;
    let wanted = "at_hash aud email email_verified exp family_name given_name iat iss name nonce preferred_username sid sub";
    assert_eq!(members(&claims_of(asked, SCOPE).await), set(wanted));
    let wanted = "at_hash aud email email_verified exp iat iss name nonce sid sub";
    assert_eq!(members(&claims_of(asked, "openid").await), set(wanted));

    let stray = [("redirect_uri", "https://evil.example/x"), ("scope", SCOPE)];
    let stray = browser.get(&authorize_url(&op, &stray)).await;
    assert!(stray.header("location").starts_with("https://evil.example/x?error="), "to anywhere");
    let query = [("redirect_uri", "https://cloud.example.com/apps/user_oidc/code?a=b"), ("scope", SCOPE)];
    assert!(browser.get(&authorize_url(&op, &query)).await.answered("code").is_some(), "queries are not compared");

    let hint = browser.tokens(&op, &[("scope", SCOPE)]).await["id_token"].as_str().expect("a token").to_owned();
    let back = browser.get(&logout(&op, &[("id_token_hint", &hint), ("post_logout_redirect_uri", HOME)])).await;
    assert_eq!(back.header("location"), HOME);
    assert!(!is_logged_in(&op, &mut browser).await);
    assert_eq!(browser.userinfo(&op, &access_token).await.status, StatusCode::OK, "the access token works on");
    browser.tokens(&op, &[("scope", SCOPE)]).await;
    logout_without_a_hint_stays(&op, &mut browser).await;
}

#[tokio::test]
async fn lico_without_a_secret_takes_any() {
    let op = acting("konnect-no-secret").await;
    let mut browser = Browser::new();
    for secret in [Some("some-password"), None] {
        let code = browser.code(&op, &[("scope", SCOPE)]).await;
        let mut form = vec![("grant_type", "authorization_code"), ("code", code.as_str()), ("redirect_uri", CALLBACK)];
        form.extend([("code_verifier", VERIFIER), ("client_id", op.client_id())]);
        form.extend(secret.map(|secret| ("client_secret", secret)));
        assert_eq!(browser.post(&op.at("token_endpoint"), &form).await.status, StatusCode::OK, "{secret:?}");
    }
}

#[tokio::test]
async fn the_clouds_and_clavex() {
    let claims = r#"{"userinfo":{"email":null}}"#;
    let op = acting("google").await;
    let refused = Browser::new().get(&authorize_url(&op, &[("claims", claims), ("scope", SCOPE)])).await;
    assert_eq!((refused.status.as_u16(), refused.header("location")), (400, ""), "a page, before any login");

    let op = acting("entra-id-common").await;
    assert!(op.issuer().ends_with("/common/v2.0"), "{}", op.issuer());
    let document = Browser::new().get(&format!("{}/.well-known/openid-configuration", op.issuer())).await.json();
    assert!(document["issuer"].as_str().is_some_and(|issuer| issuer.ends_with("/{tenantid}/v2.0")));
    let tokens = Browser::new().tokens(&op, &[("scope", SCOPE)]).await;
    let (_, claims) = decoded(tokens["id_token"].as_str().expect("a token"));
    assert!(claims["iss"].as_str().is_some_and(|issuer| issuer.ends_with("/12345678-1234-1234-1234-123456789012/v2.0")));

    let op = acting("clavex").await;
    let mut browser = Browser::new();
    let tokens = browser.tokens(&op, &[("scope", "openid profile email groups")]).await;
    let (header, claims) = decoded(tokens["id_token"].as_str().expect("a token"));
    assert_eq!(header["alg"], "PS256");
    assert_eq!(members(&claims), set("at_hash aud auth_time exp iat iss jti nonce sub"));
    let userinfo = browser.userinfo(&op, tokens["access_token"].as_str().expect("a token")).await.json();
    assert!(userinfo["groups"].is_array() && userinfo["name"] == "Alice Liddell");
    let back = browser.get(&logout(&op, &[("post_logout_redirect_uri", HOME)])).await;
    assert_eq!(back.header("location"), HOME, "no hint is needed");
    assert!(!is_logged_in(&op, &mut browser).await);
}
