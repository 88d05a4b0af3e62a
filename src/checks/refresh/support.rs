//! The refresh token of the plain login, and the answer to its use.

use serde_json::{Map, Value};

use crate::check::{Missing, Outcome};
use crate::evidence::Evidence;
use crate::oidc::{CompactJws, JsonDocument};
use crate::recording::{ExchangeId, Response, Step};

/// Why nothing can be judged, where the provider gave no refresh token: it is free to give none.
///
/// # Errors
/// When there were no tokens at all.
pub(super) fn none_issued(evidence: &Evidence<'_>) -> Result<Option<Outcome>, Missing> {
    let issued = evidence.flow()?.tokens()?.get("refresh_token").is_some_and(Value::is_string);
    Ok((!issued).then(|| Outcome::NotApplicable("the provider gave no refresh token".to_owned())))
}

/// The JSON object of a successful refresh.
///
/// # Errors
/// When there was none; another check says so.
pub(super) fn refreshed(evidence: &Evidence<'_>) -> Result<(ExchangeId, Map<String, Value>), Missing> {
    let (id, response) = evidence.response(Step::Refresh)?;
    match object(response) {
        Some(tokens) if response.is_success() => Ok((id, tokens)),
        _ => Err(Missing::new("no-refreshed-tokens", "the refresh gave no tokens")),
    }
}

/// The JSON object of an answer.
pub(super) fn object(response: &Response) -> Option<Map<String, Value>> {
    match JsonDocument::parse(&response.body.bytes()).ok()?.value {
        Value::Object(members) => Some(members),
        _ => None,
    }
}

/// A claim of the first ID Token and of the refreshed one, with the exchange of the latter. `None` where the refresh gave no
/// ID Token, or where one of the two lacks the claim.
///
/// # Errors
/// When there was no refresh, or no first ID Token.
pub(super) fn claim_twice(evidence: &Evidence<'_>, claim: &str) -> Result<Option<(Value, Value, ExchangeId)>, Missing> {
    let (id, tokens) = refreshed(evidence)?;
    let first = evidence.flow()?.id_token_claims()?.get(claim).cloned();
    let again = tokens.get("id_token").and_then(Value::as_str).and_then(|t| CompactJws::parse(t).claim(claim).cloned());
    Ok(first.zip(again).map(|(first, again)| (first, again, id)))
}

#[cfg(test)]
pub(super) mod scaffolding {
    use super::*;
    use crate::check::Check;
    use crate::evidence::fixture::{Answer, Fixture, sign};

    /// A login that gave a refresh token, and the answer to its use.
    pub fn refreshed_by(answer: &Value) -> Fixture {
        with_token().step(Step::Refresh, vec![Answer::json(200, answer)], None)
    }

    /// A login that gave a refresh token.
    pub fn with_token() -> Fixture {
        Fixture::app("core").token(serde_json::json!({ "refresh_token": "rt-1" }))
    }

    /// Tokens of a refresh whose ID Token has these claims.
    pub fn tokens(claims: &Value) -> Value {
        let header = serde_json::json!({ "alg": "RS256", "kid": "rsa" });
        serde_json::json!({ "access_token": "at-2", "id_token": sign("rsa", &header, &claims.to_string()) })
    }

    /// Where there is no refresh token, nothing is judged.
    pub fn is_optional<C: Check>() {
        assert!(matches!(Fixture::app("core").judge::<C>(""), Outcome::NotApplicable(_)), "no refresh token");
        assert!(matches!(with_token().judge::<C>(""), Outcome::Inconclusive(_)), "not tried");
        assert!(matches!(Fixture::app("core").without_account().judge::<C>(""), Outcome::Inconclusive(_)), "no login");
    }
}
