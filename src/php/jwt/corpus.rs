//! Tokens and key sets with what the real code said of them: user_oidc 46ae8fd's choice of keys and php-jwt 7.0.5, run under
//! PHP 8.2 with random keys, mutated at random. `said` is the exception.

use serde::Deserialize;
use serde_json::Value;

use super::{Era, Rules, decode};
use crate::oidc::verify_as_openssl;
use crate::php::urlsafe_base64_decode;

/// The time of the corpus.
const NOW: i64 = 1_800_000_000;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    said: String,
    strength: bool,
    accepted: bool,
    token: String,
    jwks: Value,
}

#[test]
fn says_what_php_said() {
    let mut wrong = Vec::new();
    for (i, line) in include_str!("corpus.jsonl").lines().enumerate() {
        let case: Case = serde_json::from_str(line).expect("a case");
        let parts: Vec<&str> = case.token.split('.').collect();
        let verify = |_: usize, key: &crate::oidc::PublicKey, alg: &str| {
            let signature = urlsafe_base64_decode(parts[2]);
            verify_as_openssl(format!("{}.{}", parts[0], parts[1]).as_bytes(), &signature, key, alg)
        };
        let rules = Rules { era: Era::V8_4, key_strength: case.strength };
        let result = decode(&case.token, &case.jwks, rules, NOW, &verify);
        if result.is_ok() != case.accepted {
            wrong.push(format!("line {}: PHP {:?}, here {result:?}", i + 1, case.said));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
