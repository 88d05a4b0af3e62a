//! Signatures of a redacted run: gone themselves, with the answer kept for every key.

use std::collections::BTreeSet;

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Recording, Step};
use crate::oidc::{CompactJws, PublicKey, decode_lenient, verify_as_openssl, verify_signature};

/// What stands in the place of a signature; base64url, so that a token stays a token.
pub const REDACTED_SIGNATURE: &str = "redacted-signature-";

/// Whether one token's signature was good with one published key, by the algorithm of the token's header.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SignatureFact {
    /// SHA-256 of `header.payload`, base64url.
    pub token: String,
    /// SHA-256 of the key as JSON, base64url.
    pub key: String,
    /// The signature was good.
    pub good: bool,
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
    let tokens: BTreeSet<String> = recording
        .exchanges
        .iter()
        .filter_map(|e| serde_json::from_str::<Value>(e.response.as_ref()?.body.text()?).ok())
        .filter_map(|v| v.get("id_token")?.as_str().map(str::to_owned))
        .collect();
    let mut out = Vec::new();
    for token in &tokens {
        let token = CompactJws::parse(token);
        let Some(digest) = signed_digest(&token) else { continue };
        for key in &keys {
            out.push(SignatureFact { token: digest.clone(), key: key_digest(key), good: is_good(&token, key) });
        }
    }
    out
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
