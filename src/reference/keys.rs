//! The provider's keys: one set signs, the set before it stays published until the next rotation.
//!
//! The first RSA key is printed in the source: making one takes a fifth of a second, and a provider that only listens on
//! loopback has nothing to protect. The key pair is parsed once and held, since parsing costs more than signing.

use std::sync::{Arc, OnceLock};

use aws_lc_rs::{
    error::Unspecified,
    rand::SystemRandom,
    rsa::{KeyPairComponents, KeySize, PublicKeyComponents},
    signature::{
        self, ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, ECDSA_P521_SHA512_FIXED_SIGNING, EcdsaKeyPair,
        Ed25519KeyPair, KeyPair, RsaKeyPair,
    },
};
use serde_json::{Map, Value, json};

use super::{
    alg::Alg,
    encoding::{base64url, from_base64url},
};

/// The RSA key that every process starts with, as a JWK.
const FIRST_RSA_KEY: &str = include_str!("keys/rsa-2048.json");
/// An RSA key that no provider publishes as its own.
const STRAY_RSA_KEY: &str = include_str!("keys/rsa-2048-stray.json");

/// One key of each kind, under one serial number.
pub(super) struct KeySet {
    serial: u32,
    rsa: RsaKeyPair,
    p256: EcdsaKeyPair,
    p384: EcdsaKeyPair,
    p521: EcdsaKeyPair,
    ed25519: Ed25519KeyPair,
}

impl KeySet {
    fn with_rsa(serial: u32, rsa: RsaKeyPair) -> Result<Self, Unspecified> {
        Ok(Self {
            serial,
            rsa,
            p256: EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING)?,
            p384: EcdsaKeyPair::generate(&ECDSA_P384_SHA384_FIXED_SIGNING)?,
            p521: EcdsaKeyPair::generate(&ECDSA_P521_SHA512_FIXED_SIGNING)?,
            ed25519: Ed25519KeyPair::generate()?,
        })
    }

    /// A set of new keys.
    pub(super) fn generate(serial: u32) -> Result<Self, Unspecified> {
        Self::with_rsa(serial, RsaKeyPair::generate(KeySize::Rsa2048)?)
    }

    /// The set a provider starts with.
    pub(super) fn first() -> Result<Self, Unspecified> {
        Self::with_rsa(1, rsa_key(FIRST_RSA_KEY)?)
    }

    /// Keys that belong to nobody, for signatures that must not verify. Made once per process.
    pub(super) fn stray() -> Result<&'static Self, Unspecified> {
        static STRAY: OnceLock<Result<KeySet, Unspecified>> = OnceLock::new();
        STRAY.get_or_init(|| Self::with_rsa(0, rsa_key(STRAY_RSA_KEY)?)).as_ref().map_err(|error| *error)
    }

    /// The name of the key that signs with this algorithm.
    pub(super) fn kid(&self, alg: Alg) -> String {
        format!("{}-{}", alg.name().to_ascii_lowercase(), self.serial)
    }

    /// The signature over a message.
    pub(super) fn sign(&self, alg: Alg, message: &[u8]) -> Result<Vec<u8>, Unspecified> {
        let rsa = |encoding: &'static dyn signature::RsaEncoding| {
            let mut signature = vec![0; self.rsa.public_modulus_len()];
            self.rsa.sign(encoding, &SystemRandom::new(), message, &mut signature)?;
            Ok(signature)
        };
        let ecdsa = |key: &EcdsaKeyPair| Ok(key.sign(&SystemRandom::new(), message)?.as_ref().to_vec());
        match alg {
            Alg::Rs256 => rsa(&signature::RSA_PKCS1_SHA256),
            Alg::Rs384 => rsa(&signature::RSA_PKCS1_SHA384),
            Alg::Rs512 => rsa(&signature::RSA_PKCS1_SHA512),
            Alg::Ps256 => rsa(&signature::RSA_PSS_SHA256),
            Alg::Ps384 => rsa(&signature::RSA_PSS_SHA384),
            Alg::Ps512 => rsa(&signature::RSA_PSS_SHA512),
            Alg::Es256 => ecdsa(&self.p256),
            Alg::Es384 => ecdsa(&self.p384),
            Alg::Es512 => ecdsa(&self.p521),
            Alg::EdDsa => Ok(self.ed25519.sign(message).as_ref().to_vec()),
        }
    }

    /// The public key for this algorithm, as it is published.
    pub(super) fn jwk(&self, alg: Alg) -> Map<String, Value> {
        let mut jwk = match alg {
            Alg::Rs256 | Alg::Rs384 | Alg::Rs512 | Alg::Ps256 | Alg::Ps384 | Alg::Ps512 => {
                let key = self.rsa.public_key();
                members([
                    ("kty", "RSA".to_owned()),
                    ("n", base64url(key.modulus().big_endian_without_leading_zero())),
                    ("e", base64url(key.exponent().big_endian_without_leading_zero())),
                ])
            }
            Alg::Es256 => point("P-256", self.p256.public_key().as_ref()),
            Alg::Es384 => point("P-384", self.p384.public_key().as_ref()),
            Alg::Es512 => point("P-521", self.p521.public_key().as_ref()),
            Alg::EdDsa => {
                members([("kty", "OKP".to_owned()), ("crv", "Ed25519".to_owned()), ("x", base64url(self.ed25519.public_key()))])
            }
        };
        jwk.insert("kid".to_owned(), json!(self.kid(alg)));
        jwk.insert("use".to_owned(), json!("sig"));
        jwk.insert("alg".to_owned(), json!(alg.name()));
        jwk
    }
}

/// The keys in use and the ones before them.
pub(super) struct KeyRing {
    current: Arc<KeySet>,
    previous: Option<Arc<KeySet>>,
}

impl KeyRing {
    /// The ring a provider starts with.
    pub(super) fn new() -> Result<Self, Unspecified> {
        Ok(Self { current: Arc::new(KeySet::first()?), previous: None })
    }

    /// The keys that sign.
    pub(super) fn current(&self) -> Arc<KeySet> {
        Arc::clone(&self.current)
    }

    /// The serial number that the next set should carry.
    pub(super) fn next_serial(&self) -> u32 {
        self.current.serial.saturating_add(1)
    }

    /// Lets new keys sign from now on.
    pub(super) fn rotate(&mut self, next: KeySet) {
        self.previous = Some(std::mem::replace(&mut self.current, Arc::new(next)));
    }

    /// The public keys for these algorithms: those that sign first, then those that signed before.
    pub(super) fn published(&self, algs: &[Alg]) -> Vec<Map<String, Value>> {
        [Some(&self.current), self.previous.as_ref()]
            .into_iter()
            .flatten()
            .flat_map(|set| algs.iter().map(|alg| set.jwk(*alg)))
            .collect()
    }
}

/// The private exponent of the first RSA key, for the fault that publishes it.
pub(super) fn first_private_exponent() -> String {
    member(FIRST_RSA_KEY, "d")
}

/// The private exponent of the RSA key that belongs to nobody.
pub(super) fn stray_private_exponent() -> String {
    member(STRAY_RSA_KEY, "d")
}

/// A point on a curve as a JWK, from its uncompressed form.
pub(super) fn point(curve: &str, uncompressed: &[u8]) -> Map<String, Value> {
    let coordinates = uncompressed.get(1..).unwrap_or_default();
    let (x, y) = coordinates.split_at(coordinates.len() / 2);
    members([("kty", "EC".to_owned()), ("crv", curve.to_owned()), ("x", base64url(x)), ("y", base64url(y))])
}

fn members<const N: usize>(pairs: [(&str, String); N]) -> Map<String, Value> {
    pairs.into_iter().map(|(name, value)| (name.to_owned(), Value::String(value))).collect()
}

fn member(jwk: &str, name: &str) -> String {
    let key: Value = serde_json::from_str(jwk).unwrap_or_default();
    key[name].as_str().unwrap_or_default().to_owned()
}

fn rsa_key(jwk: &str) -> Result<RsaKeyPair, Unspecified> {
    let member = |name| from_base64url(&member(jwk, name)).ok_or(Unspecified);
    let components = KeyPairComponents {
        public_key: PublicKeyComponents { n: member("n")?, e: member("e")? },
        d: member("d")?,
        p: member("p")?,
        q: member("q")?,
        dP: member("dp")?,
        dQ: member("dq")?,
        qInv: member("qi")?,
    };
    RsaKeyPair::from_components(&components).map_err(|_| Unspecified)
}
