//! Who sends a token request, and how it is proved (RFC 6749, section 2.3; OpenID Connect Core 1.0, section 9).

use std::sync::Arc;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::Value;

use super::{TokenError, rules::BasicReading};
use crate::{
    oidc::names,
    reference::{
        call::{Call, Params, form_decoded},
        client::Client,
        encoding::{now, same_secret},
        jwt,
        op::Op,
    },
};

/// The only kind of assertion (RFC 7523, section 2.2).
const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// The client, if it is known and proves who it is.
pub(super) fn authenticate(op: &Op, call: &Call, form: &Params) -> Result<Arc<Client>, TokenError> {
    let unknown = || TokenError::client("The client is not known.");
    match proved(op, call, form)? {
        Some(client) => Ok(client),
        // A provider that does not look gives a stranger what is the demo client's.
        None if !op.token.known_clients_only => op.client(&op.config.client_id).ok_or_else(unknown),
        None => Err(unknown()),
    }
}

/// The client that proved who it is; `None` if nobody knows it.
fn proved(op: &Op, call: &Call, form: &Params) -> Result<Option<Arc<Client>>, TokenError> {
    let rules = &op.token;
    let basic = call.authorization("basic");
    let secret = form.get("client_secret");
    let assertion = form.get("client_assertion");
    let ways = usize::from(basic.is_some()) + usize::from(secret.is_some()) + usize::from(assertion.is_some());
    let named_twice = basic.is_some() && form.get("client_id").is_some() && !rules.client_id_beside_basic;
    if (ways > 1 || named_twice) && rules.one_method_only {
        return Err(TokenError::new("invalid_request", "The client authenticates in two ways at once."));
    }
    if call.header("authorization").is_some() && basic.is_none() {
        return Err(TokenError::client("The Authorization header is not Basic."));
    }
    match (basic, assertion, secret) {
        (Some(credentials), _, _) => by_basic(op, credentials, form),
        (None, Some(assertion), _) => by_assertion(op, assertion, form),
        (None, None, Some(secret)) => {
            let id = form.get("client_id").ok_or_else(|| TokenError::client("The client_id is missing."))?;
            let Some(client) = op.client(id) else { return Ok(None) };
            if !rules.post || !client.allows(names::CLIENT_SECRET_POST) {
                return Err(TokenError::client("The client may not authenticate with client_secret_post."));
            }
            check_secret(op, &client, |known| same_secret(known, secret))?;
            Ok(Some(client))
        }
        (None, None, None) => {
            let id = form.get("client_id").ok_or_else(|| TokenError::client("The client does not say who it is."))?;
            let Some(client) = op.client(id) else { return Ok(None) };
            if client.is_public() || !rules.authentication_needed {
                Ok(Some(client))
            } else {
                Err(TokenError::client("The client has to authenticate."))
            }
        }
    }
}

fn by_basic(op: &Op, credentials: &str, form: &Params) -> Result<Option<Arc<Client>>, TokenError> {
    let rules = &op.token;
    let malformed = || TokenError::client("The Basic header is malformed.");
    let decoded = STANDARD.decode(credentials).ok().and_then(|bytes| String::from_utf8(bytes).ok()).ok_or_else(malformed)?;
    let (id, secret) = decoded.split_once(':').ok_or_else(malformed)?;
    let as_sent = rules.basic_reading != BasicReading::Decoded;
    let as_form = rules.basic_reading != BasicReading::Raw;
    let plain_id = form_decoded(id);
    let by_form = as_form.then(|| op.client(&plain_id)).flatten();
    let Some(client) = by_form.or_else(|| as_sent.then(|| op.client(id)).flatten()) else { return Ok(None) };
    if form.get("client_id").is_some_and(|other| other != client.id) {
        return Err(TokenError::new("invalid_request", "The client_id differs from the one in the header."));
    }
    if !rules.basic || !client.allows(names::CLIENT_SECRET_BASIC) {
        return Err(TokenError::client("The client may not authenticate with client_secret_basic."));
    }
    check_secret(op, &client, |known| {
        as_form && same_secret(known, &form_decoded(secret)) || as_sent && same_secret(known, secret)
    })?;
    Ok(Some(client))
}

fn by_assertion(op: &Op, assertion: &str, form: &Params) -> Result<Option<Arc<Client>>, TokenError> {
    let wrong = || TokenError::client("The client assertion is not valid.");
    if form.get("client_assertion_type") != Some(ASSERTION_TYPE) {
        return Err(TokenError::client("The client_assertion_type is not known."));
    }
    let id = jwt::unverified_subject(assertion).ok_or_else(wrong)?;
    if form.get("client_id").is_some_and(|other| other != id) {
        return Err(wrong());
    }
    let Some(client) = op.client(&id) else { return Ok(None) };
    if !client.allows(names::PRIVATE_KEY_JWT) {
        return Err(TokenError::client("The client may not authenticate with private_key_jwt."));
    }
    let claims = jwt::verified_claims(assertion, &client.jwks).ok_or_else(wrong)?;
    let is_client = |name: &str| claims.get(name).and_then(Value::as_str) == Some(client.id.as_str());
    let token_endpoint = format!("{}/token", op.base);
    let for_us = |audience: &Value| audience.as_str().is_some_and(|text| text == op.issuer || text == token_endpoint);
    let audience = match claims.get("aud") {
        Some(Value::Array(several)) => several.iter().any(for_us),
        Some(one) => for_us(one),
        None => false,
    };
    let fresh = claims.get("exp").and_then(Value::as_i64).is_some_and(|exp| exp > now());
    let identifier = claims.get("jti").and_then(Value::as_str);
    let first_use = identifier.is_some_and(|jti| op.memory().assertions.insert(format!("{}/{jti}", client.id)));
    if is_client("iss") && is_client("sub") && audience && fresh && first_use { Ok(Some(client)) } else { Err(wrong()) }
}

fn check_secret(op: &Op, client: &Client, is: impl Fn(&str) -> bool) -> Result<(), TokenError> {
    match &client.secret {
        _ if !op.token.secret_checked => Ok(()),
        Some(secret) if is(secret) => Ok(()),
        // Some public clients authenticate with nothing all the same.
        None if client.is_public() && is("") => Ok(()),
        _ => Err(TokenError::client("The client secret is wrong.")),
    }
}
