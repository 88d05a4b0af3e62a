//! Compact JWS, JWK Sets and signatures, read without refusing anything that can still be looked at.

use aws_lc_rs::digest::{SHA256, SHA384, SHA512, digest};
use aws_lc_rs::signature as aws;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey};
use serde_json::Value;
use thiserror::Error;

use super::json::JsonDocument;

/// A token in compact form, taken apart. Nothing is verified.
#[derive(Debug, Clone, PartialEq)]
pub struct CompactJws<'a> {
    /// The segments between the dots.
    pub segments: Vec<&'a str>,
    /// The header, if the first segment is base64url of JSON.
    pub header: Option<Value>,
    /// The payload, if the second segment is base64url of JSON.
    pub payload: Option<Value>,
}

impl<'a> CompactJws<'a> {
    /// Takes a token apart; a text that is no token at all gives one segment and nothing else.
    pub fn parse(token: &'a str) -> Self {
        let segments: Vec<&str> = token.split('.').collect();
        let json = |i: usize| {
            let bytes = decode_lenient(segments.get(i)?)?;
            JsonDocument::parse(&bytes).ok().map(|d| d.value)
        };
        let (header, payload) = (json(0), json(1));
        Self { segments, header, payload }
    }

    /// A header parameter.
    pub fn header_parameter(&self, name: &str) -> Option<&Value> {
        self.header.as_ref()?.get(name)
    }

    /// `alg`, if it is text.
    pub fn alg(&self) -> Option<&str> {
        self.header_parameter("alg")?.as_str()
    }

    /// A claim of the payload.
    pub fn claim(&self, name: &str) -> Option<&Value> {
        self.payload.as_ref()?.get(name)
    }
}

/// Base64url, with or without padding, the standard alphabet tolerated: what lenient libraries accept.
pub fn decode_lenient(segment: &str) -> Option<Vec<u8>> {
    let plain: String = segment
        .trim_end_matches('=')
        .chars()
        .map(|c| match c {
            '+' => '-',
            '/' => '_',
            c => c,
        })
        .collect();
    URL_SAFE_NO_PAD.decode(plain).ok()
}

/// `at_hash` and `c_hash` (OpenID Connect Core 1.0, section 3.1.3.6): the left half of the hash that belongs to the signature
/// algorithm, in base64url; `None` for an algorithm whose hash is not fixed (`none`, Ed448, unknown ones).
pub fn half_hash(alg: &str, value: &str) -> Option<String> {
    let algorithm = match alg {
        "RS256" | "PS256" | "ES256" | "ES256K" | "HS256" => &SHA256,
        "RS384" | "PS384" | "ES384" | "HS384" => &SHA384,
        // EdDSA with Ed25519 hashes with SHA-512, the only curve in common use.
        "RS512" | "PS512" | "ES512" | "HS512" | "EdDSA" | "Ed25519" => &SHA512,
        _ => return None,
    };
    let hash = digest(algorithm, value.as_bytes());
    let bytes = hash.as_ref();
    bytes.get(..bytes.len() / 2).map(|half| URL_SAFE_NO_PAD.encode(half))
}

/// A JWK Set (RFC 7517, section 5), read leniently.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct JwkSet<'a>(pub &'a Value);

impl<'a> JwkSet<'a> {
    /// The members of `keys`, in order; empty when there is no such list.
    pub fn keys(&self) -> &'a [Value] {
        self.0.get("keys").and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    /// The first key with exactly this `kid`.
    pub fn by_kid(&self, kid: &str) -> Option<&'a Value> {
        self.keys().iter().find(|k| k.get("kid").and_then(Value::as_str) == Some(kid))
    }
}

/// Why a signature was not found good.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SignatureError {
    /// The token is not `header.payload.signature`.
    #[error("the token has {0} segments instead of 3")]
    Segments(usize),
    /// The signature segment is not base64url.
    #[error("the signature is not base64url")]
    Encoding,
    /// The algorithm is none we can verify.
    #[error("signature algorithm {0:?} cannot be verified")]
    UnsupportedAlgorithm(String),
    /// The key lacks what the algorithm needs, or is of another type.
    #[error("the key does not fit: {0}")]
    Key(String),
    /// The signature does not fit token and key.
    #[error("the signature does not fit the token and the key")]
    Mismatch,
}

/// Verifies the signature of a compact JWS with one JWK, by the algorithm named here (not by the header's).
///
/// `jsonwebtoken` does the twelve algorithms it knows, aws-lc-rs the rest (ES512, ES256K).
///
/// # Errors
/// With the reason why the signature is not good.
pub fn verify_signature(token: &CompactJws<'_>, key: &Value, alg: &str) -> Result<(), SignatureError> {
    if token.segments.len() != 3 {
        return Err(SignatureError::Segments(token.segments.len()));
    }
    let message = format!("{}.{}", token.segments[0], token.segments[1]);
    let signature = decode_lenient(token.segments[2]).ok_or(SignatureError::Encoding)?;
    let member = |name: &str| -> Result<&str, SignatureError> {
        key.get(name).and_then(Value::as_str).ok_or_else(|| SignatureError::Key(format!("it has no {name:?} that is text")))
    };
    let kty = member("kty")?;
    let wanted = match alg {
        "RS256" | "RS384" | "RS512" | "PS256" | "PS384" | "PS512" => "RSA",
        "ES256" | "ES384" | "ES512" | "ES256K" => "EC",
        "EdDSA" | "Ed25519" => "OKP",
        other => return Err(SignatureError::UnsupportedAlgorithm(other.to_owned())),
    };
    if kty != wanted {
        return Err(SignatureError::Key(format!("{alg} needs a key of type {wanted}, this one is {kty}")));
    }
    if let "ES512" | "ES256K" = alg {
        return verify_with_aws(alg, &message, &signature, member("x")?, member("y")?);
    }
    let bad_key = |e: jsonwebtoken::errors::Error| SignatureError::Key(e.to_string());
    // jsonwebtoken wants unpadded base64url; normalise what lenient peers accept.
    let clean = |text: &str| -> Result<String, SignatureError> {
        let bytes = decode_lenient(text).ok_or_else(|| SignatureError::Key("a member is not base64url".to_owned()))?;
        Ok(URL_SAFE_NO_PAD.encode(bytes))
    };
    // A zero octet in front is against RFC 7518 §6.3.1.1, and is the same number.
    let number = |text: &str| {
        let bytes = decode_lenient(text).ok_or_else(|| SignatureError::Key("a member is not base64url".to_owned()))?;
        let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
        Ok::<_, SignatureError>(URL_SAFE_NO_PAD.encode(bytes.get(zeros..).unwrap_or_default()))
    };
    let (decoding, algorithm) = match wanted {
        "RSA" => {
            let decoding = DecodingKey::from_rsa_components(&number(member("n")?)?, &number(member("e")?)?).map_err(bad_key)?;
            let algorithm: Algorithm = alg.parse().map_err(bad_key)?;
            (decoding, algorithm)
        }
        "EC" => {
            let curve = member("crv")?;
            let want = if alg == "ES256" { "P-256" } else { "P-384" };
            if curve != want {
                return Err(SignatureError::Key(format!("{alg} needs curve {want}, this key is on {curve}")));
            }
            let decoding = DecodingKey::from_ec_components(&clean(member("x")?)?, &clean(member("y")?)?).map_err(bad_key)?;
            (decoding, alg.parse().map_err(bad_key)?)
        }
        _ => {
            let curve = member("crv")?;
            if curve != "Ed25519" {
                return Err(SignatureError::Key(format!("EdDSA is verified on curve Ed25519, this key is on {curve}")));
            }
            (DecodingKey::from_ed_components(&clean(member("x")?)?).map_err(bad_key)?, Algorithm::EdDSA)
        }
    };
    let signature = URL_SAFE_NO_PAD.encode(signature);
    match jsonwebtoken::crypto::verify(&signature, message.as_bytes(), &decoding, algorithm) {
        Ok(true) => Ok(()),
        Ok(false) => Err(SignatureError::Mismatch),
        Err(error) => Err(SignatureError::Key(error.to_string())),
    }
}

fn verify_with_aws(alg: &str, message: &str, signature: &[u8], x: &str, y: &str) -> Result<(), SignatureError> {
    let (algorithm, size): (&dyn aws::VerificationAlgorithm, usize) =
        if alg == "ES512" { (&aws::ECDSA_P521_SHA512_FIXED, 66) } else { (&aws::ECDSA_P256K1_SHA256_FIXED, 32) };
    let mut point = vec![4u8];
    for coordinate in [x, y] {
        let bytes = decode_lenient(coordinate).ok_or_else(|| SignatureError::Key("a coordinate is not base64url".to_owned()))?;
        if bytes.len() > size {
            return Err(SignatureError::Key(format!("a coordinate has {} bytes, {alg} has {size}", bytes.len())));
        }
        point.extend(std::iter::repeat_n(0, size - bytes.len()));
        point.extend(bytes);
    }
    aws::UnparsedPublicKey::new(algorithm, point).verify(message.as_bytes(), signature).map_err(|_| SignatureError::Mismatch)
}

#[cfg(test)]
mod tests {
    #[test]
    fn half_hash_of_the_specification() {
        // OpenID Connect Core 1.0, appendix A.3.
        let token = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y";
        assert_eq!(super::half_hash("RS256", token).as_deref(), Some("77QmUPtjPfzWtF2AnpK9RQ"));
        assert_eq!(super::half_hash("none", token), None);
    }
}
