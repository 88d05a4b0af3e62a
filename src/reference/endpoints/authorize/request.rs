//! Reading and checking an Authentication Request.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::{Outcome, client};
use crate::reference::{
    call::{Call, Params},
    client::Client,
    grant::{Challenge, RequestedClaims},
    op::Op,
};

/// Parameters that mean something here; others are ignored.
const KNOWN: &[&str] = &[
    "client_id",
    "redirect_uri",
    "response_type",
    "response_mode",
    "scope",
    "state",
    "nonce",
    "display",
    "prompt",
    "max_age",
    "ui_locales",
    "claims_locales",
    "id_token_hint",
    "login_hint",
    "acr_values",
    "claims",
    "code_challenge",
    "code_challenge_method",
    "request",
    "request_uri",
    "registration",
    "resource",
];

/// How the answer travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::reference) enum ResponseMode {
    /// In the query of the redirect.
    Query,
    /// In the fragment of the redirect.
    Fragment,
    /// In a form that the browser posts.
    FormPost,
}

/// A request that was found good.
#[derive(Clone, Debug)]
pub(in crate::reference) struct AuthorizationRequest {
    pub(in crate::reference) client: Arc<Client>,
    pub(super) redirect_uri: String,
    pub(super) mode: ResponseMode,
    pub(in crate::reference) scope: Vec<String>,
    pub(super) state: Option<String>,
    pub(super) nonce: Option<String>,
    prompt: Vec<String>,
    pub(super) max_age: Option<i64>,
    pub(in crate::reference) login_hint: Option<String>,
    /// The user that `id_token_hint` or a `claims` value insists on.
    pub(super) wanted_subject: Option<String>,
    pub(super) challenge: Option<Challenge>,
    pub(super) claims: RequestedClaims,
}

impl AuthorizationRequest {
    /// Whether `prompt` contains this word.
    pub(in crate::reference) fn has_prompt(&self, word: &str) -> bool {
        self.prompt.iter().any(|prompt| prompt == word)
    }
}

/// Why a request is refused, and who hears of it.
pub(super) enum Refusal {
    /// The user, since it is not certain where the browser should go.
    Page(String),
    /// The client.
    Client(Box<AuthorizationRequest>, Outcome),
}

/// Reads a request. Client and redirect URI come first: only when both are right may an error go there.
pub(super) fn read(op: &Op, call: &Call) -> Result<AuthorizationRequest, Refusal> {
    let rules = &op.authorize;
    let params = call.params();
    let page = |what: &str| Refusal::Page(what.to_owned());
    let repeated = params.repeated();
    if matches!(repeated, Some("client_id" | "redirect_uri")) {
        return Err(page("A parameter occurs twice."));
    }
    let id = params.get("client_id").ok_or_else(|| page("The parameter client_id is missing."))?;
    let given = params.get("redirect_uri");
    let client = client(op, id, given).ok_or_else(|| page("The application is not known here."))?;
    let redirect_uri = given.ok_or_else(|| page("The parameter redirect_uri is missing."))?;
    let registered = rules.accepts_redirect(&client.redirect_uris, redirect_uri);
    if !registered && !rules.error_to_unregistered {
        return Err(page("The redirect URI is not registered for this application."));
    }

    let mut request = AuthorizationRequest {
        redirect_uri: redirect_uri.to_owned(),
        mode: ResponseMode::Query,
        scope: scope(op, call, params),
        state: params.owned("state"),
        nonce: params.owned("nonce"),
        prompt: params.words("prompt"),
        max_age: None,
        login_hint: params.owned("login_hint"),
        wanted_subject: None,
        challenge: None,
        claims: RequestedClaims::default(),
        client,
    };
    let checked = if !registered {
        Err(Outcome::error("invalid_request", "The redirect URI is not registered for this application."))
    } else if let Some(name) = repeated {
        Err(Outcome::error("invalid_request", &format!("The parameter {name} occurs twice.")))
    } else {
        check(op, params, &mut request)
    };
    match checked {
        Ok(()) => Ok(request),
        Err(outcome) => Err(Refusal::Client(Box::new(request), outcome)),
    }
}

fn scope(op: &Op, call: &Call, params: &Params) -> Vec<String> {
    if op.authorize.plus_is_space {
        return params.words("scope");
    }
    let raw = call.raw_query.split('&').find_map(|pair| pair.strip_prefix("scope="));
    let protected = raw.map(|raw| Params::parse(format!("scope={}", raw.replace('+', "%2B")).as_bytes()));
    protected.map_or_else(|| params.words("scope"), |params| params.words("scope"))
}

/// Everything that can be told to the client.
fn check(op: &Op, params: &Params, request: &mut AuthorizationRequest) -> Result<(), Outcome> {
    let rules = &op.authorize;
    let invalid = |what: &str| Outcome::error("invalid_request", what);
    request.mode = match params.get("response_mode") {
        None | Some("query") => ResponseMode::Query,
        Some("fragment") => ResponseMode::Fragment,
        Some("form_post") => ResponseMode::FormPost,
        Some(_) => return Err(invalid("The response_mode is not supported.")),
    };
    for (name, error) in [
        ("request", "request_not_supported"),
        ("request_uri", "request_uri_not_supported"),
        ("registration", "registration_not_supported"),
    ] {
        if params.get(name).is_some() {
            return Err(Outcome::error(error, &format!("The parameter {name} is not supported.")));
        }
    }
    match params.get("response_type") {
        _ if rules.any_response_type => {}
        Some("code") => {}
        Some(_) => {
            return Err(Outcome::error("unsupported_response_type", "The only response_type is code."));
        }
        None => return Err(invalid("The parameter response_type is missing.")),
    }
    if let Some(name) = rules.required_parameters.iter().find(|name| params.get(name).is_none()) {
        return Err(invalid(&format!("The parameter {name} is missing.")));
    }
    let unknown =
        |name: &&str| rules.refused_parameters.contains(name) || rules.unknown_parameters_refused && !KNOWN.contains(name);
    if let Some(name) = params.names().find(unknown) {
        return Err(invalid(&format!("The parameter {name} is not known.")));
    }
    if request.state.as_ref().is_some_and(|state| state.len() > rules.longest_state) {
        return Err(invalid("The parameter state is too long."));
    }
    check_scope(op, request)?;
    if request.prompt.iter().any(|word| !rules.prompts.contains(&word.as_str())) {
        return Err(invalid("The prompt is not known."));
    }
    if request.has_prompt("none") && request.prompt.len() > 1 {
        return Err(invalid("The prompt none stands alone."));
    }
    request.max_age = match params.get("max_age").map(str::parse::<u32>) {
        None => None,
        Some(Ok(seconds)) => Some(i64::from(seconds)),
        Some(Err(_)) => return Err(invalid("The max_age is no number.")),
    };
    request.challenge = challenge(op, params, &request.client)?;
    if let Some(claims) = params.get("claims") {
        request.claims = claims_parameter(op, claims)?;
    }
    request.wanted_subject = wanted_subject(op, params, &request.claims)?;
    Ok(())
}

fn check_scope(op: &Op, request: &AuthorizationRequest) -> Result<(), Outcome> {
    let rules = &op.authorize;
    let refused = request.scope.iter().find(|word| {
        let known = op.knows_scope(word);
        rules.refused_scopes.contains(&word.as_str()) || rules.unknown_scope_refused && !known
    });
    let repeated = (1..request.scope.len()).any(|place| request.scope[..place].contains(&request.scope[place]));
    match refused {
        _ if repeated && rules.repeated_scope_refused => Err(Outcome::error("invalid_scope", "A scope occurs twice.")),
        Some(word) => Err(Outcome::error("invalid_scope", &format!("The scope {word} is not available."))),
        None if !rules.plus_is_space && request.scope.iter().any(|word| word.contains('+')) => {
            Err(Outcome::error("invalid_scope", "The scope is malformed."))
        }
        None => Ok(()),
    }
}

fn challenge(op: &Op, params: &Params, client: &Client) -> Result<Option<Challenge>, Outcome> {
    let invalid = |what: &str| Outcome::error("invalid_request", what);
    let Some(challenge) = params.get("code_challenge") else {
        return match params.get("code_challenge_method") {
            Some(_) => Err(invalid("There is a code_challenge_method without code_challenge.")),
            None if client.is_public() => Err(invalid("A public client has to send a code_challenge.")),
            None => Ok(None),
        };
    };
    let unreserved = |letter: char| letter.is_ascii_alphanumeric() || "-._~".contains(letter);
    if !(43..=128).contains(&challenge.len()) || !challenge.chars().all(unreserved) {
        return Err(invalid("The code_challenge is malformed."));
    }
    match params.get("code_challenge_method") {
        Some("S256") => Ok(Some(Challenge::S256(challenge.to_owned()))),
        None | Some("plain") if op.authorize.pkce_plain => Ok(Some(Challenge::Plain(challenge.to_owned()))),
        _ => Err(invalid("The code_challenge_method is not supported.")),
    }
}

fn claims_parameter(op: &Op, text: &str) -> Result<RequestedClaims, Outcome> {
    let rules = &op.authorize;
    let invalid = |what: &str| Outcome::error("invalid_request", what);
    if rules.claims_refused {
        return Err(invalid("The parameter claims is not supported."));
    }
    let Ok(Value::Object(mut claims)) = serde_json::from_str(text) else {
        return Err(invalid("The parameter claims is no JSON object."));
    };
    if rules.claims_userinfo_refused && claims.contains_key("userinfo") {
        return Err(invalid("The parameter claims has an unknown member userinfo."));
    }
    let mut part = |name: &str| match claims.shift_remove(name) {
        None | Some(Value::Null) => Ok(Map::new()),
        Some(Value::Object(members)) => Ok(members),
        Some(_) => Err(invalid("A member of the parameter claims is no object.")),
    };
    Ok(RequestedClaims { id_token: part("id_token")?, userinfo: part("userinfo")? })
}

fn wanted_subject(op: &Op, params: &Params, claims: &RequestedClaims) -> Result<Option<String>, Outcome> {
    if let Some(hint) = params.get("id_token_hint") {
        return match op.memory().hints.get(hint) {
            Some(hint) => Ok(Some(hint.subject.clone())),
            None => Err(Outcome::error("invalid_request", "The id_token_hint was not issued here.")),
        };
    }
    let value = claims.id_token.get("sub").and_then(|sub| sub.get("value")).and_then(Value::as_str);
    Ok(value.map(str::to_owned))
}
