//! The token and the keys as the app has them, and the one walk that all checks of this family share.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::check::{Finding, Missing, Outcome};
use crate::evidence::{Evidence, Fetched, IssuedToken};
use crate::php::json_decode;
use crate::php::jwt::{JwtRefusal, Place, Rules, Stage, set_members};
use crate::recording::{ExchangeId, Step};

/// Parameters of the checks that walk the key set.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WalkParams {
    /// `validate_jwk_strength`.
    #[serde(default = "yes")]
    pub strength: bool,
}

fn yes() -> bool {
    true
}

/// The rules of the app's version.
pub(super) fn rules(evidence: &Evidence<'_>, params: WalkParams) -> Rules {
    evidence.php_jwt_rules(params.strength)
}

/// The JWK Set as decoded, with the exchange it came in.
///
/// # Errors
/// When there is none; the check of the set itself says why.
pub(super) fn key_set(evidence: &Evidence<'_>, step: Step) -> Result<(ExchangeId, Value), Missing> {
    let metadata = evidence.reached_metadata()?;
    if metadata.text("jwks_uri").value().is_none() {
        return Err(Missing::not_reached("there is no jwks_uri"));
    }
    if let Fetched::Body(id, response) = evidence.fetched(step)?
        && let Some(set) = json_decode(&response.body.bytes())
        && set.is_object()
        && set_members(&set).is_some()
    {
        return Ok((id, set));
    }
    Err(Missing::not_reached("there is no JWK Set that the app can read"))
}

/// What a walk gives: the claims, or where it stopped; and the exchange of the key set.
pub(super) type Walk = (ExchangeId, Result<Map<String, Value>, JwtRefusal>);

/// Walks token and key set as the app does.
///
/// A second reading of the set counts like the app's own second attempt: what it brings may make a token good.
///
/// # Errors
/// When the keys were never obtained.
pub(super) fn walk(evidence: &Evidence<'_>, token: &IssuedToken, rules: Rules) -> Result<Walk, Missing> {
    let (exchange, set) = key_set(evidence, Step::JwkSet)?;
    let first = evidence.php_jwt_claims(&token.text, token.now, &set, rules);
    if first.is_err()
        && let Ok((again, other)) = key_set(evidence, Step::JwkSetAgain)
        && other != set
        && let Ok(claims) = evidence.php_jwt_claims(&token.text, token.now, &other, rules)
    {
        return Ok((again, Ok(claims)));
    }
    Ok((exchange, first))
}

/// Judges by the stage at which the ID Token stops.
///
/// # Errors
/// When token or keys were never obtained, or when the app stops earlier.
pub(super) fn judge_stage(evidence: &Evidence<'_>, params: WalkParams, stages: &[Stage]) -> Result<Outcome, Missing> {
    let token = evidence.reached_id_token()?;
    let (set, result) = walk(evidence, &token, rules(evidence, params))?;
    match result {
        Ok(_) => Ok(Outcome::Pass),
        Err(refusal) if stages.contains(&refusal.stage) => outcome(&refusal, "/id_token", token.exchange, set),
        Err(refusal) if stages.iter().all(|stage| refusal.stage < *stage) => {
            Err(Missing::not_reached(format!("the app stops before this: {}", refusal.message)))
        }
        Err(_) => Ok(Outcome::Pass),
    }
}

/// A refusal as an outcome, with its place.
///
/// # Errors
/// When we cannot do what the library does.
pub(super) fn outcome(refusal: &JwtRefusal, token: &str, answer: ExchangeId, set: ExchangeId) -> Result<Outcome, Missing> {
    if refusal.unsure {
        let cause = if refusal.message.contains("redacted") { "redacted" } else { "not-observed" };
        return Err(Missing::new(cause, refusal.message.clone()));
    }
    let finding = Finding::new(refusal.message.clone()).compare(refusal.expected.clone(), refusal.actual.clone());
    Ok(match refusal.place {
        Place::Token(part) => finding.at(answer, format!("{token}{part}")),
        Place::Set => finding.at(set, "/keys"),
        Place::Key(index) => finding.at(set, format!("/keys/{index}")),
    }
    .into())
}
