//! Clients that register themselves.

use aws_lc_rs::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _},
};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::{
    browser::{Browser, CALLBACK, VERIFIER, authorize_url, decoded, encoded},
    provider,
};
use crate::reference::{
    RunningProvider,
    encoding::{base64url, now},
    keys::point,
};

async fn register(op: &RunningProvider, metadata: Value) -> (StatusCode, Value) {
    let address = format!("{}/register", op.issuer());
    let page = Browser::new().send(Method::POST, &address, &[], Some(metadata.to_string())).await;
    (page.status, page.json())
}

#[tokio::test]
async fn registered_client_asks_for_consent_once() {
    let op = provider(&[]).await;
    let metadata =
        json!({"redirect_uris": [CALLBACK], "token_endpoint_auth_method": "none", "id_token_signed_response_alg": "ES512"});
    let (status, client) = register(&op, metadata).await;
    assert_eq!(status, StatusCode::CREATED);
    assert!(client.get("client_secret").is_none());
    let id = client["client_id"].as_str().expect("an id");
    let mut browser = Browser::new();
    let code = browser.code(&op, &[("client_id", id)]).await;
    let form = [
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
        ("client_id", id),
    ];
    let tokens = browser.post(&format!("{}/token", op.issuer()), &form).await.json();
    assert_eq!(decoded(tokens["id_token"].as_str().expect("a token")).0["alg"], "ES512");
    let page = browser.get(&authorize_url(&op, &[("client_id", id), ("prompt", "none")])).await;
    assert!(page.answered("code").is_some(), "consent is remembered");
    let page =
        browser.get(&authorize_url(&op, &[("client_id", id), ("code_challenge", ""), ("code_challenge_method", "")])).await;
    assert_eq!(page.answered("error").as_deref(), Some("invalid_request"), "public clients need PKCE");
}

#[tokio::test]
async fn denied_consent_is_told() {
    let op = provider(&[]).await;
    let (_, client) = register(&op, json!({"redirect_uris": [CALLBACK]})).await;
    let id = client["client_id"].as_str().expect("an id");
    let mut browser = Browser::new();
    browser.tokens(&op, &[]).await;
    let page = browser.get(&authorize_url(&op, &[("client_id", id)])).await;
    assert_eq!(page.action().as_deref(), Some("/consent"));
    let mut fields = page.fields();
    fields.push(("decision".to_owned(), "deny".to_owned()));
    let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let page = browser.post(&format!("{}/consent", op.issuer()), &fields).await;
    assert_eq!(page.answered("error").as_deref(), Some("access_denied"));
}

#[tokio::test]
async fn client_may_sign_assertions() {
    let op = provider(&[]).await;
    let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).expect("a key");
    let jwk = Value::Object(point("P-256", key.public_key().as_ref()));
    let metadata = json!({"redirect_uris": [CALLBACK], "token_endpoint_auth_method": "private_key_jwt", "jwks": {"keys": [jwk]}});
    let (_, client) = register(&op, metadata).await;
    let id = client["client_id"].as_str().expect("an id");
    let assertion = |audience: &str, jti: &str| {
        let claims = json!({"iss": id, "sub": id, "aud": audience, "jti": jti, "exp": now() + 60});
        let input = format!("{}.{}", base64url(r#"{"alg":"ES256"}"#), base64url(claims.to_string()));
        let signature = key.sign(&SystemRandom::new(), input.as_bytes()).expect("a signature");
        format!("{input}.{}", base64url(signature))
    };
    let mut browser = Browser::new();
    for (audience, jti, status) in [
        (op.issuer(), "1", StatusCode::OK),
        (op.issuer(), "1", StatusCode::UNAUTHORIZED),
        ("https://elsewhere.example", "2", StatusCode::UNAUTHORIZED),
    ] {
        let code = browser.code(&op, &[("client_id", id)]).await;
        let form = encoded(&[
            ("grant_type", "authorization_code"),
            ("code", &code),
            ("redirect_uri", CALLBACK),
            ("code_verifier", VERIFIER),
            ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
            ("client_assertion", &assertion(audience, jti)),
        ]);
        let page = browser.send(Method::POST, &format!("{}/token", op.issuer()), &[], Some(form)).await;
        assert_eq!(page.status, status, "{}", page.text);
    }
}

#[tokio::test]
async fn a_client_can_be_read_and_removed_with_its_own_token() {
    let op = provider(&[]).await;
    let (_, client) = register(&op, json!({"redirect_uris": [CALLBACK], "client_name": "Mine"})).await;
    let (place, id) =
        (client["registration_client_uri"].as_str().expect("a place"), client["client_id"].as_str().expect("an id"));
    let mine = format!("Bearer {}", client["registration_access_token"].as_str().expect("a token"));
    let send = async |method: Method, token: &str| {
        let page = Browser::new().send(method, place, &[("Authorization", token)], None).await;
        (page.status, page.text)
    };
    assert_eq!(send(Method::GET, "Bearer another").await.0, StatusCode::UNAUTHORIZED);
    let (status, text) = send(Method::GET, &mine).await;
    assert!(status == StatusCode::OK && text.contains("\"Mine\"") && text.contains(id), "{status} {text}");
    assert_eq!(send(Method::PUT, &mine).await.0, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(send(Method::DELETE, &mine).await.0, StatusCode::NO_CONTENT);
    assert_eq!(send(Method::GET, &mine).await.0, StatusCode::UNAUTHORIZED);
    let page = Browser::new().get(&authorize_url(&op, &[("client_id", id)])).await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST, "the client is gone");
}

#[tokio::test]
async fn nonsense_is_not_registered() {
    let op = provider(&[]).await;
    for metadata in [
        json!({}),
        json!({"redirect_uris": []}),
        json!({"redirect_uris": "https://app.example/"}),
        json!({"redirect_uris": ["/relative"]}),
        json!({"redirect_uris": ["https://app.example/#fragment"]}),
        json!({"redirect_uris": ["http://app.example/"], "application_type": "web"}),
        json!({"redirect_uris": [CALLBACK], "id_token_signed_response_alg": "HS256"}),
        json!({"redirect_uris": [CALLBACK], "token_endpoint_auth_method": "tls_client_auth"}),
        json!({"redirect_uris": [CALLBACK], "backchannel_logout_uri": "https://far.example/"}),
        json!({"redirect_uris": [CALLBACK], "response_types": ["token"]}),
    ] {
        assert_eq!(register(&op, metadata.clone()).await.0, StatusCode::BAD_REQUEST, "{metadata}");
    }
}
