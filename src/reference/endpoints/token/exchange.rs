//! Codes and refresh tokens become access tokens and ID Tokens.

use std::time::{Duration, Instant};

use aws_lc_rs::digest;
use serde_json::{Map, Value, json};

use super::TokenError;
use crate::reference::{
    call::Params,
    client::Client,
    encoding::{base64url, now, random_name},
    grant::{ACCESS_TOKEN_LIFETIME, AccessToken, Challenge, Code, Grant, Hint, RefreshToken},
    id_token,
    op::Op,
};

/// The answer to an authenticated client's request.
pub(super) fn exchange(op: &Op, client: &Client, form: &Params) -> Result<Map<String, Value>, TokenError> {
    match form.get("grant_type") {
        Some("authorization_code") => by_code(op, client, form),
        Some("refresh_token") => by_refresh_token(op, client, form),
        Some(_) => Err(TokenError::new("unsupported_grant_type", "The grant_type is not supported.")),
        None => Err(TokenError::new("invalid_request", "The parameter grant_type is missing.")),
    }
}

fn by_code(op: &Op, client: &Client, form: &Params) -> Result<Map<String, Value>, TokenError> {
    let rules = &op.token;
    if rules.verifier_refused && form.get("code_verifier").is_some() {
        return Err(TokenError::new("invalid_request", "The parameter code_verifier is not known."));
    }
    let name = form.get("code").ok_or_else(|| TokenError::new("invalid_request", "The parameter code is missing."))?;
    let mut memory = op.memory();
    let code = memory.codes.get(name).cloned().ok_or_else(|| TokenError::grant("The code is not known."))?;
    if code.grant.client_id != client.id && rules.code_bound_to_client {
        return Err(TokenError::grant("The code was made for another client."));
    }
    if code.used && rules.code_single_use {
        if rules.replay_revokes {
            memory.revoked.insert(code.grant.id);
        }
        return Err(TokenError::grant("The code was used already."));
    }
    if code.expires <= Instant::now() {
        return Err(TokenError::grant("The code has expired."));
    }
    check_redirect(op, &code, form)?;
    check_verifier(op, &code, form)?;
    if let Some(entry) = memory.codes.get_mut(name) {
        entry.used = true;
    }
    drop(memory);
    let mut members = issue(op, client, &code.grant, &code.grant, code.grant.nonce.as_deref())?;
    if op.persona().is_none_or(|persona| persona.refreshes(code.grant.has("offline_access"))) {
        let refresh_token = new_refresh_token(op, &code.grant)?;
        members.insert("refresh_token".to_owned(), json!(refresh_token));
    }
    Ok(members)
}

fn check_redirect(op: &Op, code: &Code, form: &Params) -> Result<(), TokenError> {
    match form.get("redirect_uri") {
        _ if !op.token.redirect_checked => Ok(()),
        Some(given) if given == code.redirect_uri => Ok(()),
        Some(_) => Err(TokenError::grant("The redirect_uri differs from the one of the request.")),
        None if op.token.redirect_needed => Err(TokenError::grant("The parameter redirect_uri is missing.")),
        None => Ok(()),
    }
}

fn check_verifier(op: &Op, code: &Code, form: &Params) -> Result<(), TokenError> {
    let rules = &op.token;
    let verifier = form.get("code_verifier");
    if rules.challenge_needed && code.challenge.is_none() {
        return Err(TokenError::grant("The parameter code_verifier is missing."));
    }
    let (Some(challenge), Some(verifier)) = (&code.challenge, verifier) else {
        return match (&code.challenge, verifier) {
            (Some(_), None) if rules.verifier_needed => Err(TokenError::grant("The parameter code_verifier is missing.")),
            (None, Some(_)) if rules.pkce_verified && !op.authorize.pkce_ignored => {
                Err(TokenError::grant("There is a code_verifier, but the request had no code_challenge."))
            }
            _ => Ok(()),
        };
    };
    let right = match challenge {
        Challenge::Plain(wanted) => wanted == verifier,
        Challenge::S256(wanted) => {
            let hashed = base64url(digest::digest(&digest::SHA256, verifier.as_bytes()));
            *wanted == hashed || rules.challenge_is_verifier && wanted == verifier
        }
    };
    let length = rules.shortest_verifier..=rules.longest_verifier;
    if !length.contains(&verifier.len()) && (right || rules.pkce_verified) {
        return Err(TokenError::grant("The code_verifier is too short or too long."));
    }
    if right && !rules.right_verifier_refused || !rules.pkce_verified {
        Ok(())
    } else {
        Err(TokenError::grant("The code_verifier is wrong."))
    }
}

fn by_refresh_token(op: &Op, client: &Client, form: &Params) -> Result<Map<String, Value>, TokenError> {
    let rules = &op.token.refresh;
    let name =
        form.get("refresh_token").ok_or_else(|| TokenError::new("invalid_request", "The parameter refresh_token is missing."))?;
    let mut memory = op.memory();
    let entry = memory.refresh_tokens.get(name).cloned();
    let entry = entry.filter(|_| rules.accepted).ok_or_else(|| TokenError::grant("The refresh token is not known."))?;
    let original = entry.grant;
    if original.client_id != client.id && rules.bound_to_client {
        return Err(TokenError::grant("The refresh token belongs to another client."));
    }
    if memory.revoked.contains(&original.id) {
        return Err(TokenError::grant("The refresh token was revoked."));
    }
    if entry.used && rules.old_void {
        // Whoever uses a replaced token may have stolen it, so its successors end too (RFC 9700, section 4.14.2).
        memory.revoked.insert(original.id);
        return Err(TokenError::grant("The refresh token was used already."));
    }
    let narrowed = narrowed(op, &original, form)?;
    if rules.rotated
        && let Some(entry) = memory.refresh_tokens.get_mut(name)
    {
        entry.used = true;
    }
    drop(memory);

    let mut spoken = narrowed.clone();
    if !rules.same_subject {
        spoken.subject = format!("{}-again", spoken.subject);
    }
    if !rules.same_auth_time {
        // Later than any clock could show, so that it is told from the true one even in the same second.
        spoken.auth_time = now() + 30;
    }
    let mut members = issue(op, client, &narrowed, &spoken, None)?;
    if !rules.access_token_alive
        && let Some(name) = members.get("access_token").and_then(Value::as_str)
    {
        op.memory().access_tokens.remove(name);
    }
    if !rules.id_token {
        members.shift_remove("id_token");
    }
    if rules.reissued {
        let next = if rules.rotated { new_refresh_token(op, &original)? } else { name.to_owned() };
        members.insert("refresh_token".to_owned(), json!(next));
    }
    Ok(members)
}

/// The grant with the scopes that a refresh asks for, which may be fewer but not more.
fn narrowed(op: &Op, original: &Grant, form: &Params) -> Result<Grant, TokenError> {
    let asked = form.words("scope");
    if asked.is_empty() {
        return Ok(original.clone());
    }
    let limited = op.token.refresh.scope_limited;
    let known = |word: &String| op.knows_scope(word);
    if asked.iter().any(|word| !original.has(word) && (limited || !known(word))) {
        return Err(TokenError::new("invalid_scope", "The scope was not granted."));
    }
    Ok(Grant { scope: asked, ..original.clone() })
}

/// New tokens for a grant; `spoken` is what the ID Token says of it.
fn issue(op: &Op, client: &Client, grant: &Grant, spoken: &Grant, nonce: Option<&str>) -> Result<Map<String, Value>, TokenError> {
    let failed = || TokenError::new("server_error", "No token could be made.");
    let access_token = random_name().ok_or_else(failed)?;
    let mut members = Map::new();
    members.insert("access_token".to_owned(), json!(access_token));
    members.insert("token_type".to_owned(), json!("Bearer"));
    let lifetime = op.persona().map_or(ACCESS_TOKEN_LIFETIME, |persona| Duration::from_secs(persona.access_token_lifetime()));
    members.insert("expires_in".to_owned(), json!(lifetime.as_secs()));
    members.insert("scope".to_owned(), json!(grant.scope.join(" ")));
    if grant.has("openid") {
        let token = id_token::make(op, client, spoken, nonce, &access_token).ok_or_else(failed)?;
        members.insert("id_token".to_owned(), json!(token));
        let hint = Hint { client_id: client.id.clone(), subject: grant.subject.clone(), session: grant.session.clone() };
        op.memory().hints.insert(token, hint);
    }
    let entry = AccessToken { grant: grant.clone(), expires: Instant::now() + lifetime };
    op.memory().access_tokens.insert(access_token, entry);
    Ok(members)
}

fn new_refresh_token(op: &Op, grant: &Grant) -> Result<String, TokenError> {
    let name = random_name().ok_or_else(|| TokenError::new("server_error", "No token could be made."))?;
    op.memory().refresh_tokens.insert(name.clone(), RefreshToken { grant: grant.clone(), used: false });
    Ok(name)
}
