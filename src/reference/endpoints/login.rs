//! The forms of the login and consent pages coming back.

use axum::http::{Method, StatusCode};

use super::authorize::{self, Outcome, Subject, form_page, send};
use crate::reference::{
    answer::Answer,
    call::Call,
    encoding::{now, random_name, same_secret},
    login_page::{LoginPage, period_of},
    op::Op,
    page::{self, LoginStep},
    session::{BROWSER_COOKIE, Interaction, SESSION_COOKIE, Session, cookie},
};

/// The page that an interaction shows: the consent page if there is a session, else the login page.
pub(super) fn page_for(op: &Op, id: &str, interaction: &Interaction, problem: Option<&str>) -> String {
    let request = &interaction.request;
    if interaction.session.is_some() {
        return page::consent(&request.client.name, id, &interaction.csrf, &request.scope);
    }
    let csrf = &interaction.csrf;
    match op.config.login_page.filter(|_| interaction.passed) {
        Some(LoginPage::Totp) => return page::code(id, csrf, problem),
        Some(LoginPage::StaySignedIn) => return page::stay(id, csrf),
        _ => {}
    }
    let step = match first_step(op) {
        LoginStep::User if interaction.user.is_some() => LoginStep::Password,
        first => first,
    };
    let user = interaction.user.as_ref().or(request.login_hint.as_ref()).map_or("", String::as_str);
    let page = page::login(&request.client.name, id, &interaction.csrf, step, user, problem);
    if op.authorize.scripted_login || op.config.login_page == Some(LoginPage::Script) { page::scripted(&page) } else { page }
}

/// Which fields the login page shows first.
fn first_step(op: &Op) -> LoginStep {
    if op.config.login_page == Some(LoginPage::TwoStep) { LoginStep::User } else { op.authorize.first_step }
}

/// Whether what is asked for after the password was given.
fn gives_the_rest(op: &Op, call: &Call) -> bool {
    if op.config.login_page != Some(LoginPage::Totp) {
        return true;
    }
    let period = period_of(call.form.get("otp").unwrap_or_default(), op.config.totp_period);
    let mut memory = op.memory();
    let fresh = period.filter(|period| memory.last_code.is_none_or(|last| *period > last));
    memory.last_code = fresh.or(memory.last_code);
    fresh.is_some()
}

/// Receives user name and password, and what is asked for beside them.
pub(in crate::reference) fn handle_login(op: &Op, call: &Call) -> Answer {
    let (id, mut interaction) = match interaction(op, call) {
        Ok(found) => found,
        Err(answer) => return *answer,
    };
    let given = call.form.get("username").map(str::to_owned).or_else(|| interaction.user.clone());
    let again = |interaction: Interaction, problem| {
        let answer = form_page(page_for(op, &id, &interaction, problem));
        op.memory().interactions.insert(id.clone(), interaction);
        answer
    };
    if interaction.passed {
        if !gives_the_rest(op, call) {
            return again(interaction, Some("Invalid code, or one that was used already."));
        }
        return logged_in(op, &interaction, call);
    }
    if first_step(op) == LoginStep::User && interaction.user.is_none() {
        interaction.user = given;
        return again(interaction, None);
    }
    let right_user = given.as_deref() == Some(op.config.user.as_str());
    let right_password = same_secret(call.form.get("password").unwrap_or_default(), &op.config.password);
    if !(right_user && right_password) || op.authorize.login_refused {
        interaction.user = None;
        return again(interaction, Some("User name or password is wrong."));
    }
    if op.config.login_page.is_some_and(LoginPage::goes_on) {
        interaction.passed = true;
        return again(interaction, None);
    }
    logged_in(op, &interaction, call)
}

/// Begins the session and goes on with the request.
fn logged_in(op: &Op, interaction: &Interaction, call: &Call) -> Answer {
    let (Some(name), Some(sid)) = (random_name(), random_name()) else {
        return Answer::server_error();
    };
    let session = begin_session(op, call, sid);
    op.memory().sessions.insert(name.clone(), session.clone());
    authorize::with_session(op, &interaction.request, &name, &session, call).with_cookie(cookie(SESSION_COOKIE, &name))
}

/// A new session, or the old one with a new login if this browser had one already.
fn begin_session(op: &Op, call: &Call, sid: String) -> Session {
    let old = call.cookie(SESSION_COOKIE).and_then(|name| op.memory().sessions.remove(name));
    let subject = match op.authorize.subject {
        Subject::LoginName => op.persona().map_or(op.config.user.as_str(), |persona| persona.subject()).to_owned(),
        Subject::Changing => sid.clone(),
        Subject::Odd => format!("https://people.example.com/|{}: é&#/", op.config.user),
    };
    let fresh = Session { sid, subject, auth_time: now(), clients: Default::default() };
    match old {
        Some(old) => Session { sid: old.sid, clients: old.clients, ..fresh },
        None => fresh,
    }
}

/// Receives the user's consent.
pub(in crate::reference) fn handle_consent(op: &Op, call: &Call) -> Answer {
    let (_, interaction) = match interaction(op, call) {
        Ok(found) => found,
        Err(answer) => return *answer,
    };
    let request = &interaction.request;
    let session = interaction.session.and_then(|name| {
        let session = op.memory().sessions.get(&name).cloned()?;
        Some((name, session))
    });
    match (session, call.form.get("decision")) {
        (Some((name, session)), Some("allow")) => {
            op.memory().consents.insert(request.client.id.clone());
            authorize::grant(op, request, &name, &session, call)
        }
        (Some(_), _) => send(op, request, &Outcome::error("access_denied", "The user said no."), call),
        (None, _) => send(op, request, &Outcome::error("login_required", "The session has ended."), call),
    }
}

/// The interaction that a form belongs to; each is good for one answer, from the browser it was shown to.
fn interaction(op: &Op, call: &Call) -> Result<(String, Interaction), Box<Answer>> {
    if call.method != Method::POST {
        return Err(Box::new(Answer::method_not_allowed("POST")));
    }
    let refusal = |what: &str| Box::new(Answer::html(StatusCode::BAD_REQUEST, page::error("Please start again", what)));
    let id = call.form.get("interaction").unwrap_or_default();
    let mut memory = op.memory();
    let interaction = memory.interactions.get(id).ok_or_else(|| refusal("This page was answered already, or never shown."))?;
    if call.cookie(BROWSER_COOKIE) != Some(interaction.browser.as_str()) {
        return Err(refusal("This page was shown to another browser, or cookies are switched off."));
    }
    if !same_secret(call.form.get("csrf_token").unwrap_or_default(), &interaction.csrf) {
        return Err(refusal("The form did not come from this page."));
    }
    memory.interactions.remove(id).map(|interaction| (id.to_owned(), interaction)).ok_or_else(|| refusal("Gone."))
}
