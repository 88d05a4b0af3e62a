//! The authorization endpoint (OpenID Connect Core 1.0, section 3.1.2).

mod answer;
mod request;
mod rules;

use std::{sync::Arc, time::Instant};

use axum::http::{Method, StatusCode};

pub(in crate::reference) use answer::{Outcome, send};
pub(in crate::reference) use request::AuthorizationRequest;
pub(in crate::reference) use rules::{AuthorizeRules, Subject};

use super::is_read;
use crate::reference::{
    answer::{Answer, Body},
    call::Call,
    client::Client,
    encoding::{now, random_name},
    grant::{CODE_LIFETIME, Code, Grant},
    op::{Meter, Op},
    page,
    session::{BROWSER_COOKIE, Interaction, SESSION_COOKIE, Session, cookie},
};

/// Receives an Authentication Request.
pub(in crate::reference) fn handle(op: &Op, call: &Call) -> Answer {
    let rules = &op.authorize;
    let earlier = Meter::count(&op.meter.authorize_calls);
    if let Some(page) = &rules.instead {
        return page.answer();
    }
    if earlier < rules.limited_calls {
        return Answer::too_many_requests();
    }
    if call.method == Method::POST && !rules.post || !is_read(call) && call.method != Method::POST {
        return Answer::method_not_allowed(if rules.post { "GET, POST" } else { "GET" });
    }
    let request = match request::read(op, call) {
        Ok(request) => request,
        Err(request::Refusal::Page(what)) => {
            return Answer::html(StatusCode::BAD_REQUEST, page::error("This request cannot be answered", &what));
        }
        Err(request::Refusal::Client(request, outcome)) => {
            return send(op, &request, &outcome, call);
        }
    };
    let session = call.cookie(SESSION_COOKIE).and_then(|cookie| {
        let session = op.memory().sessions.get(cookie).cloned()?;
        Some((cookie.to_owned(), session))
    });
    match session.filter(|(_, session)| !needs_login(op, &request, session)) {
        Some((cookie, session)) => with_session(op, &request, &cookie, &session, call),
        None if request.has_prompt("none") && !rules.prompt_none_shows_login => {
            send(op, &request, &Outcome::error("login_required", "The user has to log in."), call)
        }
        None => ask(op, call, request, None),
    }
}

/// Whether this request wants the password although there is a session.
fn needs_login(op: &Op, request: &AuthorizationRequest, session: &Session) -> bool {
    let rules = &op.authorize;
    let asked_again = request.has_prompt("login") || request.has_prompt("select_account");
    let too_old = request.max_age.is_some_and(|limit| now() - session.auth_time > limit || limit == 0);
    let other_user = request.wanted_subject.as_ref().is_some_and(|wanted| *wanted != session.subject);
    asked_again && !rules.prompt_login_ignored
        || too_old && !rules.max_age_ignored
        || other_user
        || rules.session_forgotten && !request.has_prompt("none")
}

/// Goes on once it is known who the user is: asks for consent if need be, else answers.
pub(in crate::reference) fn with_session(
    op: &Op,
    request: &AuthorizationRequest,
    cookie: &str,
    session: &Session,
    call: &Call,
) -> Answer {
    let agreed = !request.client.needs_consent || op.memory().consents.contains(&request.client.id);
    if !agreed || request.has_prompt("consent") || op.authorize.consent_always {
        if request.has_prompt("none") {
            return send(op, request, &Outcome::error("consent_required", "The user has to agree."), call);
        }
        return ask(op, call, request.clone(), Some(cookie.to_owned()));
    }
    grant(op, request, cookie, session, call)
}

/// Gives the client its code.
pub(in crate::reference) fn grant(
    op: &Op,
    request: &AuthorizationRequest,
    cookie: &str,
    session: &Session,
    call: &Call,
) -> Answer {
    if op.client(&request.client.id).is_none() {
        return send(op, request, &Outcome::error("unauthorized_client", "The client is not registered."), call);
    }
    let Some(code) = random_name() else {
        return Answer::server_error();
    };
    let code = if op.authorize.long_code { format!("{code}{}", "c".repeat(3000 - code.len())) } else { code };
    let scope = granted_scope(op, request);
    let mut memory = op.memory();
    memory.next_grant += 1;
    let grant = Grant {
        id: memory.next_grant,
        client_id: request.client.id.clone(),
        subject: session.subject.clone(),
        session: session.sid.clone(),
        scope,
        nonce: request.nonce.clone(),
        auth_time: session.auth_time,
        claims: if op.authorize.claims_ignored { Default::default() } else { request.claims.clone() },
    };
    let lifetime = if op.authorize.code_expired_at_once { std::time::Duration::ZERO } else { CODE_LIFETIME };
    let code_entry = Code {
        grant,
        redirect_uri: request.redirect_uri.clone(),
        challenge: if op.authorize.pkce_ignored { None } else { request.challenge.clone() },
        expires: Instant::now() + lifetime,
        used: false,
    };
    memory.codes.insert(code.clone(), code_entry);
    if let Some(session) = memory.sessions.get_mut(cookie) {
        session.clients.insert(request.client.id.clone());
    }
    drop(memory);
    send(op, request, &Outcome::Code(code), call)
}

/// The scopes that are granted; unknown ones are passed over in silence (OpenID Connect Core 1.0, section 3.1.2.1).
pub(super) fn granted_scope(op: &Op, request: &AuthorizationRequest) -> Vec<String> {
    let known = |word: &&String| op.knows_scope(word);
    let granted = |word: &&String| !op.authorize.scopes_ignored || *word == "openid";
    request.scope.iter().filter(known).filter(granted).cloned().collect()
}

/// Shows the login page or, if there is a session, the consent page.
fn ask(op: &Op, call: &Call, request: AuthorizationRequest, session: Option<String>) -> Answer {
    let (Some(id), Some(csrf), Some(fresh)) = (random_name(), random_name(), random_name()) else {
        return Answer::server_error();
    };
    let known_browser = call.cookie(BROWSER_COOKIE).map(str::to_owned);
    let browser = known_browser.clone().unwrap_or(fresh);
    let interaction = Interaction { request, browser: browser.clone(), csrf, user: None, passed: false, session };
    let page = super::login::page_for(op, &id, &interaction, None);
    op.memory().interactions.insert(id, interaction);
    let mut answer = form_page(page);
    if op.authorize.form_action_self {
        answer.set_header("content-security-policy", "form-action 'self'; frame-ancestors 'none'");
    }
    if known_browser.is_some() { answer } else { answer.with_cookie(cookie(BROWSER_COOKIE, &browser)) }
}

/// A page with a form that no other site may frame.
pub(in crate::reference) fn form_page(page: String) -> Answer {
    Answer::html(StatusCode::OK, page)
        .with("content-security-policy", "frame-ancestors 'none'")
        .with("x-frame-options", "DENY")
        .with("referrer-policy", "no-referrer")
}

/// What some faults show instead of everything.
#[derive(Debug)]
pub(in crate::reference) enum Instead {
    /// A page that leads nowhere.
    Stuck,
    /// 500.
    ServerError,
    /// 404.
    NotFound,
    /// Nothing, for ever.
    Silence,
}

impl Instead {
    fn answer(&self) -> Answer {
        match self {
            Self::Stuck => Answer::html(StatusCode::OK, page::page("Welcome", "<p>Nothing to do here.</p>")),
            Self::ServerError => Answer::stray_html(StatusCode::INTERNAL_SERVER_ERROR),
            Self::NotFound => Answer::not_found(),
            Self::Silence => Answer::new(StatusCode::OK, "text/html; charset=utf-8", Body::Silent),
        }
    }
}

/// The client of a request, or one made up on the spot where a fault lets it through.
fn client(op: &Op, id: &str, redirect_uri: Option<&str>) -> Option<Arc<Client>> {
    let made_up = || Arc::new(Client::made_up(id, redirect_uri));
    op.client(id).or_else(|| op.authorize.unknown_client_accepted.then(made_up))
}
