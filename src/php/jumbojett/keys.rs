//! The choice of the key.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

use super::refusal::{Place, Stage, TokenRefusal};
use super::token::Header;
use crate::oidc::PublicKey;
use crate::oidc::json::excerpt;
use crate::php::{to_text, urlsafe_base64_decode};

/// The key of a token.
pub(super) struct Chosen {
    /// Its place in `keys`.
    pub(super) index: usize,
    /// Modulus and exponent.
    pub(super) key: PublicKey,
}

/// The first key that fits.
///
/// `use` and `alg` of an RSA key are not looked at; a key of another type is taken if its `alg` and `kid` are the header's.
pub(super) fn choose(header: &Header, set: &Value) -> Result<Chosen, TokenRefusal> {
    let keys: Vec<&Value> = match set.get("keys") {
        Some(Value::Array(keys)) => keys.iter().collect(),
        Some(Value::Object(keys)) => keys.values().collect(),
        _ => Vec::new(),
    };
    let kid = header.members.get("kid").filter(|kid| !kid.is_null());
    let found = keys.iter().enumerate().find_map(|(index, key)| fits(key, header, kid).map(|members| (index, members)));
    let Some((index, members)) = found else {
        return Err(none(header, kid, &keys));
    };
    Ok(Chosen { index, key: material(index, members)? })
}

fn fits<'k>(key: &'k Value, header: &Header, kid: Option<&Value>) -> Option<&'k Map<String, Value>> {
    let members = key.as_object()?;
    let own = members.get("kid").filter(|kid| !kid.is_null());
    // PHP never takes two decoded objects for identical.
    let same = own == kid && !kid.is_some_and(Value::is_object);
    let taken = if members.get("kty").and_then(Value::as_str) == Some("RSA") {
        kid.is_none() || same
    } else {
        same && members.get("alg") == header.members.get("alg")
    };
    taken.then_some(members)
}

fn none(header: &Header, kid: Option<&Value>, keys: &[&Value]) -> TokenRefusal {
    let refusal = match kid {
        None => TokenRefusal::words(Stage::KeyMatch, "Unable to find a key for RSA", Place::Set),
        // PHP cannot make text of an object.
        Some(Value::Object(_)) => TokenRefusal::crash(Stage::KeyMatch, Place::Set),
        Some(kid) => {
            let words = format!("Unable to find a key for (algorithm, kid):{}, {})", header.alg, to_text(kid));
            TokenRefusal::words(Stage::KeyMatch, words, Place::Set)
        }
    };
    let rsa = keys.iter().filter(|key| key.get("kty").and_then(Value::as_str) == Some("RSA"));
    let there: Vec<String> = rsa.map(|key| key.get("kid").map_or_else(|| "none".to_owned(), excerpt)).collect();
    let there = if there.is_empty() { "no RSA key at all".to_owned() } else { there.join(", ") };
    let wanted = kid.map_or_else(|| "an RSA key".to_owned(), |kid| format!("an RSA key with kid {}", excerpt(kid)));
    refusal.because("The JWK Set has no RSA key with the token's kid", wanted, there)
}

/// Modulus and exponent.
fn material(index: usize, members: &Map<String, Value>) -> Result<PublicKey, TokenRefusal> {
    let place = || Place::Key(index);
    let (Some(n), Some(e)) = (members.get("n"), members.get("e")) else {
        let there: Vec<&str> = members.keys().map(String::as_str).collect();
        return Err(TokenRefusal::words(Stage::KeyMembers, "Malformed key object", place()).because(
            "The key of the ID Token has no modulus n or no exponent e",
            "n and e",
            there.join(", "),
        ));
    };
    if [n, e].into_iter().any(|v| v.is_array() || v.is_object()) {
        let refusal = TokenRefusal::crash(Stage::KeyMembers, place());
        return Err(refusal.because("n or e of the token's key is a list or an object", "text", excerpt(n)));
    }
    let bytes = |value: &Value| sodium_decode(&to_text(value));
    match (bytes(n), bytes(e)) {
        (Some(n), Some(e)) => Ok(PublicKey::Rsa { n, e }),
        _ => Err(TokenRefusal::words(Stage::KeyMembers, "Unable to read key", place()).because(
            "n or e of the token's key is no proper base64url",
            "base64url",
            format!("n {}, e {}", excerpt(n), excerpt(e)),
        )),
    }
}

/// libsodium's strict reading of base64, padding skipped wherever it stands; the library hands it base64url translated.
fn sodium_decode(text: &str) -> Option<Vec<u8>> {
    let plain: Vec<u8> = text.bytes().filter(|byte| *byte != b'=').collect();
    let known = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_+/".contains(byte);
    let bytes = urlsafe_base64_decode(text);
    // Bits left over at the end have to be zero: what was read must give the same text again.
    let again = URL_SAFE_NO_PAD.encode(&bytes);
    let same = again.bytes().eq(plain.iter().map(|byte| match byte {
        b'+' => b'-',
        b'/' => b'_',
        byte => *byte,
    }));
    (plain.iter().all(known) && same).then_some(bytes)
}
