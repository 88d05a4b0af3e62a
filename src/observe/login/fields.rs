//! Forms that ask for user, password or code: which one it is, which fields, which button.

use super::choose::{Choice, Hints, Progress, Wants, is_text, words};
use super::html::{Button, Control, Form, HtmlPage};
use super::interlude::skips;
use super::lexicon::{
    APP, ASIDE_BUTTON, CAPTCHA, CODE, CSRF, LOCAL_WAY, LOG_IN_LINK, NEW_PASSWORD, NO, OTHER_WAY, SECOND_FACTOR, SENT_CODE,
    SET_UP, SIDE, USER, YES, says,
};
use super::refusal::refusal;
use crate::recording::Obstacle;

/// A form for something else than logging in here: it says so itself, or every button of it does.
pub(super) fn is_aside(form: &Form) -> bool {
    let other = |b: &Button| says(&ASIDE_BUTTON, &b.text) && !says(&LOG_IN_LINK, &b.text);
    says(&SIDE, &form.hint)
        || form.controls.iter().any(|c| c.kind == "password" && says(&NEW_PASSWORD, &c.hint))
        || !form.buttons.is_empty() && form.buttons.iter().all(other)
        || form.controls.iter().any(|c| c.kind == "search" || c.kind == "select" && says(&SIDE, &c.name))
}

pub(super) fn login(page: &HtmlPage, progress: Progress, hints: &Hints) -> Option<Wants> {
    let passwords = |f: &Form| f.controls.iter().filter(|c| c.kind == "password" && !c.unseen).count();
    let with_password = || page.forms.iter().enumerate().filter(|(_, f)| passwords(f) > 0);
    let named = |f: &Form, name: &Option<String>| name.is_some() && f.controls.iter().any(|c| Some(&c.name) == name.as_ref());
    let known = with_password().find(|(_, f)| passwords(f) == 1 && named(f, &hints.password));
    let plain = || with_password().find(|(_, f)| passwords(f) == 1 && !is_aside(f));
    let any = || with_password().find(|(_, f)| passwords(f) == 1 && (page.forms.len() == 1 || !says(&ASIDE_BUTTON, &f.hint)));
    if let Some((index, form)) = known.or_else(plain).or_else(any) {
        return login_form(page, index, form, progress, hints);
    }
    if with_password().next().is_some() {
        if progress.password_sent && skips(page).is_some() {
            return None;
        }
        return Some(Wants::Person(format!("the page asks for a new password: {}", words(page, 200))));
    }
    let known = page.forms.iter().enumerate().find(|(_, f)| named(f, &hints.user) && !is_aside(f));
    let user_forms = || page.forms.iter().enumerate().filter(|(_, f)| !is_aside(f) && !f.controls.iter().any(is_code));
    let (index, form, field) = known
        .and_then(|(i, f)| Some((i, f, user_field(f, false, hints)?)))
        .or_else(|| user_forms().find_map(|(i, f)| Some((i, f, user_field(f, true, hints)?))))?;
    if progress.password_sent && skips(page).is_some() {
        return None;
    }
    if progress.user_sent || progress.password_sent {
        return Some(Wants::Nothing(refusal(page, progress)));
    }
    if let Some(script) = by_script(page, form, &form.controls.get(field)?.name) {
        return Some(script);
    }
    Some(Wants::UserName { choice: choice(index, form), field })
}

fn login_form(page: &HtmlPage, index: usize, form: &Form, progress: Progress, hints: &Hints) -> Option<Wants> {
    if progress.password_sent {
        return Some(Wants::Nothing(refusal(page, progress)));
    }
    let password = form.controls.iter().position(|c| c.kind == "password" && !c.unseen)?;
    let said = || words(page, 200);
    let asks = |c: &&Control| is_text(c) && says(&CAPTCHA, &c.hint);
    if page.has_captcha || form.controls.iter().any(|c| asks(&c)) {
        return Some(Wants::Person(format!("the login page has a captcha: {}", said())));
    }
    if let Some(script) = by_script(page, form, &form.controls.get(password)?.name) {
        return Some(script);
    }
    let user = user_field(form, false, hints);
    let code = form.controls.iter().position(is_code).filter(|at| Some(*at) != user);
    Some(Wants::Login { choice: choice(index, form), user, password, code })
}

/// The form would not do what its page does: a script sends it.
fn by_script(page: &HtmlPage, form: &Form, field: &str) -> Option<Wants> {
    if page.live {
        return None;
    }
    let no_url = form.action.as_ref().is_none_or(|a| !matches!(a.scheme(), "http" | "https"));
    let by_url = !form.post && !form.buttons.iter().any(|b| b.post == Some(true));
    let with_password = form.controls.iter().any(|c| c.kind == "password");
    let why = if field.is_empty() {
        "its field has no name, so that a script sends what is typed"
    } else if no_url {
        "its form is sent to no web address, so that a script sends it"
    } else if by_url && with_password {
        "its form would put the password into the URL, so that a script sends it, or it is not safe to use"
    } else {
        return None;
    };
    Some(Wants::Nothing(Obstacle::PageNotUnderstood(format!("the login page {:?} needs a script: {why}", page.title))))
}

/// Whether the token against forgery stands where only a script reads it.
pub(super) fn leaves_token_out(page: &HtmlPage, form: &Form) -> bool {
    let in_form =
        |token: &String| form.controls.iter().any(|c| c.kind == "hidden" && (c.value == *token || says(&CSRF, &c.name)));
    page.csrf.as_ref().is_some_and(|token| !in_form(token))
}

fn is_code(control: &Control) -> bool {
    is_text(control) && (control.once || says(&SECOND_FACTOR, &control.hint))
}

/// A page that asks for the code of a second factor.
pub(super) fn code(page: &HtmlPage, progress: Progress) -> Option<Wants> {
    let alone = |c: &Control| is_text(c) && progress.password_sent && says(&CODE, &c.name) && says(&SECOND_FACTOR, &page.text);
    let forms = || page.forms.iter().enumerate().filter(|(_, f)| !f.controls.iter().any(|c| c.kind == "password" && !c.unseen));
    let found = |is: &dyn Fn(&Control) -> bool| forms().find_map(|(i, f)| Some((i, f, f.controls.iter().position(is)?)));
    let (index, form, field) = found(&is_code).or_else(|| found(&alone))?;
    if says(&CAPTCHA, &form.controls.get(field)?.hint) {
        return Some(Wants::Person(format!("the page has a captcha: {}", words(page, 200))));
    }
    if progress.code_sent {
        return Some(Wants::Nothing(refusal(page, progress)));
    }
    if says(&SET_UP, &page.text) && skips(page).is_none() {
        return Some(Wants::Person(format!("the account has to set up a second factor first: {}", words(page, 200))));
    }
    if says(&SENT_CODE, &page.text) && !says(&APP, &page.text) {
        return Some(Wants::Person(format!(
            "the page asks for a code that was sent by mail or to a phone: {}",
            words(page, 200)
        )));
    }
    if let Some(script) = by_script(page, form, &form.controls.get(field)?.name) {
        return Some(script);
    }
    // "Verify" and the like say nothing that other forms understand.
    let mut choice = choice(index, form);
    if let [_] = form.buttons.as_slice() {
        choice.button = Some(0);
    }
    Some(Wants::Code { choice, field })
}

/// The field for the user name; `surely`: only one that is named like it.
fn user_field(form: &Form, surely: bool, hints: &Hints) -> Option<usize> {
    let fields = || form.controls.iter().enumerate().filter(|(_, c)| is_text(c) && c.kind != "search" && !is_code(c));
    let known = fields().find(|(_, c)| hints.user.as_ref() == Some(&c.name));
    let named = || fields().find(|(_, c)| c.kind == "email" || says(&USER, &c.hint));
    let any = || if surely { None } else { fields().next() };
    known.or_else(named).or_else(any).map(|(i, _)| i)
}

/// The form with its first button that does not say no, rather not one for another way to log in.
fn choice(index: usize, form: &Form) -> Choice {
    let fine = |b: &&(usize, &Button)| !says(&NO, &b.1.text);
    let all: Vec<(usize, &Button)> = form.buttons.iter().enumerate().collect();
    let here = |b: &&(usize, &Button)| {
        let hint = format!("{} {} {}", b.1.text, b.1.name, b.1.hint);
        !says(&OTHER_WAY, &hint) || says(&LOCAL_WAY, &b.1.text)
    };
    let yes = |b: &&(usize, &Button)| says(&YES, &b.1.text);
    let buttons = || all.iter().filter(fine);
    let best = buttons().filter(here).find(yes).or_else(|| buttons().find(here)).or_else(|| buttons().find(yes));
    let button = best.or_else(|| buttons().next()).map(|(at, _)| *at);
    Choice { form: index, button, fill: Vec::new() }
}
