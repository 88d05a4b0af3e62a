//! Dynamic registration (RFC 7591; OpenID Connect Dynamic Client Registration 1.0), and looking after what was registered
//! (RFC 7592): reading and removing a client, at the same address with its `client_id` in the query.

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
    if call.query.get("client_id").is_some() {
        return managed(op, call);
    }
    if call.method != Method::POST {
        return Answer::method_not_allowed("POST");
    }
    let unchecked = op.faults::<RegistrationFault>().any(|fault| fault == RegistrationFault::RedirectUrisUnchecked);
    let (mut client, mut members) = match registered(&call.body, unchecked) {
        Ok(registered) => registered,
        Err(error) => {
            let mut answer = error.answer();
            for fault in op.faults::<RegistrationFault>() {
                bend_refusal(&mut answer, fault);
            }
            return answer;
        }
    };
    client.registration_access_token = random_name();
    members.insert("registration_access_token".to_owned(), json!(client.registration_access_token));
    members.insert("registration_client_uri".to_owned(), json!(format!("{}/register?client_id={}", op.base, client.id)));
    client.registered.clone_from(&members);
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
        F::ClientIdMissing => answer.remove("client_id"),
        F::RedirectUrisOmitted => answer.remove("redirect_uris"),
        F::MetadataOmitted => answer.remove("grant_types"),
        F::MethodOmitted => answer.remove("token_endpoint_auth_method"),
        F::Cacheable => answer.set_header("cache-control", "public, max-age=60"),
        F::ManagementMissing => {
            answer.remove("registration_client_uri");
            answer.remove("registration_access_token");
        }
        // Of refusals, and of what comes after.
        F::ErrorPage | F::ReadRefused | F::DeletionFailing | F::DeletionStatus200 => {}
    }
}

/// The same for refusals.
fn bend_refusal(answer: &mut Answer, fault: RegistrationFault) {
    match fault {
        RegistrationFault::ErrorPage => *answer = Answer::stray_html(StatusCode::BAD_REQUEST),
        RegistrationFault::Refused => {
            *answer = Problem::new("access_denied", "Registration is closed.").answer_with(StatusCode::FORBIDDEN);
        }
        _ => {}
    }
}

/// Reads or removes a client (RFC 7592, section 2).
fn managed(op: &Op, call: &Call) -> Answer {
    let client = call.query.get("client_id").and_then(|id| op.memory().clients.get(id).cloned());
    let token = call.authorization("Bearer");
    let Some(client) = client.filter(|client| token.is_some() && client.registration_access_token.as_deref() == token) else {
        return Answer::json(StatusCode::UNAUTHORIZED, object(json!({"error": "invalid_token"})))
            .with("www-authenticate", "Bearer error=\"invalid_token\"")
            .uncached();
    };
    let mut answer = if call.method == Method::GET {
        Answer::json(StatusCode::OK, client.registered.clone()).uncached()
    } else if call.method == Method::DELETE {
        Answer::empty(StatusCode::NO_CONTENT).uncached()
    } else {
        return Answer::method_not_allowed("GET, DELETE");
    };
    for fault in op.faults::<RegistrationFault>() {
        match fault {
            RegistrationFault::ReadRefused if call.method == Method::GET => answer = Answer::not_found(),
            RegistrationFault::DeletionFailing if call.method == Method::DELETE => answer = Answer::server_error(),
            RegistrationFault::DeletionStatus200 if call.method == Method::DELETE => answer.status = StatusCode::OK,
            _ => {}
        }
    }
    if call.method == Method::DELETE && answer.status.is_success() {
        op.memory().clients.remove(&client.id);
    }
    answer
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
    let is_web = text(&asked, "application_type")?.is_none_or(|kind| kind == "web");
    if let Some(bad) = client.redirect_uris.iter().find(|uri| !unchecked && !is_redirect_uri(uri, is_web)) {
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

/// An absolute address without a fragment (RFC 6749, section 3.1.2); of a web client, plain http only on this machine
/// (OpenID Connect Dynamic Client Registration 1.0, section 2).
fn is_redirect_uri(text: &str, is_web: bool) -> bool {
    Url::parse(text).is_ok_and(|url| {
        let is_plain = url.scheme() == "http" && is_web && backchannel::loopback(text).is_none();
        url.fragment().is_none() && !url.cannot_be_a_base() && !is_plain
    })
}
