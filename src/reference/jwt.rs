//! Making JWTs, and reading the one kind that clients send: assertions for `private_key_jwt`.

use aws_lc_rs::{
    error::Unspecified,
    hmac,
    signature::{
        self, ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ECDSA_P521_SHA512_FIXED, ED25519, RsaParameters,
        RsaPublicKeyComponents, UnparsedPublicKey,
    },
};
use serde_json::{Map, Value, json};

use super::{
    alg::Alg,
    encoding::{base64url, from_base64url},
    keys::KeySet,
};

/// The JOSE header a conforming provider puts on what it signs.
pub(super) fn header(keys: &KeySet, alg: Alg, typ: &str) -> Map<String, Value> {
    let mut header = Map::new();
    header.insert("alg".to_owned(), json!(alg.name()));
    header.insert("typ".to_owned(), json!(typ));
    header.insert("kid".to_owned(), json!(keys.kid(alg)));
    header
}

/// Header and payload, encoded and joined: what is signed.
pub(super) fn signing_input(header: &Map<String, Value>, payload: &Value) -> String {
    let header = Value::Object(header.clone()).to_string();
    format!("{}.{}", base64url(header), base64url(payload.to_string()))
}

/// A JWT as a conforming provider signs it.
pub(super) fn sign(keys: &KeySet, alg: Alg, typ: &str, claims: Map<String, Value>) -> Result<String, Unspecified> {
    let input = signing_input(&header(keys, alg, typ), &Value::Object(claims));
    let signature = keys.sign(alg, input.as_bytes())?;
    Ok(format!("{input}.{}", base64url(signature)))
}

/// An HS256 signature with a client's secret, for the fault that uses it.
pub(super) fn sign_with_secret(secret: &str, input: &str) -> Vec<u8> {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    hmac::sign(&key, input.as_bytes()).as_ref().to_vec()
}

/// The claims of a JWT that one of these keys signed; `None` whatever is wrong with it.
pub(super) fn verified_claims(token: &str, jwks: &Value) -> Option<Map<String, Value>> {
    let (input, signature) = token.rsplit_once('.')?;
    let (header, payload) = input.split_once('.')?;
    let header: Value = serde_json::from_slice(&from_base64url(header)?).ok()?;
    let alg = Alg::from_name(header.get("alg")?.as_str()?)?;
    if header.get("crit").is_some() {
        return None;
    }
    let kid = header.get("kid");
    let signature = from_base64url(signature)?;
    let keys = jwks.get("keys")?.as_array()?;
    keys.iter()
        .filter(|key| kid.is_none() || key.get("kid").is_none() || key.get("kid") == kid)
        .any(|key| verify(alg, key, input.as_bytes(), &signature).is_some())
        .then(|| serde_json::from_slice(&from_base64url(payload)?).ok())?
}

fn verify(alg: Alg, key: &Value, message: &[u8], signature: &[u8]) -> Option<()> {
    let member = |name: &str| from_base64url(key.get(name)?.as_str()?);
    let is = |name: &str, value: &str| (key.get(name)?.as_str()? == value).then_some(());
    let rsa = |parameters: &'static RsaParameters| {
        is("kty", "RSA")?;
        let key = RsaPublicKeyComponents { n: member("n")?, e: member("e")? };
        key.verify(parameters, message, signature).ok()
    };
    let ecdsa = |curve: &str, algorithm: &'static signature::EcdsaVerificationAlgorithm| {
        is("crv", curve)?;
        let point = [vec![4], member("x")?, member("y")?].concat();
        UnparsedPublicKey::new(algorithm, point).verify(message, signature).ok()
    };
    match alg {
        Alg::Rs256 => rsa(&signature::RSA_PKCS1_2048_8192_SHA256),
        Alg::Rs384 => rsa(&signature::RSA_PKCS1_2048_8192_SHA384),
        Alg::Rs512 => rsa(&signature::RSA_PKCS1_2048_8192_SHA512),
        Alg::Ps256 => rsa(&signature::RSA_PSS_2048_8192_SHA256),
        Alg::Ps384 => rsa(&signature::RSA_PSS_2048_8192_SHA384),
        Alg::Ps512 => rsa(&signature::RSA_PSS_2048_8192_SHA512),
        Alg::Es256 => ecdsa("P-256", &ECDSA_P256_SHA256_FIXED),
        Alg::Es384 => ecdsa("P-384", &ECDSA_P384_SHA384_FIXED),
        Alg::Es512 => ecdsa("P-521", &ECDSA_P521_SHA512_FIXED),
        Alg::EdDsa => {
            is("crv", "Ed25519")?;
            UnparsedPublicKey::new(&ED25519, member("x")?).verify(message, signature).ok()
        }
    }
}

/// Who an assertion says it is from, before anything is verified: needed to find the keys to verify with.
pub(super) fn unverified_subject(token: &str) -> Option<String> {
    let payload = token.split('.').nth(1)?;
    let claims: Value = serde_json::from_slice(&from_base64url(payload)?).ok()?;
    claims.get("sub")?.as_str().map(str::to_owned)
}
