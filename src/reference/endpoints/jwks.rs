//! The published keys (RFC 7517).

use aws_lc_rs::signature::{ECDSA_P256K1_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use axum::http::StatusCode;
use serde_json::{Map, Value, json};

use super::{is_read, preflight};
use crate::reference::{
    alg::Alg,
    answer::{Answer, Body},
    call::Call,
    encoding::{base64url, from_base64url, object},
    fault::{IdTokenFault, JwksFault},
    keys::{KeySet, first_private_exponent, point, stray_private_exponent},
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
    for kid in op.persona().into_iter().flat_map(|persona| persona.more_key_ids()) {
        let again = keys.first().cloned().map(|mut key| {
            key.insert("kid".to_owned(), json!(kid));
            key
        });
        keys.extend(again);
    }
    let mut answer = set_of(&keys);
    for fault in op.faults::<JwksFault>() {
        bend(op, &mut keys, &mut answer, fault);
    }
    answer
}

fn set_of(keys: &[Jwk]) -> Answer {
    let mut answer = Answer::json(StatusCode::OK, Map::new()).shared().with("cache-control", "public, max-age=60");
    answer.set("keys", keys.iter().cloned().map(Value::Object).collect::<Vec<_>>());
    answer
}

/// The one place where faults of the key set act. The signing key is the first one, see [`Op::published_algs`].
fn bend(op: &Op, keys: &mut Vec<Jwk>, answer: &mut Answer, fault: JwksFault) {
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
        F::VanishAfterLogin => {
            if op.memory().next_grant > 0 {
                keys.truncate(1);
            }
        }
        F::DuplicateMember => {
            let text = answer.text();
            let rest = text.strip_prefix('{').unwrap_or_default();
            answer.replace_body("application/json", format!("{{\"keys\":[],{rest}"));
        }
        F::SigningKeyMissing => drop(keys.drain(..keys.len().min(1))),
        F::KidMissing => remove_signing(keys, "kid"),
        F::KidNumber => set_signing(keys, "kid", json!(7)),
        F::DuplicateKidWrongFirst => {
            let wrong = stray(signing_alg(keys), &signing_kid(keys), "sig");
            keys.insert(0, wrong);
        }
        F::DuplicateKidWrongLast => keys.push(stray(signing_alg(keys), &signing_kid(keys), "sig")),
        F::KidAcrossFamilies => {
            let (shared, kind) = (json!(signing_kid(keys)), keys.first().and_then(|key| key.get("kty").cloned()));
            for key in keys.iter_mut().filter(|key| key.get("kty") != kind.as_ref()).take(1) {
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
            let mut key = stray(Alg::Rs256, "untyped", "sig");
            key.shift_remove("kty");
            keys.insert(0, key);
        }
        F::EncryptionNeighbourFirst => {
            let mut key = stray(Alg::Rs256, "enc-1", "enc");
            key.insert("alg".to_owned(), json!("RSA-OAEP"));
            keys.insert(0, key);
        }
        F::PrivateMember => set_signing(keys, "d", json!(first_private_exponent())),
        F::PrivateNeighbour => {
            let mut key = stray(Alg::Rs256, "spare", "sig");
            key.insert("d".to_owned(), json!(stray_private_exponent()));
            keys.push(key);
        }
        F::SymmetricKey => {
            keys.push(object(json!({"kty": "oct", "k": base64url([7; 32]), "kid": "hs256-1", "use": "sig", "alg": "HS256"})))
        }
        F::UseEncryption => set_signing(keys, "use", json!("enc")),
        F::UseMissingBesideEncryption => {
            remove_signing(keys, "use");
            let mut key = stray(Alg::Rs256, "enc-1", "enc");
            key.insert("alg".to_owned(), json!("RSA-OAEP"));
            keys.push(key);
        }
        F::UseList => set_signing(keys, "use", json!(["sig"])),
        F::UseMissing => remove_signing(keys, "use"),
        F::AlgMismatch => set_signing(keys, "alg", json!("RS512")),
        F::AlgMissing => {
            for key in keys.iter_mut() {
                key.shift_remove("alg");
            }
        }
        F::ModulusMissing => {
            remove_signing(keys, "n");
            remove_signing(keys, "x");
        }
        F::ModulusPadded => {
            let padded = base64url([vec![0], modulus(keys)].concat());
            set_signing(keys, "n", json!(padded));
        }
        F::ModulusStandardBase64 => {
            use base64::{Engine as _, engine::general_purpose::STANDARD};
            let standard = STANDARD.encode(modulus(keys));
            set_signing(keys, "n", json!(standard));
        }
        F::ExponentNumber => set_signing(keys, "e", json!(65_537)),
        F::RetiredKeyFirst => {
            let retired = stray(signing_alg(keys), "retired", "sig");
            keys.insert(0, retired);
        }
        F::ByteOrderMark => answer.replace_body("application/json", format!("\u{feff}{}", answer.text())),
        F::CachedForDays => answer.set_header("cache-control", "public, max-age=2592000"),
        F::CertificateChainBroken => set_signing(keys, "x5c", json!(["bm8gY2VydGlmaWNhdGU="])),
        F::ContentTypeHtml => answer.set_header("content-type", "text/html; charset=utf-8"),
    }
    if *keys != before {
        answer.set("keys", keys.iter().cloned().map(Value::Object).collect::<Vec<_>>());
    }
}

/// A key that signs nothing here.
fn stray(alg: Alg, kid: &str, usage: &str) -> Jwk {
    let mut key = KeySet::stray().map(|set| set.jwk(alg)).unwrap_or_default();
    key.insert("kid".to_owned(), json!(kid));
    key.insert("use".to_owned(), json!(usage));
    key
}

fn kid(key: &Jwk) -> String {
    key.get("kid").and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn signing_alg(keys: &[Jwk]) -> Alg {
    let name = keys.first().and_then(|key| key.get("alg")).and_then(Value::as_str);
    name.and_then(Alg::from_name).unwrap_or(Alg::Rs256)
}

fn signing_kid(keys: &[Jwk]) -> String {
    keys.first().map(kid).unwrap_or_default()
}

fn modulus(keys: &[Jwk]) -> Vec<u8> {
    keys.first().and_then(|key| from_base64url(key.get("n")?.as_str()?)).unwrap_or_default()
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
