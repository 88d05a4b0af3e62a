//! Signatures of a redacted run: gone themselves, with the answer kept for every key.

use std::collections::BTreeSet;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Exchange, Recording, Step};
use crate::oidc::jose::half_hash;
use crate::oidc::{CompactJws, PublicKey, decode_lenient, verify_as_openssl, verify_signature};

/// What stands in the place of a signature; base64url, so that a token stays a token.
pub const REDACTED_SIGNATURE: &str = "redacted-signature-";

/// Whether one token's signature was good with one published key, by the algorithm of the token's header.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SignatureFact {
    /// SHA-256 of `header.payload`, base64url.
    pub token: String,
    /// SHA-256 of the key as JSON, base64url. `client-secret`: the token is signed with HS256, HS384 or HS512, and the client
    /// secret is the key. `access-token`: this is about `at_hash`, and the access token that came with it.
    pub key: String,
    /// The signature was good.
    pub good: bool,
}

/// Stands for the client secret, which no recording of ours holds.
const CLIENT_SECRET: &str = "client-secret";
/// Stands for the access token that came with an ID Token, which no redacted recording holds.
const ACCESS_TOKEN: &str = "access-token";

impl SignatureFact {
    /// The fact about a token that says of itself that it is signed with the client secret; `None` for any other.
    pub fn of_secret(token: &str, secret: &str) -> Option<Self> {
        let token = CompactJws::parse(token);
        let [header, payload, signature] = token.segments.as_slice() else { return None };
        let algorithm = match token.alg()? {
            "HS256" => hmac::HMAC_SHA256,
            "HS384" => hmac::HMAC_SHA384,
            "HS512" => hmac::HMAC_SHA512,
            _ => return None,
        };
        let key = hmac::Key::new(algorithm, secret.as_bytes());
        let message = format!("{header}.{payload}");
        let good = decode_lenient(signature).is_some_and(|tag| hmac::verify(&key, message.as_bytes(), &tag).is_ok());
        Some(Self { token: signed_digest(&token)?, key: CLIENT_SECRET.to_owned(), good })
    }
}

/// Whether this token is signed with the client secret, if the recording knows.
pub fn secret_fact(recording: &Recording, token: &CompactJws<'_>) -> Option<bool> {
    named_fact(recording, token, CLIENT_SECRET)
}

/// Of a redacted run, whether `at_hash` of this token was that of the access token that came with it.
pub fn access_token_fact(recording: &Recording, token: &CompactJws<'_>) -> Option<bool> {
    named_fact(recording, token, ACCESS_TOKEN)
}

fn named_fact(recording: &Recording, token: &CompactJws<'_>, key: &str) -> Option<bool> {
    let token = signed_digest(token)?;
    recording.signatures.iter().find(|f| f.token == token && f.key == key).map(|f| f.good)
}

/// The fact about this token and this key, if the recording has one.
pub fn fact(recording: &Recording, token: &CompactJws<'_>, key: &Value) -> Option<bool> {
    let (token, key) = (signed_digest(token)?, key_digest(key));
    recording.signatures.iter().find(|f| f.token == token && f.key == key).map(|f| f.good)
}

/// Every pair of an ID Token and a published key of a recording that is not redacted yet.
pub(super) fn facts(recording: &Recording) -> Vec<SignatureFact> {
    if recording.redacted {
        return recording.signatures.clone();
    }
    let json = |id: &usize| -> Option<Value> {
        serde_json::from_str(recording.exchanges.get(*id)?.response.as_ref()?.body.text()?).ok()
    };
    let mut keys: Vec<Value> = Vec::new();
    for step in recording.steps.iter().filter(|s| matches!(s.step, Step::JwkSet | Step::JwkSetAgain)) {
        let set = step.exchanges.last().and_then(json);
        for key in set.as_ref().and_then(|s| s.get("keys")).and_then(Value::as_array).into_iter().flatten() {
            if !keys.contains(key) {
                keys.push(key.clone());
            }
        }
    }
    let answers: Vec<Value> = recording
        .exchanges
        .iter()
        .filter_map(|e| serde_json::from_str::<Value>(e.response.as_ref()?.body.text()?).ok())
        .filter(|v| v.get("id_token").is_some_and(Value::is_string))
        .collect();
    let issued = answers.iter().filter_map(|v| v.get("id_token")?.as_str().map(str::to_owned));
    let tokens: BTreeSet<String> = issued.chain(recording.exchanges.iter().filter_map(logout_token)).collect();
    // What only the observer can know is there already.
    let mut out = recording.signatures.clone();
    out.extend(answers.iter().filter_map(access_token_hash));
    for token in &tokens {
        let token = CompactJws::parse(token);
        let Some(digest) = signed_digest(&token) else { continue };
        for key in &keys {
            out.push(SignatureFact { token: digest.clone(), key: key_digest(key), good: is_good(&token, key) });
        }
    }
    out
}

/// The Logout Token that a message holds.
fn logout_token(message: &Exchange) -> Option<String> {
    let body = message.request.body.as_ref()?.text()?;
    let field = url::form_urlencoded::parse(body.as_bytes()).find(|(name, _)| name == "logout_token");
    field.map(|(_, token)| token.into_owned())
}

/// The fact about `at_hash` in one token answer.
fn access_token_hash(answer: &Value) -> Option<SignatureFact> {
    let token = CompactJws::parse(answer.get("id_token")?.as_str()?);
    let at_hash = token.claim("at_hash")?;
    let wanted = half_hash(token.alg()?, answer.get("access_token")?.as_str()?)?;
    let good = at_hash.as_str() == Some(wanted.as_str());
    Some(SignatureFact { token: signed_digest(&token)?, key: ACCESS_TOKEN.to_owned(), good })
}

fn is_good(token: &CompactJws<'_>, key: &Value) -> bool {
    let (Some(alg), [header, payload, signature]) = (token.alg(), token.segments.as_slice()) else { return false };
    if verify_signature(token, key, alg).is_ok() {
        return true;
    }
    let (Some(key), Some(signature)) = (PublicKey::from_jwk(key), decode_lenient(signature)) else { return false };
    verify_as_openssl(format!("{header}.{payload}").as_bytes(), &signature, &key, alg).is_ok()
}

fn signed_digest(token: &CompactJws<'_>) -> Option<String> {
    let [header, payload, _] = token.segments.as_slice() else { return None };
    Some(hash(&format!("{header}.{payload}")))
}

fn key_digest(key: &Value) -> String {
    hash(&key.to_string())
}

fn hash(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(digest(&SHA256, text.as_bytes()))
}
