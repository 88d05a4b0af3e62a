//! What can be said about one JWK, and about each in turn.

use serde_json::Value;

use crate::check::{Finding, Missing, Outcome};
use crate::evidence::Evidence;
use crate::oidc::JwkSet;

/// A member that is text.
pub(super) fn text<'k>(key: &'k Value, name: &str) -> Option<&'k str> {
    key.get(name)?.as_str()
}

/// A name for a key in findings: its `kid`, else its place.
pub(super) fn name(index: usize, key: &Value) -> String {
    match text(key, "kid") {
        Some(kid) => format!("key {kid:?}"),
        None => format!("key number {}", index + 1),
    }
}

/// Keys that may verify signatures: not marked for encryption.
pub(super) fn signing<'k>(set: &JwkSet<'k>) -> Vec<(usize, &'k Value)> {
    set.keys().iter().enumerate().filter(|(_, key)| text(key, "use") != Some("enc")).collect()
}

/// Key type and curve (empty for RSA) that a signature algorithm needs; `None` for one that has no public key or is unknown.
pub(super) fn fitting(alg: &str) -> Option<(&'static str, &'static [&'static str])> {
    Some(match alg {
        "RS256" | "RS384" | "RS512" | "PS256" | "PS384" | "PS512" => ("RSA", &[]),
        "ES256" => ("EC", &["P-256"]),
        "ES384" => ("EC", &["P-384"]),
        "ES512" => ("EC", &["P-521"]),
        "ES256K" => ("EC", &["secp256k1"]),
        "EdDSA" => ("OKP", &["Ed25519", "Ed448"]),
        "Ed25519" => ("OKP", &["Ed25519"]),
        "Ed448" => ("OKP", &["Ed448"]),
        _ => return None,
    })
}

/// Whether the key has the type and the curve that the algorithm needs; unknown algorithms fit nothing.
pub(super) fn fits(key: &Value, alg: &str) -> bool {
    fitting(alg).is_some_and(|(kty, curves)| {
        let curve = text(key, "crv").unwrap_or_default();
        text(key, "kty") == Some(kty) && (curves.is_empty() || curves.contains(&curve))
    })
}

/// The members that make up a public key of this type.
pub(super) fn public_members(kty: &str) -> &'static [&'static str] {
    match kty {
        "RSA" => &["n", "e"],
        "EC" => &["crv", "x", "y"],
        "OKP" => &["crv", "x"],
        _ => &[],
    }
}

/// Passes when no key has this fault; `fault` ends a sentence that begins with the key's name, `failure` begins the finding.
pub(super) fn none_with(
    evidence: &Evidence<'_>,
    fault: fn(&Value) -> Option<String>,
    failure: &str,
    expected: &str,
) -> Result<Outcome, Missing> {
    let set = evidence.jwk_set()?;
    let wrong: Vec<(usize, String)> =
        set.keys().iter().enumerate().filter_map(|(i, key)| Some((i, format!("{} {}", name(i, key), fault(key)?)))).collect();
    let Some((first, _)) = wrong.first() else {
        return Ok(Outcome::Pass);
    };
    let words = wrong.iter().map(|(_, words)| words.as_str()).collect::<Vec<_>>().join("; ");
    Ok(Finding::new(format!("{failure}: {words}"))
        .compare(expected, words)
        .at(evidence.jwk_set_document()?.exchange, format!("/keys/{first}"))
        .into())
}
