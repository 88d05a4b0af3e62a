//! Dynamic registration (RFC 7591; OpenID Connect Dynamic Client Registration 1.0).

use std::sync::Arc;

use axum::http::{Method, StatusCode};
use serde_json::{Map, Value, json};
use url::Url;

use super::preflight;
use crate::{
    oidc::names,
    reference::{
        alg::Alg,
        answer::Answer,
        backchannel,
        call::Call,
        client::Client,
        encoding::{now, object, random_name},
        fault::RegistrationFault,
        op::Op,
    },
};

/// Ways of authentication that can be registered.
const METHODS: [&str; 4] =
    [names::CLIENT_SECRET_BASIC, names::CLIENT_SECRET_POST, names::PRIVATE_KEY_JWT, names::NO_CLIENT_AUTHENTICATION];

/// Receives a registration.
pub(in crate::reference) fn handle(op: &Op, call: &Call) -> Answer {
    if let Some(answer) = preflight(call) {
        return answer;
    }
    if call.method != Method::POST {
        return Answer::method_not_allowed("POST");
    }
    let unchecked = op.faults::<RegistrationFault>().any(|fault| fault == RegistrationFault::RedirectUrisUnchecked);
    let (mut client, members) = match registered(&call.body, unchecked) {
        Ok(registered) => registered,
        Err(error) => return error.answer(),
    };
    let mut answer = Answer::json(StatusCode::CREATED, members).uncached().shared();
    for fault in op.faults::<RegistrationFault>() {
        bend(&mut client, &mut answer, fault);
    }
    if answer.status.is_success() {
        op.memory().clients.insert(client.id.clone(), Arc::new(client));
    }
    answer
}

/// The one place where faults of registration act.
fn bend(client: &mut Client, answer: &mut Answer, fault: RegistrationFault) {
    use RegistrationFault as F;
    match fault {
        F::Refused => *answer = Problem::new("access_denied", "Registration is closed.").answer_with(StatusCode::FORBIDDEN),
        F::Status200 => answer.status = StatusCode::OK,
        F::SecretMissing => answer.remove("client_secret"),
        F::SecretExpiryMissing => answer.remove("client_secret_expires_at"),
        // Decided while reading the request, see `registered`.
        F::RedirectUrisUnchecked => {}
        F::RedirectUrisForgotten => client.redirect_uris.clear(),
        F::AlgIgnored => client.id_token_alg = Alg::Rs256,
    }
}

/// Why a registration is refused (RFC 7591, section 3.2.2).
struct Problem {
    error: &'static str,
    description: String,
}

impl Problem {
    fn new(error: &'static str, description: impl Into<String>) -> Self {
        Self { error, description: description.into() }
    }

    fn metadata(name: &str) -> Self {
        Self::new("invalid_client_metadata", format!("The member {name} is not acceptable."))
    }

    fn answer(self) -> Answer {
        self.answer_with(StatusCode::BAD_REQUEST)
    }

    fn answer_with(self, status: StatusCode) -> Answer {
        let members = object(json!({"error": self.error, "error_description": self.description}));
        Answer::json(status, members).uncached().shared()
    }
}

/// The client that a request describes, and what is answered.
fn registered(body: &[u8], unchecked: bool) -> Result<(Client, Map<String, Value>), Problem> {
    let Ok(Value::Object(asked)) = serde_json::from_slice(body) else {
        return Err(Problem::new("invalid_client_metadata", "The request is no JSON object."));
    };
    let mut client = Client::blank().map_err(|_| Problem::new("server_error", "No client_id could be made."))?;
    client.redirect_uris = texts(&asked, "redirect_uris")
        .ok_or_else(|| Problem::new("invalid_redirect_uri", "The member redirect_uris is no list of strings."))?;
    if client.redirect_uris.is_empty() {
        return Err(Problem::new("invalid_redirect_uri", "There is no redirect URI."));
    }
    if let Some(bad) = client.redirect_uris.iter().find(|uri| !unchecked && !is_redirect_uri(uri)) {
        return Err(Problem::new("invalid_redirect_uri", format!("This is no redirect URI: {bad}")));
    }
    client.post_logout_redirect_uris =
        texts(&asked, "post_logout_redirect_uris").ok_or_else(|| Problem::metadata("post_logout_redirect_uris"))?;
    if let Some(name) = text(&asked, "client_name")? {
        name.clone_into(&mut client.name);
    }
    if let Some(name) = text(&asked, "id_token_signed_response_alg")? {
        client.id_token_alg = Alg::from_name(name).ok_or_else(|| Problem::metadata("id_token_signed_response_alg"))?;
    }
    if let Some(name) = text(&asked, "userinfo_signed_response_alg")? {
        client.userinfo_alg = Some(Alg::from_name(name).ok_or_else(|| Problem::metadata("userinfo_signed_response_alg"))?);
    }
    for encrypted in ["id_token_encrypted_response_alg", "userinfo_encrypted_response_alg", "jwks_uri"] {
        if asked.contains_key(encrypted) {
            return Err(Problem::metadata(encrypted));
        }
    }
    if let Some(uri) = text(&asked, "backchannel_logout_uri")? {
        backchannel::loopback(uri).ok_or_else(|| Problem::metadata("backchannel_logout_uri"))?;
        client.backchannel_logout_uri = Some(uri.to_owned());
    }
    let method = text(&asked, "token_endpoint_auth_method")?.unwrap_or(names::CLIENT_SECRET_BASIC);
    let method = METHODS.into_iter().find(|known| *known == method);
    let method = method.ok_or_else(|| Problem::metadata("token_endpoint_auth_method"))?;
    client.auth_methods = vec![method];
    client.jwks = asked.get("jwks").cloned().unwrap_or_default();
    if method == names::PRIVATE_KEY_JWT && !client.jwks.get("keys").is_some_and(Value::is_array) {
        return Err(Problem::metadata("jwks"));
    }
    if texts(&asked, "response_types").is_none_or(|types| types.iter().any(|kind| kind != "code")) {
        return Err(Problem::metadata("response_types"));
    }
    let mut members = asked;
    members.insert("client_id".to_owned(), json!(client.id));
    members.insert("client_id_issued_at".to_owned(), json!(now()));
    members.insert("token_endpoint_auth_method".to_owned(), json!(method));
    members.insert("id_token_signed_response_alg".to_owned(), json!(client.id_token_alg.name()));
    if matches!(method, names::CLIENT_SECRET_BASIC | names::CLIENT_SECRET_POST) {
        client.secret = random_name();
        members.insert("client_secret".to_owned(), json!(client.secret));
        members.insert("client_secret_expires_at".to_owned(), json!(0));
    }
    for (name, default) in [
        ("response_types", json!(["code"])),
        ("grant_types", json!(["authorization_code", "refresh_token"])),
        ("application_type", json!("web")),
    ] {
        members.entry(name).or_insert(default);
    }
    Ok((client, members))
}

/// A member that is a string, if it is there.
fn text<'a>(asked: &'a Map<String, Value>, name: &str) -> Result<Option<&'a str>, Problem> {
    match asked.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(Problem::metadata(name)),
    }
}

/// A member that is a list of strings; empty if it is not there.
fn texts(asked: &Map<String, Value>, name: &str) -> Option<Vec<String>> {
    match asked.get(name) {
        None => Some(Vec::new()),
        Some(list) => list.as_array()?.iter().map(|item| item.as_str().map(str::to_owned)).collect(),
    }
}

/// An absolute address without a fragment (RFC 6749, section 3.1.2).
fn is_redirect_uri(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| url.fragment().is_none() && !url.cannot_be_a_base())
}
