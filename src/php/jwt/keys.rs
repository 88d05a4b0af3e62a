//! user_oidc's choice of the key: which keys are looked at, which one is the token's, and what is written into it.

use serde_json::Value;

use super::refusal::{JwtRefusal, Place, Stage};
use super::rules::{Era, Rules};
use crate::php::{is_empty, is_set, number, to_text, urlsafe_base64_decode};

/// A key with its place in the set.
pub(super) type Member = (usize, Value);

/// The members of `keys`: of a list, or (PHP arrays being both) of an object.
pub fn set_members(set: &Value) -> Option<Vec<&Value>> {
    match set.get("keys") {
        Some(Value::Array(keys)) => Some(keys.iter().collect()),
        Some(Value::Object(keys)) => Some(keys.values().collect()),
        _ => None,
    }
}

/// The keys that go to php-jwt, the token's own with `alg` filled in.
pub(super) fn prepared(header: &Value, alg: &str, set: &Value, rules: Rules) -> Result<Vec<Member>, JwtRefusal> {
    let no_keys = || {
        JwtRefusal::new(Stage::KeySet, "The JWK Set is no JSON object with a list \"keys\"", Place::Set)
            .compare("an object with a list \"keys\"", crate::oidc::json::excerpt(set))
    };
    if !set.is_object() {
        return Err(no_keys());
    }
    let members = set_members(set).ok_or_else(no_keys)?;
    let mut keys: Vec<Member> = members.into_iter().cloned().enumerate().collect();
    if rules.era == Era::V7_4 {
        return loose(header, alg, keys, rules);
    }
    let kty = rules.key_type(alg).unwrap_or_default();
    if rules.era >= Era::V8_4 {
        keys.retain(|(_, key)| is_type(key, kty));
    }
    let at = strict(header, alg, kty, &keys, rules)?;
    if let Some((_, Value::Object(key))) = keys.get_mut(at)
        && is_empty(key.get("alg"))
    {
        key.insert("alg".to_owned(), Value::String(alg.to_owned()));
    }
    Ok(keys)
}

fn is_type(key: &Value, kty: &str) -> bool {
    key.get("kty").and_then(Value::as_str) == Some(kty)
}

/// Since 8.1.0: the place of the token's key among `keys`.
fn strict(header: &Value, alg: &str, kty: &str, keys: &[Member], rules: Rules) -> Result<usize, JwtRefusal> {
    let kid = header.get("kid").filter(|k| !k.is_null());
    for (at, (index, key)) in keys.iter().enumerate() {
        if !is_type(key, kty) || is_set(key.get("use")) && key.get("use").and_then(Value::as_str) != Some("sig") {
            continue;
        }
        if rules.key_strength && rules.era >= Era::V8_2 {
            strength(*index, key, kty)?;
        }
        match kid {
            Some(kid) if key.get("kid") != Some(kid) => {}
            // Without a kid the first fitting key is taken; php-jwt refuses the token later.
            _ => return Ok(at),
        }
    }
    let wanted = kid.map_or_else(|| "none".to_owned(), crate::oidc::json::excerpt);
    let there: Vec<String> = keys
        .iter()
        .filter(|(_, key)| is_type(key, kty))
        .map(|(_, key)| {
            let used = key.get("use").filter(|u| !u.is_null() && **u != "sig");
            let used = used.map(|u| format!(" (use {})", crate::oidc::json::excerpt(u))).unwrap_or_default();
            format!("{}{used}", key.get("kid").map_or_else(|| "none".to_owned(), crate::oidc::json::excerpt))
        })
        .collect();
    let there = if there.is_empty() { format!("no {kty} key at all") } else { there.join(", ") };
    Err(JwtRefusal::new(Stage::Match, format!("The JWK Set has no {kty} signing key with the token's kid"), Place::Set)
        .compare(format!("a {kty} key for signatures ({alg}) with kid {wanted}"), there))
}

/// `validateKeyStrength`: of every signing key up to the right one.
fn strength(index: usize, key: &Value, kty: &str) -> Result<(), JwtRefusal> {
    let weak = |message: String, expected: &str, actual: String| {
        Err(JwtRefusal::new(Stage::Strength, message, Place::Key(index)).compare(expected, actual))
    };
    let place =
        format!("key {index} of the JWK Set (kid {})", crate::oidc::json::excerpt(key.get("kid").unwrap_or(&Value::Null)));
    if kty == "RSA" {
        let Some(Value::String(n)) = key.get("n").filter(|n| !is_empty(Some(n))) else {
            return weak(format!("The modulus of {place} is missing or no text"), "text n", "none".to_owned());
        };
        let bits = urlsafe_base64_decode(n).len() * 8;
        if bits < Rules::RSA_BITS {
            return weak(format!("The RSA key {place} is too short"), "2048 bits or more", format!("{bits} bits"));
        }
        return Ok(());
    }
    let allowed: &[&str] = if kty == "EC" { &["P-256", "P-384", "P-521"] } else { &["Ed25519"] };
    let curve = key.get("crv").and_then(Value::as_str);
    if curve.is_none_or(|c| !allowed.contains(&c)) {
        let actual = key.get("crv").map_or_else(|| "no crv".to_owned(), crate::oidc::json::excerpt);
        return weak(format!("The curve of {place} is not accepted"), &allowed.join(", "), actual);
    }
    Ok(())
}

/// Until 8.0.x: every key stays, and keys with (loosely) the token's kid get its `alg` if they have none.
fn loose(header: &Value, alg: &str, mut keys: Vec<Member>, rules: Rules) -> Result<Vec<Member>, JwtRefusal> {
    let Some(kid) = header.get("kid").filter(|k| !k.is_null()) else {
        return Err(JwtRefusal::new(Stage::KeyId, "The header of the ID Token has no kid", Place::Token("/header/kid"))
            .compare("a kid", "none"));
    };
    for (index, key) in &mut keys {
        let same = key.get("kid").is_some_and(|k| equal_loosely(k, kid));
        if !same || !is_empty(key.get("alg")) {
            continue;
        }
        let family = rules.key_type(alg);
        if family.is_none() || family != key.get("kty").and_then(Value::as_str) {
            let message = format!("Key {index} has no alg, and its type does not fit the token's algorithm {alg}");
            return Err(JwtRefusal::new(Stage::KeyAlgorithm, message, Place::Key(*index)).compare(
                family.unwrap_or("a key with alg"),
                crate::oidc::json::excerpt(key.get("kty").unwrap_or(&Value::Null)),
            ));
        }
        if let Value::Object(key) = key {
            key.insert("alg".to_owned(), Value::String(alg.to_owned()));
        }
    }
    Ok(keys)
}

fn equal_loosely(a: &Value, b: &Value) -> bool {
    match (number(a), number(b)) {
        (Some(a), Some(b)) => (a - b).abs() < f64::EPSILON,
        _ => to_text(a) == to_text(b),
    }
}
