//! The ID Token (OpenID Connect Core 1.0, section 2): the conforming one, and what faults make of it.

use aws_lc_rs::digest;
use serde_json::{Map, Value, json};

use super::{
    account::released,
    alg::Alg,
    client::Client,
    encoding::{base64url, now, object, random_name},
    fault::{ClaimFault, IdTokenFault},
    grant::Grant,
    jwt,
    keys::KeySet,
    op::Op,
    weak_rsa,
};

/// How long an ID Token is good for, in seconds.
const LIFETIME: i64 = 600;

/// An ID Token for a client; `None` only if the system fails.
pub(super) fn make(op: &Op, client: &Client, grant: &Grant, nonce: Option<&str>, access_token: &str) -> Option<String> {
    let alg = op.signing_alg(client.id_token_alg);
    let keys = op.keys();
    let mut token = Draft {
        header: jwt::header(&keys, alg, "JWT"),
        payload: Value::Object(claims(op, client, grant, nonce, access_token, alg)),
        signer: Signer::Own(alg),
        shape: Shape::Signed,
    };
    for fault in op.faults::<IdTokenFault>() {
        token.bend(fault, client);
    }
    token.finish(&keys)
}

fn claims(op: &Op, client: &Client, grant: &Grant, nonce: Option<&str>, access_token: &str, alg: Alg) -> Map<String, Value> {
    let now = now();
    let lifetime = op.persona().map_or(LIFETIME, |persona| persona.id_token_lifetime());
    let mut claims = object(json!({
        "iss": op.issuer,
        "sub": grant.subject,
        "aud": client.id,
        "azp": client.id,
        "exp": now + lifetime,
        "iat": now,
        "auth_time": grant.auth_time,
        "at_hash": left_half(alg, access_token),
        "sid": grant.session,
        "acr": "1",
        "amr": ["pwd"],
    }));
    if let Some(nonce) = nonce {
        claims.insert("nonce".to_owned(), json!(nonce));
    }
    match op.persona() {
        Some(persona) => {
            claims.retain(|name, _| persona.keeps(name));
            claims.extend(persona.id_token_claims(&op.base, &grant.scope, &grant.claims.id_token));
            claims.extend(persona.extra_claims());
        }
        None => claims.extend(released(op, &grant.scope, &grant.claims.id_token)),
    }
    for fault in op.faults::<ClaimFault>() {
        bend_claims(&mut claims, fault, op, alg);
    }
    claims
}

/// The left half of a hash, as `at_hash` wants it.
fn left_half(alg: Alg, text: &str) -> String {
    let hash = digest::digest(alg.hash(), text.as_bytes());
    base64url(&hash.as_ref()[..hash.as_ref().len() / 2])
}

/// The one place where faults of the claims act.
fn bend_claims(claims: &mut Map<String, Value>, fault: ClaimFault, op: &Op, alg: Alg) {
    use ClaimFault as F;
    let now = now();
    let client = claims.get("aud").cloned().unwrap_or_default();
    let mut edit = |name: &str, value: Option<Value>| match value {
        Some(value) => claims.insert(name.to_owned(), value),
        None => claims.shift_remove(name),
    };
    match fault {
        F::IssuerMissing => edit("iss", None),
        F::AudienceMissing => edit("aud", None),
        F::PartyMissing => edit("azp", None),
        F::ExpiryMissing => edit("exp", None),
        F::IssuedAtMissing => edit("iat", None),
        F::NonceMissing => edit("nonce", None),
        F::SubjectMissing => edit("sub", None),
        F::SessionMissing => edit("sid", None),
        F::AuthTimeMissing => edit("auth_time", None),
        F::AccessHashMissing => edit("at_hash", None),
        F::NameMissing => edit("name", None),
        F::EmailMissing => edit("email", None),
        F::GroupsMissing => edit("groups", None),
        F::PictureMissing => edit("picture", None),
        F::IssuerOther => edit("iss", Some(json!("https://login.example.net"))),
        F::IssuerTrailingSlash => edit("iss", Some(json!(format!("{}/", op.issuer)))),
        F::AudienceOther => edit("aud", Some(json!("another-client"))),
        F::AudienceUpperCase => edit("aud", Some(json!(client.as_str().unwrap_or_default().to_uppercase()))),
        F::AudienceSeveral => edit("aud", Some(json!([client, "another-client"]))),
        F::AudienceList => edit("aud", Some(json!([client]))),
        F::AudienceNumber => edit("aud", Some(json!(5))),
        F::AudienceEmpty => edit("aud", Some(json!([]))),
        F::PartyOther => edit("azp", Some(json!("another-client"))),
        F::ExpiredShortly => edit("exp", Some(json!(now - 30))),
        F::ExpiredLong => edit("exp", Some(json!(now - 200))),
        F::ExpiryText => edit("exp", Some(json!("tomorrow"))),
        F::ExpiryNumericText => edit("exp", Some(json!((now + LIFETIME).to_string()))),
        F::ExpiryFraction => edit("exp", Some(json!((now + LIFETIME) as f64 + 0.5))),
        F::ExpiryNull => edit("exp", Some(Value::Null)),
        F::ShortLived => edit("exp", Some(json!(now + 2))),
        F::IssuedAtText => edit("iat", Some(json!("today"))),
        F::IssuedAtFraction => edit("iat", Some(json!(now as f64 - 0.5))),
        F::IssuedAtFuture => edit("iat", Some(json!(now + 90))),
        F::NotBeforeFuture => edit("nbf", Some(json!(now + 90))),
        F::NonceWrong => edit("nonce", Some(json!("not-what-you-sent"))),
        F::NonceNull => edit("nonce", Some(Value::Null)),
        F::SubjectNumber => edit("sub", Some(json!(42))),
        F::SubjectEmpty => edit("sub", Some(json!(""))),
        F::SubjectLong => edit("sub", Some(json!("s".repeat(300)))),
        F::SubjectChanges => edit("sub", Some(json!(random_name()))),
        F::SessionNumber => edit("sid", Some(json!(5))),
        F::SessionLong => edit("sid", Some(json!("s".repeat(300)))),
        F::ContextNumber => edit("acr", Some(json!(1))),
        F::AuthTimeText => edit("auth_time", Some(json!("today"))),
        F::AccessHashWrong => edit("at_hash", Some(json!(left_half(alg, "another token")))),
        F::GroupsDiffer => edit("groups", Some(json!(["guests"]))),
        F::EmailDiffers => edit("email", Some(json!("alice@old.example.com"))),
        F::AudienceSeveralWithoutParty => {
            edit("aud", Some(json!([client, "another-client"])));
            edit("azp", None)
        }
        F::UserinfoOnly => {
            let user = released(op, &["profile", "email", "phone", "address", "groups"].map(str::to_owned), &Map::new());
            claims.retain(|name, _| !user.contains_key(name));
            None
        }
    };
}

/// An ID Token under construction.
struct Draft {
    header: Map<String, Value>,
    payload: Value,
    signer: Signer,
    shape: Shape,
}

/// Who signs.
enum Signer {
    /// The provider's key for an algorithm.
    Own(Alg),
    /// A key that is not published.
    Stray,
    /// The RSA key that is too short.
    Weak,
    /// The client's secret.
    Secret(String),
    /// Nobody.
    Nobody,
    /// Nobody, with bytes that look like a signature.
    Noise,
}

/// What is made of header, payload and signature.
#[derive(Clone, Copy)]
enum Shape {
    Signed,
    Broken,
    Padded,
    FourSegments,
    TwoSegments,
    PayloadText,
    Encrypted,
    Garbage,
}

impl Draft {
    /// The one place where faults of header, signature and shape act.
    fn bend(&mut self, fault: IdTokenFault, client: &Client) {
        use IdTokenFault as F;
        match fault {
            F::AlgRs512 | F::AlgPs256 | F::AlgEs256 | F::AlgEs384 | F::AlgEs512 | F::AlgEdDsa => {
                // Chosen before the claims are made, since `at_hash` depends on it: see `IdTokenFault::alg`.
            }
            F::AlgNone => {
                self.set("alg", json!("none"));
                self.header.shift_remove("kid");
                self.signer = Signer::Nobody;
            }
            F::AlgHs256 => {
                self.set("alg", json!("HS256"));
                self.header.shift_remove("kid");
                self.signer = Signer::Secret(client.secret.clone().unwrap_or_default());
            }
            F::AlgEs256k => {
                self.set("alg", json!("ES256K"));
                self.signer = Signer::Noise;
            }
            F::AlgUnknown => {
                self.set("alg", json!("XS256"));
                self.signer = Signer::Noise;
            }
            F::AlgMissing => {
                self.header.shift_remove("alg");
            }
            F::WeakKey => {
                self.set("alg", json!("RS256"));
                self.signer = Signer::Weak;
            }
            F::KidUnknown => self.set("kid", json!("key-of-tomorrow")),
            F::KidMissing => {
                self.header.shift_remove("kid");
            }
            F::KidEmpty => self.set("kid", json!("")),
            F::KidNumber => self.set("kid", json!(7)),
            F::KidObject => self.set("kid", json!({"id": "rs256-1"})),
            F::KidZero => self.set("kid", json!("0")),
            F::TypeAccessToken => self.set("typ", json!("at+jwt")),
            F::CriticalHeader => {
                self.set("crit", json!(["https://headers.example/seal"]));
                self.set("https://headers.example/seal", json!(true));
            }
            F::KeyInHeader => self.set("jwk", json!({"kty": "RSA", "n": "AQAB", "e": "AQAB"})),
            F::SignatureBroken => self.shape = Shape::Broken,
            F::SignatureOther => self.signer = Signer::Stray,
            F::SignaturePadded => self.shape = Shape::Padded,
            F::FourSegments => self.shape = Shape::FourSegments,
            F::TwoSegments => self.shape = Shape::TwoSegments,
            F::PayloadArray => self.payload = json!([self.payload.take()]),
            F::PayloadText => self.shape = Shape::PayloadText,
            F::Encrypted => self.shape = Shape::Encrypted,
            F::Garbage => self.shape = Shape::Garbage,
        }
    }

    fn set(&mut self, name: &str, value: Value) {
        self.header.insert(name.to_owned(), value);
    }

    fn finish(self, keys: &KeySet) -> Option<String> {
        let mut input = jwt::signing_input(&self.header, &self.payload);
        if let (Shape::PayloadText, Some((header, _))) = (self.shape, input.split_once('.')) {
            input = format!("{header}.{}", base64url("sub=alice"));
        }
        let own_alg = self.header.get("alg").and_then(Value::as_str).and_then(Alg::from_name).unwrap_or(Alg::Rs256);
        let mut signature = match &self.signer {
            Signer::Own(alg) => keys.sign(*alg, input.as_bytes()).ok()?,
            Signer::Stray => KeySet::stray().ok()?.sign(own_alg, input.as_bytes()).ok()?,
            Signer::Weak => weak_rsa::sign(input.as_bytes()),
            Signer::Secret(secret) => jwt::sign_with_secret(secret, &input),
            Signer::Nobody => Vec::new(),
            Signer::Noise => vec![0x5a; 64],
        };
        let encoded = base64url(&signature);
        Some(match self.shape {
            Shape::Signed | Shape::PayloadText => format!("{input}.{encoded}"),
            Shape::Broken => {
                if let Some(middle) = signature.get_mut(20) {
                    *middle ^= 1;
                }
                format!("{input}.{}", base64url(&signature))
            }
            Shape::Padded => format!("{input}.{encoded}=="),
            Shape::FourSegments => format!("{input}.{encoded}.{}", base64url("more")),
            Shape::TwoSegments => input,
            Shape::Encrypted => {
                let header = base64url(r#"{"alg":"RSA-OAEP","enc":"A256GCM","cty":"JWT"}"#);
                let part = |length: usize| base64url(vec![0xa5; length]);
                format!("{header}.{}.{}.{}.{}", part(256), part(12), part(600), part(16))
            }
            Shape::Garbage => "opaque-1f0c7a".to_owned(),
        })
    }
}

impl IdTokenFault {
    /// The algorithm that a fault uses in place of the registered one.
    pub(super) fn alg(self) -> Option<Alg> {
        match self {
            Self::AlgRs512 => Some(Alg::Rs512),
            Self::AlgPs256 => Some(Alg::Ps256),
            Self::AlgEs256 => Some(Alg::Es256),
            Self::AlgEs384 => Some(Alg::Es384),
            Self::AlgEs512 => Some(Alg::Es512),
            Self::AlgEdDsa => Some(Alg::EdDsa),
            _ => None,
        }
    }

    /// What a fault of the token needs to find in the key set to be about the token alone.
    pub(super) fn republish(self, keys: &mut [Map<String, Value>]) {
        let Some(signing) = keys.first_mut() else {
            return;
        };
        match self {
            Self::KidZero => {
                signing.insert("kid".to_owned(), json!("0"));
            }
            Self::WeakKey => {
                let kid = signing.get("kid").and_then(Value::as_str).unwrap_or_default();
                *signing = weak_rsa::public_jwk(kid);
            }
            _ => {}
        }
    }
}
