//! php-jwt's `JWK::parseKeySet`: one key it cannot read spoils the whole set.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::keys::Member;
use super::refusal::{JwtRefusal, Place, Stage};
use crate::oidc::{Curve, PublicKey};
use crate::php::{is_empty, is_set, to_text, urlsafe_base64_decode};

/// A key as the library keeps it.
pub(super) struct Parsed {
    /// Its place in the set.
    pub index: usize,
    /// `None` for a symmetric key.
    pub material: Option<PublicKey>,
    /// The algorithm it is for.
    pub alg: String,
}

/// The keys by `kid`; of two with one `kid` the later stays. A key without `kid` goes by its position.
pub(super) fn parse_key_set(members: &[Member]) -> Result<HashMap<String, Parsed>, JwtRefusal> {
    let mut out = HashMap::new();
    for (position, (index, key)) in members.iter().enumerate() {
        let kid = key.get("kid").filter(|k| !k.is_null()).map_or_else(|| position.to_string(), to_text);
        if let Some(parsed) = parse_key(*index, key)? {
            out.insert(kid, parsed);
        }
    }
    if out.is_empty() {
        return Err(JwtRefusal::new(Stage::Parse, "The JWK Set has no key that the app can use", Place::Set));
    }
    Ok(out)
}

fn parse_key(index: usize, key: &Value) -> Result<Option<Parsed>, JwtRefusal> {
    let refuse = |what: &str, actual: String| {
        let kid = key.get("kid").map(|k| format!(" (kid {})", crate::oidc::json::excerpt(k))).unwrap_or_default();
        let message = format!("Key {index} of the JWK Set{kid} cannot be read, which spoils the whole set: {what}");
        Err(JwtRefusal::new(Stage::Parse, message, Place::Key(index)).compare("only keys that the app can read", actual))
    };
    let Value::Object(members) = key else {
        return refuse("it is no object", crate::oidc::json::excerpt(key));
    };
    if members.is_empty() || !is_set(members.get("kty")) {
        return refuse("it has no kty", "no kty".to_owned());
    }
    let alg = members.get("alg").filter(|a| !a.is_null()).cloned().unwrap_or_else(|| Value::String("RS256".to_owned()));
    // A switch compares loosely: true is like every text, and RSA is the first of them.
    let loose = |kty: &Value| if *kty == Value::Bool(true) { Some("RSA") } else { None };
    let material = match members.get("kty").and_then(|kty| kty.as_str().or_else(|| loose(kty))) {
        Some("RSA") => rsa(members),
        Some("EC") => ec(members),
        Some("OKP") => okp(members),
        Some("oct") if is_set(members.get("k")) => Ok(None),
        Some("oct") => Err("k is missing".to_owned()),
        _ => return Ok(None),
    };
    let material = match material {
        Ok(material) => material,
        Err(what) => return refuse(&what, shape(members)),
    };
    if alg.is_array() || alg.is_object() || is_empty(Some(&Value::String(to_text(&alg)))) {
        return refuse("its alg is empty or no text", crate::oidc::json::excerpt(&alg));
    }
    Ok(Some(Parsed { index, material, alg: to_text(&alg) }))
}

fn shape(members: &Map<String, Value>) -> String {
    let one = |name: &str| members.get(name).map(|v| format!("{name} {}", crate::oidc::json::excerpt(v)));
    let mut parts: Vec<String> = ["kty", "crv", "alg", "use"].iter().filter_map(|name| one(name)).collect();
    parts.extend(
        ["d", "n", "e", "x", "y"].iter().filter(|name| members.contains_key(**name)).map(|name| format!("a member {name}")),
    );
    parts.join(", ")
}

fn bytes(members: &Map<String, Value>, name: &str) -> Result<Vec<u8>, String> {
    match members.get(name) {
        Some(Value::Array(_) | Value::Object(_)) => Err(format!("{name} is no text")),
        other => Ok(urlsafe_base64_decode(&to_text(other.unwrap_or(&Value::Null)))),
    }
}

fn rsa(members: &Map<String, Value>) -> Result<Option<PublicKey>, String> {
    if !is_empty(members.get("d")) {
        return Err("it holds the private member d".to_owned());
    }
    if !is_set(members.get("n")) || !is_set(members.get("e")) {
        return Err("n or e is missing".to_owned());
    }
    Ok(Some(PublicKey::Rsa { n: bytes(members, "n")?, e: bytes(members, "e")? }))
}

fn ec(members: &Map<String, Value>) -> Result<Option<PublicKey>, String> {
    if is_set(members.get("d")) {
        return Err("it holds the private member d".to_owned());
    }
    let curve = match members.get("crv").and_then(Value::as_str) {
        Some("P-256") => Curve::P256,
        Some("P-384") => Curve::P384,
        Some("secp256k1") => Curve::Secp256k1,
        Some(other) => return Err(format!("php-jwt does not know the curve {other}")),
        None => return Err("crv is missing or no text".to_owned()),
    };
    if is_empty(members.get("x")) || is_empty(members.get("y")) {
        return Err("x or y is missing".to_owned());
    }
    Ok(Some(PublicKey::Ec { curve, x: bytes(members, "x")?, y: bytes(members, "y")? }))
}

fn okp(members: &Map<String, Value>) -> Result<Option<PublicKey>, String> {
    if is_set(members.get("d")) {
        return Err("it holds the private member d".to_owned());
    }
    match members.get("crv").and_then(Value::as_str) {
        Some("Ed25519") => {}
        Some(other) => return Err(format!("php-jwt does not know the curve {other}")),
        None => return Err("crv is missing or no text".to_owned()),
    }
    if is_empty(members.get("x")) {
        return Err("x is missing".to_owned());
    }
    Ok(Some(PublicKey::Ed25519 { x: bytes(members, "x")? }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_type_that_is_true_is_rsa() {
        // Measured with php-jwt under PHP 8.2: `RSA keys must contain values for both "n" and "e"`.
        let ec = json!({ "kty": true, "crv": "P-256", "x": "AA", "y": "AA" });
        assert!(parse_key(0, &ec).is_err_and(|refusal| format!("{refusal:?}").contains("n or e is missing")));
        assert!(parse_key(0, &json!({ "kty": 1 })).is_ok_and(|key| key.is_none()));
    }
}
