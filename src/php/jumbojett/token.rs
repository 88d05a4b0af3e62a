//! From the text of a token to acceptance, or to the step that refuses it.

use serde_json::{Map, Value};

use super::claims::{Expectation, check_claims};
use super::keys::{Chosen, choose};
use super::refusal::{Place, Said, Stage, TokenRefusal};
use crate::oidc::PublicKey;
use crate::oidc::json::{excerpt, type_words};
use crate::php::{is_set, json_decode_object, to_text, urlsafe_base64_decode};

/// Algorithms the library has.
const ALGORITHMS: [&str; 8] = ["RS256", "RS384", "RS512", "PS256", "PS512", "HS256", "HS384", "HS512"];

/// What the library for RSA says where no hash is named.
const NO_HASH: &str =
    "The only supported hash algorithms are: md2, md5, sha1, sha256, sha384, sha512, sha224, sha512/224, sha512/256";

/// The header of a token that names an algorithm the library has.
#[derive(Debug, Clone, PartialEq)]
pub struct Header {
    /// The algorithm.
    pub alg: String,
    /// All of it.
    pub members: Map<String, Value>,
}

/// How a signature has to be verified.
#[derive(Debug, Clone, PartialEq)]
pub enum Signed {
    /// With this key, which stands at this place of the set.
    Rsa(usize, PublicKey),
    /// With the client secret.
    Secret,
}

/// What verifying a signature gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It is good.
    Good,
    /// It is not, with the reason.
    Bad(String),
    /// Nobody can tell here, with the reason.
    Unsure(String),
}

/// Verifies the token's signature.
pub type Verifier<'v> = dyn Fn(&Signed, &str) -> Verdict + 'v;

/// Reads the token up to the choice of its key: everything before the signature itself is looked at.
///
/// `set` is the JWK Set as decoded; `None`: the body is no JSON.
///
/// # Errors
/// With the step that refuses it.
pub fn signed(token: &str, set: Option<&Value>) -> Result<(Header, Signed), TokenRefusal> {
    let header = header(token)?;
    if header.alg.starts_with('H') {
        return Ok((header, Signed::Secret));
    }
    if is_set(header.members.get("jwk")) {
        let refusal = TokenRefusal::words(Stage::HeaderKey, "Self signed JWK header is not valid", Place::Token("/header/jwk"));
        return Err(refusal.because("The header of the ID Token brings its own key", "no jwk in the header", "a jwk"));
    }
    let set = set.filter(|set| !set.is_null()).ok_or_else(|| {
        TokenRefusal::words(Stage::KeySet, "Error decoding JSON from jwks_uri", Place::Set).because(
            "The JWK Set is no JSON",
            "an object with a list keys",
            "no JSON, or null",
        )
    })?;
    let Chosen { index, key } = choose(&header, set)?;
    Ok((header, Signed::Rsa(index, key)))
}

/// Accepts a token, or says which step refuses it.
///
/// # Errors
/// With the first step that refuses it.
pub fn accept(token: &str, set: Option<&Value>, verify: &Verifier<'_>, expected: &Expectation<'_>) -> Result<(), TokenRefusal> {
    let (header, signed) = signed(token, set)?;
    let place = Place::Token("/signature");
    if !ALGORITHMS.contains(&header.alg.as_str()) {
        let refusal = TokenRefusal::words(Stage::Signature, NO_HASH, Place::Token("/header/alg"));
        return Err(refusal.because("alg in the header of the ID Token is true", ALGORITHMS.join(", "), "true"));
    }
    match verify(&signed, &header.alg) {
        Verdict::Good => {}
        Verdict::Bad(why) => {
            let refusal = TokenRefusal::words(Stage::Signature, "Unable to verify signature", place);
            let with = if signed == Signed::Secret { "the client secret" } else { "the key of the JWK Set" };
            return Err(refusal.because(
                format!("The signature of the ID Token is not good: {why}"),
                format!("a good {} signature with {with}", header.alg),
                why,
            ));
        }
        Verdict::Unsure(why) => {
            return Err(TokenRefusal::unsure(Stage::Signature, why.clone(), place).because(why, "", ""));
        }
    }
    check_claims(&payload(token), &header.alg, expected)
}

/// The claims as the library decodes them; whatever is no JSON object has none.
pub fn payload(token: &str) -> Map<String, Value> {
    let second = token.split('.').nth(1).unwrap_or_default();
    match json_decode_object(&urlsafe_base64_decode(second)) {
        Some(Value::Object(map)) => map,
        _ => Map::new(),
    }
}

fn header(token: &str) -> Result<Header, TokenRefusal> {
    let (parts, last) = token.rsplit_once('.').unwrap_or(("", token));
    if urlsafe_base64_decode(last).is_empty() {
        let refusal = TokenRefusal::words(Stage::SignaturePart, "Error decoding signature from token", Place::Token(""));
        return Err(refusal.because("The ID Token has no signature", "header.payload.signature", "nothing behind the last dot"));
    }
    let first = parts.split('.').next().unwrap_or_default();
    let members = match json_decode_object(&urlsafe_base64_decode(first)) {
        Some(Value::Object(members)) => members,
        other => {
            let refusal = TokenRefusal::words(Stage::Header, "Error decoding JSON from token header", Place::Token("/header"));
            let actual = other.as_ref().map_or_else(|| "no JSON".to_owned(), |v| type_words(v).to_owned());
            return Err(refusal.because("The header of the ID Token is no JSON object", "a JSON object", actual));
        }
    };
    let alg = algorithm(&members)?;
    Ok(Header { alg, members })
}

fn algorithm(members: &Map<String, Value>) -> Result<String, TokenRefusal> {
    let place = Place::Token("/header/alg");
    let Some(alg) = members.get("alg").filter(|alg| !alg.is_null()) else {
        let refusal = TokenRefusal::words(Stage::Algorithm, "Error missing signature type in token header", place);
        return Err(refusal.because("The header of the ID Token names no algorithm", ALGORITHMS.join(", "), "no alg"));
    };
    if let Some(alg) = alg.as_str().filter(|alg| ALGORITHMS.contains(alg)) {
        return Ok(alg.to_owned());
    }
    if *alg == Value::Bool(true) {
        // Equal to any text, and so taken for the first of them.
        return Ok(to_text(alg));
    }
    let said = match alg {
        // PHP cannot make text of an object.
        Value::Object(_) => Said::Crash,
        other => Said::Words(format!("No support for signature type: {}", to_text(other))),
    };
    let refusal = TokenRefusal::new(Stage::Algorithm, said, place);
    let message = "The ID Token is signed (or encrypted) with an algorithm that the app does not know";
    let actual = alg.as_str().map_or_else(|| excerpt(alg), str::to_owned);
    Err(refusal.because(message, ALGORITHMS.join(", "), actual))
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn token(header: &Value, payload: &Value) -> String {
        let b64 = |v: &Value| URL_SAFE_NO_PAD.encode(v.to_string());
        format!("{}.{}.c2ln", b64(header), b64(payload))
    }

    fn key(members: Value) -> Value {
        let mut key = json!({ "kty": "RSA", "n": "AQAB", "e": "AQAB" });
        if let (Value::Object(key), Value::Object(members)) = (&mut key, members) {
            key.extend(members);
        }
        key
    }

    fn said(token: &str, set: Option<&Value>) -> Said {
        signed(token, set).expect_err("a refusal").said
    }

    fn words(text: &str) -> Said {
        Said::Words(text.to_owned())
    }

    #[test]
    fn texts_that_are_no_tokens() {
        let set = json!({ "keys": [] });
        for empty in ["", "a", "...", "e30.e30.", "%%%"] {
            assert_eq!(said(empty, Some(&set)), words("Error decoding signature from token"), "{empty:?}");
        }
        for headless in ["c2lnbmF0dXJl", "e30", "bm8.e30.c2ln", "W10.e30.c2ln", ".e30.c2ln"] {
            assert_eq!(said(headless, Some(&set)), words("Error decoding JSON from token header"), "{headless:?}");
        }
        // Two parts are enough for a header.
        assert_eq!(said("e30.c2ln", Some(&set)), words("Error missing signature type in token header"));
    }

    #[test]
    fn algorithms() {
        let said = |alg: Value| said(&token(&json!({ "alg": alg }), &json!({})), Some(&json!({ "keys": [] })));
        assert_eq!(said(json!("ES256")), words("No support for signature type: ES256"));
        assert_eq!(said(json!("PS384")), words("No support for signature type: PS384"));
        assert_eq!(said(json!("none")), words("No support for signature type: none"));
        assert_eq!(said(json!(0)), words("No support for signature type: 0"));
        assert_eq!(said(json!(["RS256"])), words("No support for signature type: Array"));
        assert_eq!(said(json!({})), Said::Crash);
        assert_eq!(said(json!(null)), words("Error missing signature type in token header"));
        assert_eq!(said(json!("RS256")), words("Unable to find a key for RSA"));
    }

    #[test]
    fn a_symmetric_token_needs_no_set() {
        let (_, signed) = signed(&token(&json!({ "alg": "HS512", "jwk": {} }), &json!({})), None).expect("accepted so far");
        assert_eq!(signed, Signed::Secret);
    }

    #[test]
    fn sets_and_keys() {
        let rs = token(&json!({ "alg": "RS256", "kid": "a" }), &json!({}));
        assert_eq!(said(&rs, None), words("Error decoding JSON from jwks_uri"));
        assert_eq!(said(&rs, Some(&json!(null))), words("Error decoding JSON from jwks_uri"));
        let own = token(&json!({ "alg": "PS256", "jwk": "x" }), &json!({}));
        assert_eq!(said(&own, None), words("Self signed JWK header is not valid"));
        for none in [json!([]), json!({}), json!(5), json!({ "keys": 5 }), json!({ "keys": [key(json!({ "kid": "b" }))] })] {
            assert_eq!(said(&rs, Some(&none)), words("Unable to find a key for (algorithm, kid):RS256, a)"), "{none}");
        }
        let set = json!({ "keys": { "x": 1, "y": key(json!({ "kid": "a", "use": "enc" })) } });
        assert!(matches!(signed(&rs, Some(&set)), Ok((_, Signed::Rsa(1, _)))), "use is not looked at, an object is a list");
        let lacking = json!({ "keys": [{ "kty": "RSA", "kid": "a", "x5c": [] }] });
        assert_eq!(said(&rs, Some(&lacking)), words("Malformed key object"));
        for odd in ["AQ AB", "AQAB\n", "AQA", "A", "AQ*B"] {
            let unreadable = json!({ "keys": [key(json!({ "kid": "a", "e": odd }))] });
            let (said, want) = (signed(&rs, Some(&unreadable)).err().map(|r| r.said), words("Unable to read key"));
            assert_eq!(said, (odd != "AQA").then_some(want), "{odd:?}");
        }
        let other = json!({ "keys": [{ "kty": "EC", "alg": "RS256", "kid": "a" }, key(json!({ "kid": "a" }))] });
        assert_eq!(said(&rs, Some(&other)), words("Malformed key object"));
        let skipped = json!({ "keys": [{ "kty": "EC", "alg": "ES256", "kid": "a" }, key(json!({ "kid": "a" }))] });
        assert!(matches!(signed(&rs, Some(&skipped)), Ok((_, Signed::Rsa(1, _)))));
    }

    #[test]
    fn without_kid_the_first_rsa_key_is_taken() {
        let bare = token(&json!({ "alg": "RS256" }), &json!({}));
        let set = json!({ "keys": [{ "kty": "EC" }, key(json!({ "kid": "enc", "use": "enc" })), key(json!({}))] });
        assert!(matches!(signed(&bare, Some(&set)), Ok((_, Signed::Rsa(1, _)))));
        let lower = json!({ "keys": [{ "kty": "rsa", "alg": "RS256", "n": "AQAB", "e": "AQAB" }] });
        assert!(matches!(signed(&bare, Some(&lower)), Ok((_, Signed::Rsa(0, _)))), "no kid on either side is the same kid");
    }

    proptest! {
        #[test]
        fn nothing_panics(text in ".{0,30}", header in "[\\{\\}\":a-z0-9,]{0,20}") {
            let coded = format!("{}.{}.aa", URL_SAFE_NO_PAD.encode(header.as_bytes()), URL_SAFE_NO_PAD.encode(text.as_bytes()));
            for token in [&text, &coded] {
                let _ = signed(token, Some(&json!({ "keys": [{}] })));
                let _ = payload(token);
            }
        }
    }
}
