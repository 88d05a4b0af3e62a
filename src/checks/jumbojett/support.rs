//! What the checks of this family share: documents as PHP decodes them, curl's words, and the walk over token and keys.

use serde_json::Value;
use url::Url;

use crate::check::{Finding, Missing, Outcome};
use crate::evidence::{Evidence, Fetched, IssuedToken};
use crate::oidc::json::excerpt;
use crate::oidc::{CompactJws, OpensslError, verify_as_openssl};
use crate::php::jumbojett::{Expectation, Place, Said, Signed, Stage, TokenRefusal, Verdict, accept, signed};
use crate::php::{is_empty, json_decode_object, to_text, urlsafe_base64_decode};
use crate::recording::{
    Exchange, ExchangeId, FailureKind, REDACTED_SIGNATURE, Step, access_token_fact, secret_signature_fact, signature_fact,
};

/// A member of the discovery document that PHP does not call empty.
///
/// # Errors
/// When no document arrived; another requirement says why.
pub(super) fn member(evidence: &Evidence<'_>, name: &str) -> Result<(ExchangeId, Option<Value>), Missing> {
    match evidence.fetched(Step::Discovery)? {
        Fetched::Body(id, response) | Fetched::HttpError(id, response) => {
            let document = json_decode_object(&response.body.bytes()).unwrap_or_default();
            Ok((id, document.get(name).filter(|value| !is_empty(Some(value)) || value.is_object()).cloned()))
        }
        Fetched::NoAnswer { why, .. } => Err(Missing::not_reached(format!("the discovery document does not arrive: {why}"))),
    }
}

/// What libcurl 7.88 says of an address that it does not take.
pub(super) const BAD_URL: &str = "(3) URL using bad/illegal format or missing URL";

/// What libcurl says of a request that failed, with its number.
pub(super) fn curl_words(exchange: &Exchange) -> String {
    let url = Url::parse(&exchange.request.url).ok();
    let host = url.as_ref().and_then(Url::host_str).unwrap_or(&exchange.request.url).to_owned();
    let port = url.as_ref().and_then(Url::port_or_known_default).unwrap_or(80);
    let Some(failure) = &exchange.failure else { return "(47) Maximum (20) redirects followed".to_owned() };
    match failure.kind {
        FailureKind::Dns => format!("(6) Could not resolve host: {host}"),
        FailureKind::Connect => format!("(7) Failed to connect to {host} port {port} after 0 ms: Couldn't connect to server"),
        FailureKind::Tls => "(60) SSL certificate problem: unable to get local issuer certificate".to_owned(),
        FailureKind::Timeout => "(28) Operation timed out after 60000 milliseconds with 0 bytes received".to_owned(),
        FailureKind::Url => match exchange.request.url.split_once("://") {
            Some((scheme, _)) if !matches!(scheme.to_ascii_lowercase().as_str(), "http" | "https") => {
                format!("(1) Protocol \"{scheme}\" not supported or disabled in libcurl")
            }
            _ => BAD_URL.to_owned(),
        },
        FailureKind::Protocol | FailureKind::Refused => "(52) Empty reply from server".to_owned(),
    }
}

/// The JWK Set as the app gets it.
pub(super) struct KeySet {
    /// The exchange it came in.
    pub(super) exchange: ExchangeId,
    /// Its status.
    pub(super) status: u16,
    /// The body as decoded; `None`: no JSON.
    pub(super) value: Option<Value>,
}

/// One reading of the JWK Set.
///
/// # Errors
/// When none arrived; another requirement says why.
pub(super) fn key_set(evidence: &Evidence<'_>, step: Step) -> Result<KeySet, Missing> {
    match evidence.fetched(step)? {
        Fetched::Body(exchange, response) | Fetched::HttpError(exchange, response) => {
            Ok(KeySet { exchange, status: response.status, value: json_decode_object(&response.body.bytes()) })
        }
        Fetched::NoAnswer { why, .. } => Err(Missing::not_reached(format!("the JWK Set does not arrive: {why}"))),
    }
}

/// What a walk gives: the exchanges of token answer and key set, and where it stopped, if it did.
pub(super) struct Walk {
    token: ExchangeId,
    set: Option<ExchangeId>,
    refusal: Option<TokenRefusal>,
}

/// Walks token and key set as the library does.
///
/// # Errors
/// When they were never obtained.
pub(super) fn walk(evidence: &Evidence<'_>) -> Result<Walk, Missing> {
    let token = evidence.reached_id_token()?;
    if !needs_set(evidence)? {
        // The set is not needed: the token stops before, or the client secret is the key.
        let refusal = with_set(evidence, &token, None)?.err();
        return Ok(Walk { token: token.exchange, set: None, refusal });
    }
    if !member(evidence, "jwks_uri")?.1.is_some_and(|uri| uri.is_string()) {
        return Err(Missing::not_reached("there is no jwks_uri to ask"));
    }
    let set = key_set(evidence, Step::JwkSet)?;
    let mut refusal = with_set(evidence, &token, set.value.as_ref())?.err();
    if let Some(first) = &mut refusal
        && first.stage == Stage::KeyMatch
        && matches!(first.said, Said::Words(_))
    {
        // Without a matching key the set is fetched once more, unless that was done with success a moment ago.
        let pause = evidence.settings().text("oidc_login_min_time_between_jwks_requests");
        if (200..300).contains(&set.status) && pause != "0" {
            first.said = Said::Words("Too many update signing key requests".to_owned());
        } else if let Ok(again) = key_set(evidence, Step::JwkSetAgain) {
            refusal = with_set(evidence, &token, again.value.as_ref())?.err();
        }
    }
    Ok(Walk { token: token.exchange, set: Some(set.exchange), refusal })
}

/// Whether the app comes to fetch the JWK Set.
///
/// # Errors
/// When it never has an ID Token, or nobody saw one.
pub(super) fn needs_set(evidence: &Evidence<'_>) -> Result<bool, Missing> {
    let token = evidence.reached_id_token()?;
    Ok(signed(&token.text, None).is_err() && stops_before_the_set(&token).is_none())
}

/// The refusal for which the JWK Set does not matter, if there is one.
fn stops_before_the_set(token: &IssuedToken) -> Option<TokenRefusal> {
    signed(&token.text, None).err().filter(|refusal| refusal.stage < Stage::KeySet)
}

fn with_set(evidence: &Evidence<'_>, token: &IssuedToken, set: Option<&Value>) -> Result<Result<(), TokenRefusal>, Missing> {
    let jws = CompactJws::parse(&token.text);
    let verify = |signed: &Signed, alg: &str| -> Verdict {
        let fact = match signed {
            Signed::Secret => secret_signature_fact(evidence.recording(), &jws),
            Signed::Rsa(index, key) => {
                let (message, signature) = token.text.rsplit_once('.').unwrap_or_default();
                if !signature.starts_with(REDACTED_SIGNATURE) {
                    return match verify_as_openssl(message.as_bytes(), &urlsafe_base64_decode(signature), key, alg) {
                        Ok(()) => Verdict::Good,
                        Err(OpensslError::Unsupported(what)) => Verdict::Unsure(format!("{what} cannot be verified here")),
                        Err(error) => Verdict::Bad(error.to_string()),
                    };
                }
                let keys: Vec<&Value> = match set.and_then(|set| set.get("keys")) {
                    Some(Value::Array(keys)) => keys.iter().collect(),
                    Some(Value::Object(keys)) => keys.values().collect(),
                    _ => Vec::new(),
                };
                keys.get(*index).and_then(|key| signature_fact(evidence.recording(), &jws, key))
            }
        };
        match fact {
            Some(true) => Verdict::Good,
            Some(false) => Verdict::Bad("it does not fit".to_owned()),
            None => Verdict::Unsure("the run does not hold what the signature is verified with".to_owned()),
        }
    };
    let (_, tokens) = evidence.reached_tokens()?;
    let (_, issuer) = member(evidence, "issuer")?;
    let redacted = evidence.recording().redacted;
    let sent = evidence.reached_flow()?.record.sent.nonce.clone();
    let expected = Expectation {
        provider_url: &evidence.recording().target.issuer,
        issuer: issuer.as_ref(),
        client_id: evidence.client_id()?,
        nonce: sent.as_deref(),
        access_token: tokens.get("access_token"),
        known_hash: if redacted { Some(access_token_fact(evidence.recording(), &jws).unwrap_or(true)) } else { None },
        now: token.now,
    };
    Ok(accept(&token.text, set, &verify, &expected))
}

/// Judges by the stages at which the ID Token stops with words of the library.
///
/// # Errors
/// When token or keys were never obtained, or the app stops earlier.
pub(super) fn judge_stage(evidence: &Evidence<'_>, stages: &[Stage]) -> Result<Outcome, Missing> {
    judge(evidence, stages, false)
}

/// The same for an error that nobody catches.
///
/// # Errors
/// As [`judge_stage`].
pub(super) fn judge_crash(evidence: &Evidence<'_>, stages: &[Stage]) -> Result<Outcome, Missing> {
    judge(evidence, stages, true)
}

fn judge(evidence: &Evidence<'_>, stages: &[Stage], crash: bool) -> Result<Outcome, Missing> {
    if stages.iter().all(|stage| *stage < Stage::KeySet) && stops_before_the_set(&evidence.reached_id_token()?).is_none() {
        return Ok(Outcome::Pass);
    }
    let walk = walk(evidence)?;
    let Some(refusal) = &walk.refusal else { return Ok(Outcome::Pass) };
    if !stages.contains(&refusal.stage) {
        if stages.iter().all(|stage| refusal.stage < *stage) {
            return Err(Missing::not_reached(format!("the app stops before this: {}", refusal.message)));
        }
        return Ok(Outcome::Pass);
    }
    let words = match &refusal.said {
        Said::Unsure(why) => return Err(Missing::new("not-observed", why.clone())),
        Said::Crash if crash => String::new(),
        Said::Words(words) if !crash => words.clone(),
        Said::Crash | Said::Words(_) => return Ok(Outcome::Pass),
    };
    let finding = Finding::new(refusal.message.clone()).compare(refusal.expected.clone(), refusal.actual.clone()).words(words);
    Ok(match (&refusal.place, walk.set) {
        (Place::Set, Some(set)) => finding.at(set, "/keys"),
        (Place::Key(index), Some(set)) => finding.at(set, format!("/keys/{index}")),
        (Place::Token(part), _) => finding.at(walk.token, format!("/id_token{part}")),
        (Place::Set | Place::Key(_), None) => finding.at(walk.token, "/id_token"),
    }
    .into())
}

/// The token answer as decoded, with the exchange it came in; `None`: no JSON.
///
/// # Errors
/// When none arrived, or the app stops before it reads one.
pub(super) fn token_value(evidence: &Evidence<'_>) -> Result<(ExchangeId, Option<Value>), Missing> {
    if evidence.reached_callback()?.parameter("code").is_none() {
        return Err(Missing::not_reached("no code comes back"));
    }
    match evidence.reached_token_answer()? {
        Fetched::Body(exchange, response) | Fetched::HttpError(exchange, response) => {
            Ok((exchange, json_decode_object(&response.body.bytes())))
        }
        Fetched::NoAnswer { why, .. } => Err(Missing::not_reached(format!("the token endpoint gives no answer: {why}"))),
    }
}

/// The member `id_token`, null included.
///
/// # Errors
/// When there is none; another requirement says why.
pub(super) fn id_token_value(evidence: &Evidence<'_>) -> Result<(ExchangeId, Value), Missing> {
    let (exchange, value) = token_value(evidence)?;
    let member = value.as_ref().and_then(|value| value.get("id_token")).cloned();
    member.map(|member| (exchange, member)).ok_or_else(|| Missing::not_reached("there is no id_token"))
}

/// What the user reads of an error of the token endpoint.
pub(super) enum TokenError {
    /// These words.
    Words(String),
    /// Nothing: its words are no text. What is there instead.
    Crash(String),
}

/// The error of the token endpoint, if there is one, whatever the status.
///
/// # Errors
/// As [`token_value`].
pub(super) fn token_error(evidence: &Evidence<'_>) -> Result<(ExchangeId, Option<TokenError>), Missing> {
    let (exchange, value) = token_value(evidence)?;
    let member = |name: &str| value.as_ref().and_then(|value| value.get(name)).filter(|member| !member.is_null());
    let Some(error) = member("error") else { return Ok((exchange, None)) };
    let error = match member("error_description") {
        Some(words @ (Value::Array(_) | Value::Object(_))) => TokenError::Crash(excerpt(words)),
        Some(words) => TokenError::Words(to_text(words)),
        None if error.is_object() => TokenError::Crash(excerpt(error)),
        None => TokenError::Words(format!("Got response: {}", to_text(error))),
    };
    Ok((exchange, Some(error)))
}
