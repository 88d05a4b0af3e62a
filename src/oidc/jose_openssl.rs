//! Signatures as OpenSSL verifies them: the hash comes from the algorithm's name, the curve from the key.

use aws_lc_rs::signature as aws;
use thiserror::Error;

/// A public key, as bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PublicKey {
    /// RSA.
    Rsa {
        /// Modulus, big-endian; leading zeros do no harm.
        n: Vec<u8>,
        /// Exponent, the same.
        e: Vec<u8>,
    },
    /// Elliptic curve.
    Ec {
        /// Which curve.
        curve: Curve,
        /// Coordinate x, exactly as the key has it.
        x: Vec<u8>,
        /// Coordinate y, the same.
        y: Vec<u8>,
    },
    /// Ed25519.
    Ed25519 {
        /// The 32 bytes of the key.
        x: Vec<u8>,
    },
}

/// A curve.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Curve {
    /// `P-256`
    P256,
    /// `P-384`
    P384,
    /// `secp256k1`
    Secp256k1,
}

/// Why OpenSSL would not call a signature good.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum OpensslError {
    /// The key cannot be used at all.
    #[error("the key cannot be used: {0}")]
    Key(String),
    /// The signature does not fit message and key.
    #[error("the signature does not fit the token and the key")]
    Mismatch,
    /// Nothing here can verify it; OpenSSL might.
    #[error("{0} cannot be verified here")]
    Unsupported(String),
}

impl PublicKey {
    /// A key from a JWK, members decoded leniently; `None` where it is none of the kinds that can be verified.
    pub fn from_jwk(jwk: &serde_json::Value) -> Option<Self> {
        let member = |name: &str| super::jose::decode_lenient(jwk.get(name)?.as_str()?);
        let curve = jwk.get("crv").and_then(serde_json::Value::as_str);
        match (jwk.get("kty")?.as_str()?, curve) {
            ("RSA", _) => Some(Self::Rsa { n: member("n")?, e: member("e")? }),
            ("EC", Some(curve)) => {
                let curve = match curve {
                    "P-256" => Curve::P256,
                    "P-384" => Curve::P384,
                    "secp256k1" => Curve::Secp256k1,
                    _ => return None,
                };
                Some(Self::Ec { curve, x: member("x")?, y: member("y")? })
            }
            ("OKP", Some("Ed25519")) => Some(Self::Ed25519 { x: member("x")? }),
            _ => None,
        }
    }

    /// Size in bits: of the modulus, of the curve.
    pub fn bits(&self) -> usize {
        match self {
            Self::Rsa { n, .. } => match n.iter().position(|b| *b != 0) {
                Some(first) => (n.len() - first) * 8 - n.get(first).map_or(0, |b| b.leading_zeros() as usize),
                None => 0,
            },
            Self::Ec { curve: Curve::P384, .. } => 384,
            Self::Ec { .. } | Self::Ed25519 { .. } => 256,
        }
    }
}

/// Verifies a JWS signature as OpenSSL (and for EdDSA libsodium) does behind a library that looks only at the algorithm's
/// name: `ES256` is SHA-256 with whatever curve the key is on.
///
/// # Errors
/// With the reason why the signature is not good.
pub fn verify_as_openssl(message: &[u8], signature: &[u8], key: &PublicKey, alg: &str) -> Result<(), OpensslError> {
    match key {
        PublicKey::Rsa { n, e } => rsa(message, signature, n, e, alg),
        PublicKey::Ec { curve, x, y } => ecdsa(message, signature, *curve, x, y, alg),
        PublicKey::Ed25519 { x } => {
            if x.len() != 32 {
                return Err(OpensslError::Key(format!("an Ed25519 key has 32 bytes, this one {}", x.len())));
            }
            let key = aws::UnparsedPublicKey::new(&aws::ED25519, x);
            key.verify(message, signature).map_err(|_| OpensslError::Mismatch)
        }
    }
}

fn rsa(message: &[u8], signature: &[u8], n: &[u8], e: &[u8], alg: &str) -> Result<(), OpensslError> {
    let bits = PublicKey::Rsa { n: n.to_vec(), e: e.to_vec() }.bits();
    let parameters = match (alg, bits >= 2048) {
        ("RS256", true) => &aws::RSA_PKCS1_2048_8192_SHA256,
        ("RS384", true) => &aws::RSA_PKCS1_2048_8192_SHA384,
        ("RS512", true) => &aws::RSA_PKCS1_2048_8192_SHA512,
        ("PS256", true) => &aws::RSA_PSS_2048_8192_SHA256,
        ("PS384", true) => &aws::RSA_PSS_2048_8192_SHA384,
        ("PS512", true) => &aws::RSA_PSS_2048_8192_SHA512,
        ("RS256", false) => &aws::RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY,
        ("RS512", false) => &aws::RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY,
        _ => {
            return match super::rsa_any_size::verify(message, signature, n, e, alg) {
                Some(true) => Ok(()),
                Some(false) => Err(OpensslError::Mismatch),
                None => Err(OpensslError::Unsupported(format!("{alg} with an RSA key of {bits} bits"))),
            };
        }
    };
    let plain = |bytes: &[u8]| bytes.iter().copied().skip_while(|b| *b == 0).collect::<Vec<u8>>();
    let key = aws_lc_rs::rsa::PublicKeyComponents { n: plain(n), e: plain(e) };
    key.verify(parameters, message, signature).map_err(|_| OpensslError::Mismatch)
}

fn ecdsa(message: &[u8], signature: &[u8], curve: Curve, x: &[u8], y: &[u8], alg: &str) -> Result<(), OpensslError> {
    let size = if curve == Curve::P384 { 48 } else { 32 };
    if x.len() + y.len() != 2 * size {
        return Err(OpensslError::Key(format!("its coordinates have {} and {} bytes instead of {size}", x.len(), y.len())));
    }
    let algorithm: &dyn aws::VerificationAlgorithm = match (curve, alg) {
        (Curve::P256, "ES256") => &aws::ECDSA_P256_SHA256_ASN1,
        (Curve::P256, "ES384") => &aws::ECDSA_P256_SHA384_ASN1,
        (Curve::P384, "ES256") => &aws::ECDSA_P384_SHA256_ASN1,
        (Curve::P384, "ES384") => &aws::ECDSA_P384_SHA384_ASN1,
        (Curve::Secp256k1, "ES256" | "ES256K") => &aws::ECDSA_P256K1_SHA256_ASN1,
        // A number of this signature that no number of the curve reaches is no good, whatever the hash.
        _ if der_signature(signature).is_none_or(|der| der.len() > 2 * size + 8) => return Err(OpensslError::Mismatch),
        (_, alg) => return Err(OpensslError::Unsupported(format!("{alg} with a key on {curve:?}"))),
    };
    let mut point = vec![4u8];
    point.extend_from_slice(x);
    point.extend_from_slice(y);
    let der = der_signature(signature).ok_or(OpensslError::Mismatch)?;
    aws::UnparsedPublicKey::new(algorithm, point).verify(message, &der).map_err(|_| OpensslError::Mismatch)
}

/// The DER form of `r || s`, halved as php-jwt does it, whatever the length.
fn der_signature(signature: &[u8]) -> Option<Vec<u8>> {
    let half = (signature.len() / 2).max(1);
    let integer = |bytes: &[u8]| -> Vec<u8> {
        let mut plain: Vec<u8> = bytes.iter().copied().skip_while(|b| *b == 0).collect();
        if plain.first().is_some_and(|b| *b > 0x7f) {
            plain.insert(0, 0);
        }
        plain
    };
    let (r, s) = (integer(signature.get(..half)?), integer(signature.get(half..2 * half)?));
    let mut der = Vec::new();
    for number in [&r, &s] {
        der.extend([2, u8::try_from(number.len()).ok()?]);
        der.extend(number);
    }
    let length = u8::try_from(der.len()).ok().filter(|n| *n < 0x80)?;
    let mut out = vec![0x30, length];
    out.extend(der);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_are_counted_without_leading_zeros() {
        let key = |n: Vec<u8>| PublicKey::Rsa { n, e: vec![1, 0, 1] };
        assert_eq!(key(vec![0, 0, 0x40, 0]).bits(), 15);
        assert_eq!(key(vec![0]).bits(), 0);
    }

    fn hex(text: &str) -> Vec<u8> {
        (0..text.len() / 2).map(|i| u8::from_str_radix(&text[2 * i..2 * i + 2], 16).unwrap()).collect()
    }

    #[test]
    fn es256_with_a_p384_key_is_verified_with_sha_256() {
        // Made with OpenSSL over the text "message".
        let x = hex("7dfdc3095e9bb72d67cc37d76d8a8b990a28344ec375e991dcb1db76a5d024d05af8cf4691f6d17aaaa136e755f73d62");
        let y = hex("e6a989bc6e31edf38509899053fe15aad0212ee7d5a401fe636e7f6bcbe4fe39b9ffc8a3d393410541d8b72d7274fef3");
        let mut signature =
            hex("bfdd4af3a6752eb2bb15b99bce87fb4651ef9efbf9aafce7c89453a8fa3efc1e3e14a319505bb71f767abea25e015c5c");
        signature.extend(hex("a3ce2ae10f51ba186c21a9e5b769d2a54272bb66cdfeef4f0f64344178df23cdd2f44924d02cf2d67ab836b099c55bae"));
        let key = PublicKey::Ec { curve: Curve::P384, x, y };
        assert_eq!(verify_as_openssl(b"message", &signature, &key, "ES256"), Ok(()));
        assert_eq!(verify_as_openssl(b"message", &signature, &key, "ES384"), Err(OpensslError::Mismatch));
    }

    #[test]
    fn a_signature_for_a_larger_curve_is_not_good() {
        let key = PublicKey::Ec { curve: Curve::Secp256k1, x: vec![1; 32], y: vec![2; 32] };
        assert_eq!(verify_as_openssl(b"m", &[0x77; 96], &key, "ES384"), Err(OpensslError::Mismatch));
        assert!(matches!(verify_as_openssl(b"m", &[0x77; 64], &key, "ES384"), Err(OpensslError::Unsupported(_))));
    }

    #[test]
    fn short_coordinates_and_odd_signatures_are_no_panic() {
        let key = PublicKey::Ec { curve: Curve::P256, x: vec![1; 31], y: vec![2; 32] };
        assert!(matches!(verify_as_openssl(b"m", &[], &key, "ES256"), Err(OpensslError::Key(_))));
        let key = PublicKey::Ec { curve: Curve::P256, x: vec![1; 32], y: vec![2; 32] };
        for signature in [&[][..], &[1], &[1, 2, 3], &[0xff; 600]] {
            assert_eq!(verify_as_openssl(b"m", signature, &key, "ES256"), Err(OpensslError::Mismatch));
        }
        let key = PublicKey::Rsa { n: vec![], e: vec![] };
        assert!(verify_as_openssl(b"m", b"s", &key, "RS256").is_err());
    }
}
