//! The logout endpoint (OpenID Connect RP-Initiated Logout 1.0).

use axum::http::{Method, StatusCode};

use super::{authorize::form_page, is_read};
use crate::reference::{
    answer::Answer,
    backchannel,
    call::{Call, Params},
    encoding::random_name,
    fault::EndSessionFault,
    grant::Hint,
    op::Op,
    page,
    persona::{Unregistered, WithoutHint},
    session::{LogoutRequest, SESSION_COOKIE, Session, expired_cookie},
};

/// The rules of the logout endpoint: conforming by default, each fault changes one.
#[derive(Debug)]
pub(in crate::reference) struct EndSessionRules {
    /// What is shown instead of everything, if anything.
    instead: Option<StatusCode>,
    session_ends: bool,
    hint_accepted: bool,
    hint_needed: bool,
    client_id_counts: bool,
    mismatch_accepted: bool,
    any_target: bool,
    no_target: bool,
    redirects: bool,
    state_returned: bool,
    confirms_always: bool,
    confirms_ever: bool,
    bare_refused: bool,
    get: bool,
    post: bool,
    cookie_needed: bool,
    hints_end: bool,
    tokens_end: bool,
}

impl EndSessionRules {
    /// The rules under these faults.
    pub(in crate::reference) fn with(faults: impl Iterator<Item = EndSessionFault>) -> Self {
        let mut rules = Self {
            instead: None,
            session_ends: true,
            hint_accepted: true,
            hint_needed: false,
            client_id_counts: true,
            mismatch_accepted: false,
            any_target: false,
            no_target: false,
            redirects: true,
            state_returned: true,
            confirms_always: false,
            confirms_ever: true,
            bare_refused: false,
            get: true,
            post: true,
            cookie_needed: false,
            hints_end: false,
            tokens_end: true,
        };
        faults.for_each(|fault| rules.bend(fault));
        rules
    }

    /// The one place where these faults act.
    fn bend(&mut self, fault: EndSessionFault) {
        use EndSessionFault as F;
        match fault {
            F::NotFound => self.instead = Some(StatusCode::NOT_FOUND),
            F::ServerError => self.instead = Some(StatusCode::INTERNAL_SERVER_ERROR),
            F::SessionKept => self.session_ends = false,
            F::HintRefused => self.hint_accepted = false,
            F::HintRequired => self.hint_needed = true,
            F::ClientIdIgnored => self.client_id_counts = false,
            F::MismatchAccepted => self.mismatch_accepted = true,
            F::UnregisteredFollowed => self.any_target = true,
            F::RegisteredRefused => self.no_target = true,
            F::RedirectIgnored => self.redirects = false,
            F::StateDropped => self.state_returned = false,
            F::ConfirmationAlways => self.confirms_always = true,
            F::ConfirmationNever => self.confirms_ever = false,
            F::BareRefused => self.bare_refused = true,
            F::PostRefused => self.post = false,
            F::GetRefused => self.get = false,
            F::CookieNeeded => self.cookie_needed = true,
            F::HintsForgotten => self.hints_end = true,
            F::TokensLive => self.tokens_end = false,
        }
    }
}

/// Receives a logout request.
pub(in crate::reference) fn handle(op: &Op, call: &Call) -> Answer {
    let rules = &op.end_session;
    match rules.instead {
        Some(StatusCode::NOT_FOUND) => return Answer::not_found(),
        Some(status) => return Answer::stray_html(status),
        None => {}
    }
    if !(is_read(call) && rules.get || call.method == Method::POST && rules.post) {
        return Answer::method_not_allowed(match (rules.get, rules.post) {
            (true, true) => "GET, POST",
            (false, _) => "POST",
            (true, false) => "GET",
        });
    }
    let params = call.params();
    if rules.bare_refused && params.is_empty() {
        return refusal("The request has no parameters.");
    }
    let hint = match hint(op, params) {
        Ok(hint) => hint,
        Err(what) => return refusal(what),
    };
    let mut asks = false;
    let target = match target(op, params, hint.as_ref()) {
        Ok(target) => target,
        Err(what) => match op.persona().map_or(Unregistered::Refused, |persona| persona.end_session().unregistered) {
            Unregistered::Refused => return refusal(what),
            Unregistered::Asks => {
                asks = true;
                None
            }
            Unregistered::Dropped => None,
        },
    };
    let cookie = call.cookie(SESSION_COOKIE).filter(|name| op.memory().sessions.contains_key(*name));
    let hinted = hint.as_ref().filter(|_| !rules.cookie_needed || cookie.is_some()).and_then(|hint| {
        let memory = op.memory();
        memory.sessions.iter().find(|(_, session)| session.sid == hint.session).map(|(name, _)| name.clone())
    });
    // Only a hint about the very session of this browser, or without a browser, shows that the user wants to leave.
    let certain = hint.is_some() && (cookie.is_none() || cookie == hinted.as_deref());
    let session = cookie.map(str::to_owned).or(hinted);
    match session {
        Some(session) if (!certain || rules.confirms_always || asks) && rules.confirms_ever => confirm(op, session, target),
        Some(session) => leave(op, &session, target.as_deref()),
        None => goodbye(target.as_deref(), op.end_session.redirects),
    }
}

/// The hint, recognised by having been issued here, whatever its age.
fn hint(op: &Op, params: &Params) -> Result<Option<Hint>, &'static str> {
    let rules = &op.end_session;
    let Some(token) = params.get("id_token_hint") else {
        return if rules.hint_needed { Err("The parameter id_token_hint is missing.") } else { Ok(None) };
    };
    if op.persona().is_some_and(|persona| persona.end_session().anybody) {
        return Ok(op.memory().hints.get(token).cloned());
    }
    if !rules.hint_accepted {
        return Err("The id_token_hint is not valid.");
    }
    let hint = op.memory().hints.get(token).cloned().ok_or("The id_token_hint was not issued here.")?;
    let fits = params.get("client_id").is_none_or(|client| client == hint.client_id);
    if fits || rules.mismatch_accepted { Ok(Some(hint)) } else { Err("The client_id does not fit the id_token_hint.") }
}

/// Where the browser goes afterwards: only to an address that the client registered, to the letter.
fn target(op: &Op, params: &Params, hint: Option<&Hint>) -> Result<Option<String>, &'static str> {
    let rules = &op.end_session;
    let acted = op.persona().map(|persona| persona.end_session()).unwrap_or_default();
    let Some(given) = params.get("post_logout_redirect_uri") else {
        let first = || op.client(&hint?.client_id)?.post_logout_redirect_uris.first().cloned();
        return Ok(first().filter(|_| acted.hint_alone_goes_first));
    };
    if hint.is_none() && acted.without_hint == WithoutHint::AsksAndStays {
        return Ok(None);
    }
    let named = params.get("client_id").filter(|_| rules.client_id_counts);
    let named = named.or_else(|| acted.anybody.then_some(op.config.client_id.as_str()));
    let client = hint.map(|hint| hint.client_id.as_str()).or(named).and_then(|id| op.client(id));
    let registered = client.is_some_and(|client| client.post_logout_redirect_uris.iter().any(|uri| uri == given));
    if !rules.any_target && (!registered || rules.no_target) {
        return Err("The post_logout_redirect_uri is not registered for this application.");
    }
    let Some(state) = params.get("state").filter(|_| rules.state_returned) else {
        return Ok(Some(given.to_owned()));
    };
    let joint = if given.contains('?') { '&' } else { '?' };
    let encoded = url::form_urlencoded::Serializer::new(String::new()).append_pair("state", state).finish();
    Ok(Some(format!("{given}{joint}{encoded}")))
}

fn refusal(what: &str) -> Answer {
    Answer::html(StatusCode::BAD_REQUEST, page::error("This request cannot be answered", what))
}

fn confirm(op: &Op, session: String, target: Option<String>) -> Answer {
    let Some(csrf) = random_name() else {
        return Answer::server_error();
    };
    op.memory().confirmations.insert(csrf.clone(), LogoutRequest { session, target });
    form_page(page::confirm_logout(&csrf))
}

/// Receives the user's answer to the question whether to log out.
pub(in crate::reference) fn handle_confirmation(op: &Op, call: &Call) -> Answer {
    if call.method != Method::POST {
        return Answer::method_not_allowed("POST");
    }
    let request = op.memory().confirmations.remove(call.form.get("csrf_token").unwrap_or_default());
    let Some(request) = request.filter(|request| call.cookie(SESSION_COOKIE) == Some(request.session.as_str())) else {
        return refusal("This page was answered already, or shown to another browser.");
    };
    if call.form.get("decision") != Some("logout") {
        return Answer::html(StatusCode::OK, page::page("Signed in", "<p>You are still signed in.</p>"));
    }
    leave(op, &request.session, request.target.as_deref())
}

/// Ends the session, its tokens, and the sessions that clients hold on to.
fn leave(op: &Op, name: &str, target: Option<&str>) -> Answer {
    let rules = &op.end_session;
    let answer = goodbye(target, rules.redirects);
    if !rules.session_ends {
        return answer;
    }
    let Some(session) = op.memory().sessions.remove(name) else {
        return answer;
    };
    if rules.tokens_end {
        revoke(op, &session);
    }
    if rules.hints_end {
        op.memory().hints.clear();
    }
    let mut answer = answer.with_cookie(expired_cookie(SESSION_COOKIE));
    answer.notices = backchannel::notices(op, &session);
    answer
}

/// Ends the tokens of a session, but for grants that are meant to work while the user is away.
fn revoke(op: &Op, session: &Session) {
    let mut memory = op.memory();
    let memory = &mut *memory;
    let codes = memory.codes.values().map(|code| &code.grant);
    let ended = codes.filter(|grant| grant.session == session.sid && !grant.has("offline_access")).map(|grant| grant.id);
    memory.revoked.extend(ended);
}

fn goodbye(target: Option<&str>, redirects: bool) -> Answer {
    match target.filter(|_| redirects) {
        Some(target) => Answer::redirect(StatusCode::SEE_OTHER, target),
        None => Answer::html(StatusCode::OK, page::page("Signed out", "<p>You are signed out.</p>")),
    }
}
