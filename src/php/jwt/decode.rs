//! From the text of a token to its claims, or to the step that refuses it.

use std::cmp::Ordering;

use serde_json::{Map, Value};

use super::keys::prepared;
use super::parse::{Parsed, parse_key_set};
use super::refusal::{JwtRefusal, Place, Stage};
use super::rules::{Era, Rules};
use crate::oidc::json::excerpt;
use crate::oidc::{Curve, OpensslError, PublicKey};
use crate::php::{compare_integer, is_empty, is_numeric, json_decode_big, number, to_text, urlsafe_base64_decode};

/// Verifies the token's signature with the key at this place of the set, by this algorithm.
pub type Verifier<'v> = dyn Fn(usize, &PublicKey, &str) -> Result<(), OpensslError> + 'v;

/// The header. The app reads it twice, the second time as an object, whose members cannot begin with a NUL.
pub fn read_header(token: &str) -> Option<Value> {
    json_decode_big(&urlsafe_base64_decode(token.split('.').next().unwrap_or_default()))
}

/// The algorithm, when the app lets it pass.
fn algorithm(header: Option<&Value>, rules: Rules) -> Result<String, JwtRefusal> {
    let refuse = |message: &str, actual: String| {
        Err(JwtRefusal::new(Stage::Header, message, Place::Token("/header/alg")).compare(rules.algorithms(), actual))
    };
    let Some(Value::Object(header)) = header else {
        return refuse("The header of the ID Token cannot be read", "no JSON object".to_owned());
    };
    let Some(alg) = header.get("alg").and_then(Value::as_str).filter(|a| !is_empty(Some(&Value::String((*a).to_owned())))) else {
        let actual = header.get("alg").map_or_else(|| "none".to_owned(), excerpt);
        return refuse("The header of the ID Token names no algorithm", actual);
    };
    let passes = if rules.era == Era::V7_4 { Rules::verifies(alg) } else { rules.key_type(alg).is_some() };
    if !passes {
        return refuse("The ID Token is signed (or encrypted) with an algorithm that the app does not know", alg.to_owned());
    }
    Ok(alg.to_owned())
}

/// Why the header alone ends the login, if it does.
pub fn header_refusal(token: &str, rules: Rules) -> Option<JwtRefusal> {
    algorithm(read_header(token).as_ref(), rules).err()
}

/// The claims of a token, when the app accepts it at `now` (seconds) with this JWK Set.
///
/// # Errors
/// With the first step that refuses it.
pub fn decode(token: &str, set: &Value, rules: Rules, now: i64, verify: &Verifier<'_>) -> Result<Map<String, Value>, JwtRefusal> {
    let header = read_header(token);
    let alg = algorithm(header.as_ref(), rules)?;
    let header = header.unwrap_or_default();
    let keys = parse_key_set(&prepared(&header, &alg, set, rules)?)?;

    let segments: Vec<&str> = token.split('.').collect();
    if segments.len() != 3 {
        return Err(JwtRefusal::new(Stage::Segments, "The ID Token has not three segments", Place::Token(""))
            .compare("3 segments", format!("{} segments", segments.len())));
    }
    let payload = payload(segments[1])?;
    if rules.era >= Era::V8_2 {
        dates(&payload)?;
    }
    let key = key(&header, &alg, &keys)?;
    signature(&alg, key, rules, verify)?;
    validity(&payload, now)?;
    Ok(payload)
}

/// The claims of a token, whatever its signature: `None` when they cannot be read.
pub fn claims(token: &str) -> Option<Map<String, Value>> {
    payload(token.split('.').nth(1)?).ok()
}

fn payload(segment: &str) -> Result<Map<String, Value>, JwtRefusal> {
    let decoded = json_decode_big(&urlsafe_base64_decode(segment));
    match decoded {
        Some(Value::Object(map)) => Ok(map),
        // A list is cast to an object, whose members are its positions.
        Some(Value::Array(items)) => Ok(items.into_iter().enumerate().map(|(i, v)| (i.to_string(), v)).collect()),
        other => {
            let actual = other.as_ref().map_or_else(|| "no JSON".to_owned(), excerpt);
            let message = "The payload of the ID Token is no JSON object";
            Err(JwtRefusal::new(Stage::Payload, message, Place::Token("/payload")).compare("a JSON object", actual))
        }
    }
}

fn dates(payload: &Map<String, Value>) -> Result<(), JwtRefusal> {
    for (name, place) in [("iat", "/payload/iat"), ("nbf", "/payload/nbf"), ("exp", "/payload/exp")] {
        if let Some(value) = payload.get(name).filter(|v| !v.is_null())
            && !is_numeric(value)
        {
            return Err(JwtRefusal::new(Stage::Dates, format!("The claim {name} is no number"), Place::Token(place))
                .compare("a number", excerpt(value)));
        }
    }
    Ok(())
}

fn key<'k>(header: &Value, alg: &str, keys: &'k std::collections::HashMap<String, Parsed>) -> Result<&'k Parsed, JwtRefusal> {
    let place = Place::Token("/header/kid");
    let kid = header.get("kid").unwrap_or(&Value::Null);
    if kid.is_array() || kid.is_object() || to_text(kid).is_empty() {
        // "0" counts as empty in PHP, but the library makes an exception for it.
        return Err(JwtRefusal::new(Stage::KeyId, "The header of the ID Token has no usable kid", place)
            .compare("a kid that is not empty", if kid.is_null() { "none".to_owned() } else { excerpt(kid) }));
    }
    let Some(key) = keys.get(&to_text(kid)) else {
        return Err(JwtRefusal::new(Stage::Match, "The JWK Set has no key with the token's kid", Place::Set)
            .compare(format!("a key with kid {}", excerpt(kid)), "none"));
    };
    if !Rules::verifies(alg) {
        return Err(JwtRefusal::new(Stage::KeyAlgorithm, format!("php-jwt has no {alg}"), Place::Token("/header/alg"))
            .compare("RS256, RS384, RS512, ES256, ES384 or EdDSA", alg));
    }
    if key.alg != alg {
        let message = "The key of the ID Token is meant for another algorithm";
        return Err(JwtRefusal::new(Stage::KeyAlgorithm, message, Place::Key(key.index)).compare(alg, key.alg.clone()));
    }
    Ok(key)
}

fn signature(alg: &str, key: &Parsed, rules: Rules, verify: &Verifier<'_>) -> Result<(), JwtRefusal> {
    let bad = |message: String| JwtRefusal::new(Stage::Signature, message, Place::Key(key.index));
    let Some(material) = &key.material else {
        return Err(JwtRefusal { unsure: true, ..bad("A symmetric key cannot be verified here".to_owned()) });
    };
    let bits = material.bits();
    let fits = match (material, alg) {
        (PublicKey::Rsa { .. }, "RS256" | "RS384" | "RS512") => {
            if rules.era >= Era::V8_4 && bits < Rules::RSA_BITS {
                return Err(bad("The RSA key of the ID Token is too short".to_owned())
                    .compare(format!("{} bits or more", Rules::RSA_BITS), format!("{bits} bits")));
            }
            true
        }
        (PublicKey::Ec { .. }, "ES256" | "ES384" | "ES256K") => {
            let wanted = if alg == "ES384" { 384 } else { 256 };
            if rules.era >= Era::V8_4 && bits < wanted {
                return Err(bad(format!("The EC key of the ID Token is too short for {alg}"))
                    .compare(format!("{wanted} bits or more"), format!("{bits} bits")));
            }
            // ES256K goes by its name only: SHA-256 with whatever curve the key is on.
            matches!(material, PublicKey::Ec { curve: Curve::P256 | Curve::P384 | Curve::Secp256k1, .. })
        }
        (PublicKey::Ed25519 { .. }, "EdDSA") => true,
        _ => false,
    };
    if !fits {
        return Err(bad(format!("The key of the ID Token does not fit its algorithm {alg}")));
    }
    match verify(key.index, material, alg) {
        Ok(()) => Ok(()),
        Err(OpensslError::Unsupported(what)) => {
            Err(JwtRefusal { unsure: true, ..bad(format!("{what} cannot be verified here")) })
        }
        Err(error) => Err(bad(format!("The signature of the ID Token is not good: {error}"))
            .compare(format!("a good {alg} signature by key {}", key.index), error.to_string())),
    }
}

fn validity(payload: &Map<String, Value>, now: i64) -> Result<(), JwtRefusal> {
    let set = |name: &str| payload.get(name).filter(|v| !v.is_null());
    let latest = now + Rules::LEEWAY;
    let (begins, place, name) =
        if set("nbf").is_some() { (set("nbf"), "/payload/nbf", "nbf") } else { (set("iat"), "/payload/iat", "iat") };
    if let Some(begins) = begins {
        #[expect(clippy::cast_precision_loss, reason = "times fit a float without loss for millions of years")]
        let too_early = match (number(begins), begins) {
            (Some(number), _) => number.floor() > latest as f64,
            // Only versions without the check of the dates come here: floor() takes a boolean for 0 or 1, and throws for the rest.
            (None, Value::Bool(_)) => false,
            (None, _) => true,
        };
        if too_early {
            return Err(JwtRefusal::new(Stage::NotYet, format!("The ID Token is not valid yet ({name})"), Place::Token(place))
                .compare(format!("{name} of {latest} or earlier (now and 60 seconds)"), excerpt(begins)));
        }
    }
    // An object (again only in old versions) counts as 1.
    let expired = |exp: &Value| exp.is_object() || compare_integer(now - Rules::LEEWAY, exp) != Ordering::Less;
    if let Some(exp) = set("exp")
        && expired(exp)
    {
        return Err(JwtRefusal::new(
            Stage::Expired,
            "The ID Token expired more than 60 seconds ago",
            Place::Token("/payload/exp"),
        )
        .compare(format!("exp later than {}", now - Rules::LEEWAY), excerpt(exp)));
    }
    Ok(())
}
