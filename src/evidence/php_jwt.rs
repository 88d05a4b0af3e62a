//! A token as Nextcloud user_oidc decodes it, with the JWK Set and by the rules of its version.

use serde_json::{Map, Value};

use super::view::Evidence;
use crate::oidc::{CompactJws, OpensslError, PublicKey, verify_as_openssl};
use crate::php::jwt::{Era, JwtRefusal, Rules, decode, set_members};
use crate::php::urlsafe_base64_decode;
use crate::recording::{REDACTED_SIGNATURE, signature_fact};
use crate::wire::Version;

impl Evidence<'_> {
    /// The rules of the app's version; `key_strength` is its `validate_jwk_strength`.
    pub fn php_jwt_rules(&self, key_strength: bool) -> Rules {
        let version = self.view().version;
        let from = |numbers: &[u64]| *version >= Version::from_numbers(numbers);
        let era = if from(&[8, 4]) {
            Era::V8_4
        } else if from(&[8, 2]) {
            Era::V8_2
        } else if from(&[8, 1]) {
            Era::V8_1
        } else {
            Era::V7_4
        };
        Rules { era, key_strength }
    }

    /// The claims of a token at `now` (seconds), when the app accepts it with this set.
    ///
    /// # Errors
    /// With the first step that refuses it.
    pub fn php_jwt_claims(&self, text: &str, now: i64, set: &Value, rules: Rules) -> Result<Map<String, Value>, JwtRefusal> {
        let members = set_members(set).unwrap_or_default();
        let parts: Vec<&str> = text.split('.').collect();
        let verify = |index: usize, key: &PublicKey, alg: &str| -> Result<(), OpensslError> {
            let [header, payload, signature] = parts.as_slice() else { return Err(OpensslError::Mismatch) };
            if signature.starts_with(REDACTED_SIGNATURE) {
                let jws = CompactJws::parse(text);
                let fact = members.get(index).and_then(|key| signature_fact(self.recording(), &jws, key));
                return match fact {
                    Some(true) => Ok(()),
                    Some(false) => Err(OpensslError::Mismatch),
                    None => Err(OpensslError::Unsupported("a redacted signature".to_owned())),
                };
            }
            verify_as_openssl(format!("{header}.{payload}").as_bytes(), &urlsafe_base64_decode(signature), key, alg)
        };
        decode(text, set, rules, now, &verify)
    }
}
