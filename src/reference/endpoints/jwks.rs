//! The published keys (RFC 7517).

use aws_lc_rs::signature::{ECDSA_P256K1_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use axum::http::StatusCode;
use serde_json::{Map, Value, json};

use super::{is_read, preflight};
use crate::reference::{
    account::object,
    alg::Alg,
    answer::{Answer, Body},
    call::Call,
    encoding::{base64url, from_base64url},
    fault::{IdTokenFault, JwksFault},
    keys::{KeySet, first_private_exponent, point},
    op::Op,
    weak_rsa,
};

/// A point of Curve448 as an Ed448 public key.
const ED448: &str = "VvcT-f9_gVxjyTEjv2CExruTCs9lsZc6bq3SgMun8u866R893_p5OgPm-Jpp-aN2XYN0_PF_jOyA";

type Jwk = Map<String, Value>;

/// Serves the key set.
pub(in crate::reference) fn handle(op: &Op, call: &Call) -> Answer {
    if let Some(answer) = preflight(call) {
        return answer;
    }
    if !is_read(call) {
        return Answer::method_not_allowed("GET");
    }
    let mut keys = op.key_ring().published(&op.published_algs());
    for fault in op.faults::<IdTokenFault>() {
        fault.republish(&mut keys);
    }
    let mut answer = set_of(&keys);
    for fault in op.faults::<JwksFault>() {
        bend(&mut keys, &mut answer, fault);
    }
    answer
}

fn set_of(keys: &[Jwk]) -> Answer {
    let mut answer = Answer::json(StatusCode::OK, Map::new()).shared().with("cache-control", "public, max-age=60");
    answer.set("keys", keys.iter().cloned().map(Value::Object).collect::<Vec<_>>());
    answer
}

/// The one place where faults of the key set act. The signing key of RS256 is the first one.
fn bend(keys: &mut Vec<Jwk>, answer: &mut Answer, fault: JwksFault) {
    use JwksFault as F;
    let before = keys.clone();
    match fault {
        F::Empty => keys.clear(),
        F::KeysObject => answer.set("keys", keys.iter().map(|key| (kid(key), json!(key))).collect::<Jwk>()),
        F::KeysMissing => {
            answer.remove("keys");
            answer.set("data", keys.iter().cloned().map(Value::Object).collect::<Vec<_>>());
        }
        F::Html => *answer = Answer::stray_html(StatusCode::OK),
        F::NotFound => *answer = Answer::not_found(),
        F::ServerError => *answer = Answer::stray_html(StatusCode::INTERNAL_SERVER_ERROR),
        F::Stalls => answer.body = Body::Stalled("{\"keys\":[".to_owned()),
        F::SigningKeyMissing => keys.retain(|key| key.get("alg") != Some(&json!(Alg::Rs256.name()))),
        F::KidMissing => remove_signing(keys, "kid"),
        F::KidNumber => set_signing(keys, "kid", json!(7)),
        F::DuplicateKidWrongFirst => {
            let wrong = stray(&signing_kid(keys), "sig");
            keys.insert(0, wrong);
        }
        F::DuplicateKidWrongLast => keys.push(stray(&signing_kid(keys), "sig")),
        F::KidAcrossFamilies => {
            let shared = json!(signing_kid(keys));
            for key in keys.iter_mut().filter(|key| key.get("crv") == Some(&json!("P-256"))) {
                key.insert("kid".to_owned(), shared.clone());
            }
        }
        F::WeakNeighbourFirst => keys.insert(0, weak_rsa::public_jwk("old")),
        F::WeakNeighbourLast => keys.push(weak_rsa::public_jwk("old")),
        F::WeakEncryptionNeighbourFirst => {
            let mut weak = weak_rsa::public_jwk("old");
            weak.insert("use".to_owned(), json!("enc"));
            weak.insert("alg".to_owned(), json!("RSA-OAEP"));
            keys.insert(0, weak);
        }
        F::P521Neighbour => keys.extend(KeySet::stray().map(|set| set.jwk(Alg::Es512))),
        F::Secp256k1NeighbourFirst => {
            if let Ok(pair) = EcdsaKeyPair::generate(&ECDSA_P256K1_SHA256_FIXED_SIGNING) {
                let mut key = point("secp256k1", pair.public_key().as_ref());
                key.extend(object(json!({"kid": "es256k-1", "use": "sig", "alg": "ES256K"})));
                keys.insert(0, key);
            }
        }
        F::Ed448Neighbour => {
            keys.push(object(json!({"kty": "OKP", "crv": "Ed448", "x": ED448, "kid": "ed448-1", "use": "sig", "alg": "EdDSA"})))
        }
        F::X25519Neighbour => keys.push(object(
            json!({"kty": "OKP", "crv": "X25519", "x": base64url([9; 32]), "kid": "x25519-1", "use": "enc", "alg": "ECDH-ES"}),
        )),
        F::UnknownTypeNeighbour => keys.push(object(json!({"kty": "AKP", "kid": "akp-1", "alg": "ML-DSA-44", "pub": "AAAA"}))),
        F::UntypedNeighbour => {
            let mut key = stray("untyped", "sig");
            key.shift_remove("kty");
            keys.insert(0, key);
        }
        F::EncryptionNeighbourFirst => {
            let mut key = stray("enc-1", "enc");
            key.insert("alg".to_owned(), json!("RSA-OAEP"));
            keys.insert(0, key);
        }
        F::PrivateMember => set_signing(keys, "d", json!(first_private_exponent())),
        F::SymmetricKey => {
            keys.push(object(json!({"kty": "oct", "k": base64url([7; 32]), "kid": "hs256-1", "use": "sig", "alg": "HS256"})))
        }
        F::UseEncryption => set_signing(keys, "use", json!("enc")),
        F::UseMissing => remove_signing(keys, "use"),
        F::AlgMismatch => set_signing(keys, "alg", json!("RS512")),
        F::AlgMissing => {
            for key in keys.iter_mut() {
                key.shift_remove("alg");
            }
        }
        F::ModulusMissing => remove_signing(keys, "n"),
        F::ModulusPadded => {
            let modulus = keys.first().and_then(|key| from_base64url(key.get("n")?.as_str()?)).unwrap_or_default();
            set_signing(keys, "n", json!(base64url([vec![0], modulus].concat())));
        }
        F::CertificateChainBroken => set_signing(keys, "x5c", json!(["bm8gY2VydGlmaWNhdGU="])),
        F::ContentTypeHtml => answer.set_header("content-type", "text/html; charset=utf-8"),
    }
    if *keys != before {
        answer.set("keys", keys.iter().cloned().map(Value::Object).collect::<Vec<_>>());
    }
}

/// An RSA key that signs nothing here.
fn stray(kid: &str, usage: &str) -> Jwk {
    let mut key = KeySet::stray().map(|set| set.jwk(Alg::Rs256)).unwrap_or_default();
    key.insert("kid".to_owned(), json!(kid));
    key.insert("use".to_owned(), json!(usage));
    key
}

fn kid(key: &Jwk) -> String {
    key.get("kid").and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn signing_kid(keys: &[Jwk]) -> String {
    keys.first().map(kid).unwrap_or_default()
}

fn set_signing(keys: &mut [Jwk], name: &str, value: Value) {
    if let Some(key) = keys.first_mut() {
        key.insert(name.to_owned(), value);
    }
}

fn remove_signing(keys: &mut [Jwk], name: &str) {
    if let Some(key) = keys.first_mut() {
        key.shift_remove(name);
    }
}
