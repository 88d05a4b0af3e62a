//! The token endpoint (RFC 6749, sections 4.1.3 and 6; OpenID Connect Core 1.0, sections 3.1.3 and 12).

mod answer;
mod client_auth;
mod exchange;
mod rules;

use axum::http::{Method, StatusCode};
use serde_json::Map;

pub(in crate::reference) use rules::TokenRules;

use super::preflight;
use crate::reference::{
    answer::Answer,
    call::Call,
    fault::TokenAnswerFault,
    op::{Meter, Op},
    persona::Persona,
};

/// Receives a token request.
pub(in crate::reference) fn handle(op: &Op, call: &Call) -> Answer {
    if let Some(answer) = preflight(call) {
        return answer;
    }
    let earlier = Meter::count(&op.meter.token_calls);
    // A redirect sends the request on; the code stays unused.
    let moved = |fault| matches!(fault, TokenAnswerFault::Redirect302 | TokenAnswerFault::Redirect307);
    let mut answer = if op.faults().any(moved) { Answer::not_found() } else { conforming(op, call) };
    for fault in op.faults::<TokenAnswerFault>() {
        answer::spoil(&mut answer, fault, op, earlier);
    }
    answer
}

/// Receives a token request where one of the faults redirects to.
pub(in crate::reference) fn handle_moved(op: &Op, call: &Call) -> Answer {
    Meter::count(&op.meter.token_calls);
    conforming(op, call)
}

fn conforming(op: &Op, call: &Call) -> Answer {
    let rules = &op.token;
    let form = match call.method {
        Method::POST => &call.form,
        Method::GET if rules.get => &call.query,
        _ => return Answer::method_not_allowed("POST"),
    };
    if rules.crawlers_refused && call.is_crawler() {
        return Answer::firewall();
    }
    if rules.accept_required && !call.accepts_json() {
        return Answer::stray_html(StatusCode::NOT_ACCEPTABLE);
    }
    let exchanged = match form.repeated() {
        Some(name) => Err(TokenError::new("invalid_request", format!("The parameter {name} occurs twice."))),
        None => client_auth::authenticate(op, call, form).and_then(|client| exchange::exchange(op, &client, form)),
    };
    match exchanged {
        Ok(members) => {
            let mut answer = Answer::json(StatusCode::OK, members).uncached().shared();
            if let Some(kind) = op.persona().and_then(|persona| persona.token_content_type()) {
                answer.set_header("content-type", kind);
            }
            answer
        }
        Err(error) => match op.persona() {
            Some(persona) => error.answer_as(persona),
            None => error.answer(),
        },
    }
}

/// Why a token request is refused (RFC 6749, section 5.2).
#[derive(Debug)]
struct TokenError {
    error: &'static str,
    description: String,
}

impl TokenError {
    fn new(error: &'static str, description: impl Into<String>) -> Self {
        Self { error, description: description.into() }
    }

    fn grant(description: &str) -> Self {
        Self::new("invalid_grant", description)
    }

    fn client(description: &str) -> Self {
        Self::new("invalid_client", description)
    }

    /// The error as a product says it.
    fn answer_as(self, persona: &Persona) -> Answer {
        let words = persona.words(&self.description).to_owned();
        let Some(shape) = persona.error(self.error) else {
            return Self { description: words, ..self }.answer();
        };
        let mut members = Map::new();
        members.insert("error".to_owned(), shape.error.as_ref().unwrap_or(&words).as_str().into());
        if shape.error.is_some() {
            members.insert("error_description".to_owned(), shape.description.as_ref().unwrap_or(&words).as_str().into());
        }
        let status = StatusCode::from_u16(shape.status).unwrap_or(StatusCode::BAD_REQUEST);
        Answer::json(status, members).uncached().shared()
    }

    fn answer(self) -> Answer {
        let mut members = Map::new();
        members.insert("error".to_owned(), self.error.into());
        members.insert("error_description".to_owned(), self.description.into());
        let status = match self.error {
            "invalid_client" => StatusCode::UNAUTHORIZED,
            "server_error" => StatusCode::INTERNAL_SERVER_ERROR,
            _ => StatusCode::BAD_REQUEST,
        };
        let answer = Answer::json(status, members).uncached().shared();
        if status == StatusCode::UNAUTHORIZED {
            answer.with("www-authenticate", "Basic realm=\"token\", charset=\"UTF-8\"")
        } else {
            answer
        }
    }
}
