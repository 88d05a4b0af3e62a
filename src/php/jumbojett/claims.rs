//! The claims of an ID Token whose signature is good.

use serde_json::{Map, Value};

use super::refusal::{CLAIMS, Place, Stage, TokenRefusal};
use crate::oidc::jose::half_hash;
use crate::oidc::json::excerpt;
use crate::php::{is_empty, is_set, to_text};

/// Seconds by which the clocks may differ.
const LEEWAY: i64 = 300;

/// What the claims are compared with.
#[derive(Debug, Clone, Copy)]
pub struct Expectation<'e> {
    /// The provider's URL as the operator typed it.
    pub provider_url: &'e str,
    /// `issuer` of the discovery document.
    pub issuer: Option<&'e Value>,
    /// The client.
    pub client_id: &'e str,
    /// `nonce` as sent.
    pub nonce: Option<&'e str>,
    /// `access_token` of the token answer.
    pub access_token: Option<&'e Value>,
    /// Of a redacted run, which holds no access token: whether `at_hash` fitted it.
    pub known_hash: Option<bool>,
    /// Seconds since the epoch.
    pub now: i64,
}

pub(super) fn check_claims(claims: &Map<String, Value>, alg: &str, expected: &Expectation<'_>) -> Result<(), TokenRefusal> {
    let set = |name: &str| claims.get(name).filter(|v| !v.is_null());
    let access_token = expected.access_token.filter(|v| is_set(Some(v)));
    let at_hash = set("at_hash").zip(access_token);
    if at_hash.is_some_and(|(_, token)| token.is_array() || token.is_object()) {
        let refusal = TokenRefusal::crash(Stage::AccessTokenHash, Place::Token("/payload/at_hash"));
        return Err(refusal.because("The access token is a list or an object, and cannot be hashed", "text", "no text"));
    }
    issuer(set("iss"), expected)?;
    audience(claims.get("aud"), expected.client_id)?;
    let refuse = |stage: Stage, place: &'static str| TokenRefusal::words(stage, CLAIMS, Place::Token(place));
    if let Some(nonce) = set("nonce")
        && nonce.as_str().is_none_or(|nonce| Some(nonce) != expected.nonce)
    {
        let sent = expected.nonce.unwrap_or("none");
        return Err(refuse(Stage::Nonce, "/payload/nonce").because(
            "The nonce of the ID Token is not the one that was sent",
            sent,
            excerpt(nonce),
        ));
    }
    let earliest = expected.now - LEEWAY;
    if let Some(exp) = set("exp")
        && exp.as_i64().is_none_or(|exp| exp < earliest)
    {
        let message = if exp.as_i64().is_some() {
            "The ID Token expired more than five minutes ago".to_owned()
        } else {
            "exp of the ID Token is no JSON integer".to_owned()
        };
        let wanted = format!("an integer of {earliest} or more");
        return Err(refuse(Stage::Times, "/payload/exp").because(message, wanted, excerpt(exp)));
    }
    let latest = expected.now + LEEWAY;
    if let Some(nbf) = set("nbf")
        && nbf.as_i64().is_none_or(|nbf| nbf > latest)
    {
        let message = if nbf.as_i64().is_some() {
            "The ID Token is not valid for another five minutes and more (nbf)".to_owned()
        } else {
            "nbf of the ID Token is no JSON integer".to_owned()
        };
        let wanted = format!("an integer of {latest} or less");
        return Err(refuse(Stage::Times, "/payload/nbf").because(message, wanted, excerpt(nbf)));
    }
    if let Some((at_hash, token)) = at_hash {
        let wanted = half_hash(alg, &to_text(token)).unwrap_or_default();
        let fits = expected.known_hash.unwrap_or_else(|| at_hash.as_str() == Some(wanted.as_str()));
        if !fits {
            return Err(refuse(Stage::AccessTokenHash, "/payload/at_hash").because(
                "at_hash of the ID Token is not that of the access token",
                wanted,
                excerpt(at_hash),
            ));
        }
    }
    Ok(())
}

/// The configured URL, the published issuer, or that with a slash behind it.
fn issuer(iss: Option<&Value>, expected: &Expectation<'_>) -> Result<(), TokenRefusal> {
    let iss = iss.and_then(Value::as_str);
    if iss == Some(expected.provider_url) {
        return Ok(());
    }
    let place = Place::Token("/payload/iss");
    if expected.issuer.is_some_and(Value::is_object) {
        let refusal = TokenRefusal::crash(Stage::Issuer, place);
        return Err(refusal.because("issuer of the discovery document is an object", "text", "an object"));
    }
    if is_empty(expected.issuer) {
        let words = missing_member("issuer");
        return Err(TokenRefusal::words(Stage::Issuer, words, place).because(
            "The discovery document has no issuer to compare iss with",
            expected.provider_url,
            iss.unwrap_or("none"),
        ));
    }
    let published = expected.issuer.map(to_text).unwrap_or_default();
    if iss.is_some_and(|iss| iss == published || iss.strip_suffix('/') == Some(published.as_str())) {
        return Ok(());
    }
    Err(TokenRefusal::words(Stage::Issuer, CLAIMS, place).because(
        "The issuer of the ID Token is neither the configured URL nor the one of the discovery document",
        format!("{published}, or {}", expected.provider_url),
        iss.unwrap_or("none"),
    ))
}

fn audience(aud: Option<&Value>, client_id: &str) -> Result<(), TokenRefusal> {
    let place = || Place::Token("/payload/aud");
    let actual = aud.map_or_else(|| "none".to_owned(), excerpt);
    let message = "The ID Token is for another audience";
    match aud {
        Some(Value::String(aud)) if aud == client_id => Ok(()),
        Some(Value::Array(list)) if list.iter().any(|v| v == client_id) => Ok(()),
        Some(Value::Array(_)) => Err(TokenRefusal::words(Stage::Audience, CLAIMS, place()).because(message, client_id, actual)),
        _ => Err(TokenRefusal::crash(Stage::Audience, place()).because(message, client_id, actual)),
    }
}

/// What the library says of a member that the discovery document lacks.
pub fn missing_member(member: &str) -> String {
    format!("The provider {member} could not be fetched. Make sure your provider has a well known configuration available.")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::Said;
    use super::*;

    const NOW: i64 = 1_800_000_000;

    fn check(change: Value, issuer: Value, access_token: Value) -> Result<(), Said> {
        let mut claims = json!({ "iss": "https://op.example", "aud": "rp1", "exp": NOW + 60 });
        if let (Value::Object(claims), Value::Object(change)) = (&mut claims, change) {
            for (name, value) in change {
                if value == json!("<none>") {
                    claims.remove(&name)
                } else {
                    claims.insert(name, value)
                };
            }
        }
        let expected = Expectation {
            provider_url: "https://typed.example/",
            issuer: Some(&issuer),
            client_id: "rp1",
            nonce: Some("n"),
            access_token: Some(&access_token),
            known_hash: None,
            now: NOW,
        };
        let claims = claims.as_object().cloned().unwrap_or_default();
        check_claims(&claims, "RS256", &expected).map_err(|refusal| refusal.said)
    }

    fn of(change: Value) -> Result<(), Said> {
        check(change, json!("https://op.example"), json!("at"))
    }

    fn refused() -> Result<(), Said> {
        Err(Said::Words(CLAIMS.to_owned()))
    }

    #[test]
    fn issuers() {
        for good in ["https://op.example", "https://op.example/", "https://typed.example/"] {
            assert_eq!(of(json!({ "iss": good })), Ok(()), "{good}");
        }
        for bad in [json!("https://op.example//"), json!("https://typed.example"), json!(null), json!(5), json!("<none>")] {
            assert_eq!(of(json!({ "iss": bad })), refused(), "{bad}");
        }
        let without = check(json!({ "iss": "x" }), json!(null), json!("at"));
        assert!(matches!(without, Err(Said::Words(words)) if words.starts_with("The provider issuer could not be fetched.")));
        assert_eq!(check(json!({ "iss": "https://typed.example/" }), json!(false), json!("at")), Ok(()));
        assert_eq!(check(json!({ "iss": "x" }), json!({ "a": 1 }), json!("at")), Err(Said::Crash));
        assert_eq!(check(json!({ "iss": "7" }), json!(7), json!("at")), Ok(()), "the app makes text of a published number");
    }

    #[test]
    fn audiences() {
        assert_eq!(of(json!({ "aud": ["x", "rp1"], "azp": "other" })), Ok(()));
        assert_eq!(of(json!({ "aud": ["x"] })), refused());
        assert_eq!(of(json!({ "aud": [] })), refused());
        for crash in [json!("x"), json!(null), json!(5), json!({ "a": "rp1" }), json!("<none>"), json!(true)] {
            assert_eq!(of(json!({ "aud": crash })), Err(Said::Crash), "{crash}");
        }
        assert_eq!(of(json!({ "aud": "x", "iss": "y" })), refused(), "the issuer is looked at first");
    }

    #[test]
    fn nonces_and_times() {
        assert_eq!(of(json!({ "nonce": "n" })), Ok(()));
        assert_eq!(of(json!({ "nonce": null })), Ok(()));
        for bad in [json!("m"), json!(5), json!("")] {
            assert_eq!(of(json!({ "nonce": bad })), refused(), "{bad}");
        }
        for good in [json!(NOW - 300), json!(null), json!("<none>"), json!(i64::MAX)] {
            assert_eq!(of(json!({ "exp": good })), Ok(()), "{good}");
        }
        for bad in [json!(NOW - 301), json!(1.9e9), json!((NOW + 60).to_string()), json!(u64::MAX), json!(true)] {
            assert_eq!(of(json!({ "exp": bad })), refused(), "{bad}");
        }
        assert_eq!(of(json!({ "nbf": NOW + 300 })), Ok(()));
        assert_eq!(of(json!({ "nbf": NOW + 301 })), refused());
        assert_eq!(of(json!({ "nbf": "1" })), refused());
    }

    #[test]
    fn hashes_of_the_access_token() {
        let right = half_hash("RS256", "at").expect("a hash");
        assert_eq!(of(json!({ "at_hash": right })), Ok(()));
        assert_eq!(of(json!({ "at_hash": "x" })), refused());
        assert_eq!(of(json!({ "at_hash": 5 })), refused());
        assert_eq!(of(json!({ "at_hash": null })), Ok(()));
        assert_eq!(check(json!({ "at_hash": "x" }), json!("https://op.example"), json!(null)), Ok(()), "nothing to hash");
        assert_eq!(check(json!({ "at_hash": "x", "iss": "y" }), json!("z"), json!(["at"])), Err(Said::Crash));
        let of_number = half_hash("RS256", "42").expect("a hash");
        assert_eq!(check(json!({ "at_hash": of_number }), json!("https://op.example"), json!(42)), Ok(()));
    }
}
