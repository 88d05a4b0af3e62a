//! Tokens and key sets with what the real code said of them: jumbojett/openid-connect-php 0.9.10 with phpseclib 3, as
//! oidc_login d4af807 brings them along, run under PHP 8.2 with random keys, headers and claims. `said` is the message, `crash`
//! an error that is no exception.

use aws_lc_rs::hmac;
use serde::Deserialize;
use serde_json::Value;

use super::{Expectation, Said, Signed, Verdict, accept};
use crate::oidc::{CompactJws, verify_as_openssl};
use crate::php::urlsafe_base64_decode;

/// The time of the corpus.
const NOW: i64 = 1_800_000_000;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    said: String,
    provider_url: String,
    issuer: Option<Value>,
    access_token: Option<Value>,
    token: String,
    jwks: Value,
}

fn is_signed_with_the_secret(message: &str, signature: &str, alg: &str) -> bool {
    let algorithm = match alg {
        "HS256" => hmac::HMAC_SHA256,
        "HS384" => hmac::HMAC_SHA384,
        _ => hmac::HMAC_SHA512,
    };
    let key = hmac::Key::new(algorithm, b"secret");
    hmac::verify(&key, message.as_bytes(), &urlsafe_base64_decode(signature)).is_ok()
}

#[test]
fn says_what_php_said() {
    let mut wrong = Vec::new();
    for (i, line) in include_str!("corpus.jsonl").lines().enumerate() {
        let case: Case = serde_json::from_str(line).expect("a case");
        let set = Some(&case.jwks).filter(|set| *set != "not JSON");
        let verify = |signed: &Signed, alg: &str| {
            let (message, signature) = case.token.rsplit_once('.').unwrap_or_default();
            let good = match signed {
                Signed::Secret => is_signed_with_the_secret(message, signature, alg),
                Signed::Rsa(_, key) => verify_as_openssl(message.as_bytes(), &urlsafe_base64_decode(signature), key, alg).is_ok(),
            };
            if good { Verdict::Good } else { Verdict::Bad("no".to_owned()) }
        };
        let expected = Expectation {
            provider_url: &case.provider_url,
            issuer: case.issuer.as_ref(),
            client_id: "rp1",
            nonce: Some("NONCE00000000000000000000000NONCE"),
            access_token: case.access_token.as_ref(),
            known_hash: None,
            now: NOW,
        };
        let said = match accept(&case.token, set, &verify, &expected).map_err(|refusal| refusal.said) {
            Ok(()) => "accepted".to_owned(),
            // The app fetches the set once more, too soon.
            Err(Said::Words(words)) if words.starts_with("Unable to find a key") => {
                "Too many update signing key requests".to_owned()
            }
            Err(Said::Words(words)) => words,
            Err(Said::Crash) => "crash".to_owned(),
            Err(Said::Unsure(why)) => format!("unsure: {why}"),
        };
        if said != case.said {
            let header = CompactJws::parse(&case.token).header;
            wrong.push(format!("line {}: PHP {:?}, here {said:?}, header {header:?}", i + 1, case.said));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
