//! Signatures, as libraries that are not ours see them.

use aws_lc_rs::signature::{ECDSA_P521_SHA512_FIXED, UnparsedPublicKey};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, jwk::JwkSet};
use serde_json::{Value, json};

use super::{
    browser::{Browser, decoded},
    provider,
};
use crate::reference::{Alg, Config, Provider, RunningProvider, encoding::from_base64url};

async fn jwks(op: &RunningProvider) -> Value {
    Browser::new().get(&format!("{}/jwks", op.issuer())).await.json()
}

/// Verifies a token as a client would: by `kid`, with the key's own algorithm.
fn is_signed(op: &RunningProvider, token: &str, keys: &Value) -> bool {
    let (header, _) = decoded(token);
    let key = keys["keys"].as_array().expect("keys").iter().find(|key| key["kid"] == header["kid"]).expect("the key");
    assert_eq!(key["alg"], header["alg"]);
    assert_eq!(key["use"], "sig");
    if header["alg"] == "ES512" {
        let member = |name: &str| from_base64url(key[name].as_str().expect("a member")).expect("base64url");
        let point = [vec![4], member("x"), member("y")].concat();
        let (input, signature) = token.rsplit_once('.').expect("segments");
        let signature = from_base64url(signature).expect("base64url");
        return UnparsedPublicKey::new(&ECDSA_P521_SHA512_FIXED, point).verify(input.as_bytes(), &signature).is_ok();
    }
    let set: JwkSet = serde_json::from_value(keys.clone()).expect("a key set");
    let key = DecodingKey::from_jwk(set.find(header["kid"].as_str().expect("a kid")).expect("the key")).expect("a key");
    let alg: Algorithm = header["alg"].as_str().expect("an algorithm").parse().expect("a known algorithm");
    let mut validation = Validation::new(alg);
    validation.set_audience(&[op.client_id()]);
    validation.set_issuer(&[op.issuer()]);
    jsonwebtoken::decode::<Value>(token, &key, &validation).is_ok()
}

#[tokio::test]
async fn every_algorithm_verifies() {
    for alg in Alg::ALL {
        let config = Config { id_token_alg: *alg, userinfo_alg: Some(*alg), ..Config::default() };
        let op = Provider::start(config).await.expect("a free port");
        let mut browser = Browser::new();
        let tokens = browser.tokens(&op, &[]).await;
        let keys = jwks(&op).await;
        let id_token = tokens["id_token"].as_str().expect("a token");
        assert_eq!(decoded(id_token).0["alg"], alg.name());
        assert!(is_signed(&op, id_token, &keys), "{}", alg.name());
        let userinfo = browser.userinfo(&op, tokens["access_token"].as_str().expect("a token")).await;
        assert_eq!(userinfo.header("content-type"), "application/jwt");
        assert_eq!(decoded(&userinfo.text).1["sub"], "alice");
    }
}

#[tokio::test]
async fn default_key_set_has_no_p521_key() {
    let op = provider(&[]).await;
    let keys = jwks(&op).await;
    let algs: Vec<_> = keys["keys"].as_array().expect("keys").iter().map(|key| key["alg"].clone()).collect();
    assert_eq!(algs, [json!("RS256"), json!("ES256"), json!("ES384"), json!("EdDSA")]);
}

#[tokio::test]
async fn rotation_keeps_old_tokens_verifiable() {
    let op = provider(&[]).await;
    let mut browser = Browser::new();
    let before = browser.tokens(&op, &[]).await;
    op.rotate_keys().expect("new keys");
    let after = browser.tokens(&op, &[]).await;
    let keys = jwks(&op).await;
    for tokens in [before, after.clone()] {
        assert!(is_signed(&op, tokens["id_token"].as_str().expect("a token"), &keys));
    }
    assert_eq!(decoded(after["id_token"].as_str().expect("a token")).0["kid"], "rs256-2");
}

#[tokio::test]
async fn broken_signatures_are_broken() {
    for fault in ["id-token-signature-broken", "id-token-signature-by-other-key"] {
        let op = provider(&[fault]).await;
        let tokens = Browser::new().tokens(&op, &[]).await;
        assert!(!is_signed(&op, tokens["id_token"].as_str().expect("a token"), &jwks(&op).await), "{fault}");
    }
    for fault in ["id-token-alg-ps256", "id-token-alg-es384", "id-token-alg-es512", "id-token-kid-zero"] {
        let op = provider(&[fault]).await;
        let tokens = Browser::new().tokens(&op, &[]).await;
        assert!(is_signed(&op, tokens["id_token"].as_str().expect("a token"), &jwks(&op).await), "{fault}");
    }
}
