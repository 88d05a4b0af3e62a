//! What to do with a page: which form, which button, which link. Pure; the words it goes by are all here.

use url::Url;

use super::callback::{Caught, caught, is_redirect_uri};
use super::fields::{code, is_aside, login};
use super::html::{Button, Control, Form, HtmlPage};
use super::interlude::interlude;
use super::lexicon::{GRANTS, LOCAL_WAY, LOCATION, LOG_IN_LINK, LOG_OUT, NO, SCOPE_WORD, SIDE, STAY, YES, says, shortened};
use super::refusal::refused_without_form;
use super::submit::entries;
use crate::recording::{CallbackMode, Obstacle};

/// What was done on earlier pages of this login.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Progress {
    pub(super) user_sent: bool,
    pub(super) password_sent: bool,
    pub(super) code_sent: bool,
    /// The password was sent from a page that leaves its token against forgery to a script.
    pub(super) token_left_out: bool,
}

/// What is known beforehand of a product's pages.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::observe) struct Hints {
    /// Name of the field for the user.
    pub(in crate::observe) user: Option<String>,
    /// Name of the field for the password.
    pub(in crate::observe) password: Option<String>,
    /// Name and value of the control that says yes on its consent page.
    pub(in crate::observe) consent: Option<(String, String)>,
    /// Its pages are scripts.
    pub(in crate::observe) scripts: Option<String>,
}

/// What a page wants.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Wants {
    /// It sends the browser to the app.
    Callback(Caught),
    /// It sends the browser on by itself, or by its only link.
    Go(Url),
    /// A form without anything to decide, submitted by a script.
    AutoSubmit(Choice),
    /// The user name alone.
    UserName { choice: Choice, field: usize },
    /// User name and password, or the password alone; with the code of a second factor where the form has a field for it.
    Login { choice: Choice, user: Option<usize>, password: usize, code: Option<usize> },
    /// The code of a second factor.
    Code { choice: Choice, field: usize },
    /// Consent, or another page with one way on.
    Consent(Choice),
    /// Something that no program can give.
    Person(String),
    /// There is no way on.
    Nothing(Obstacle),
}

/// A form with the button to press and the boxes to tick.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Choice {
    pub(super) form: usize,
    pub(super) button: Option<usize>,
    pub(super) fill: Vec<(usize, String)>,
}

/// Decides what to do with a page.
pub(super) fn choose(page: &HtmlPage, url: &Url, status: u16, redirect_uri: &Url, progress: Progress, hints: &Hints) -> Wants {
    if let Some(why) = &page.unread {
        return Wants::Nothing(Obstacle::PageNotUnderstood(format!("a page was not read: {why}")));
    }
    if let Some(found) = to_the_app(page, url, redirect_uri) {
        return Wants::Callback(found);
    }
    let plain = !page.forms.iter().any(has_fields);
    if status < 400
        && plain
        && let Some(target) = sends_itself_on(page, url)
    {
        return Wants::Go(target);
    }
    if let Some(form) = auto_submitted(page) {
        return Wants::AutoSubmit(form);
    }
    if let Some(wants) = login(page, progress, hints) {
        return wants;
    }
    if let Some(wants) = code(page, progress) {
        return wants;
    }
    if let Some(refused) = refused_without_form(page, status, progress) {
        return Wants::Nothing(refused);
    }
    if status >= 400 {
        let said = words(page, status);
        return Wants::Nothing(if progress.token_left_out {
            Obstacle::PageNotUnderstood(format!(
                "the login form was refused ({said}): its page gives a token against forgery to scripts alone (meta csrf-token)"
            ))
        } else {
            Obstacle::ErrorPage(said)
        });
    }
    if let Some(wants) = progress.password_sent.then(|| interlude(page, url)).flatten() {
        return wants;
    }
    if let Some(choice) = consent(page, hints) {
        return sent_by_script(page, &choice).map_or(Wants::Consent(choice), Wants::Nothing);
    }
    if let Some(target) = only_link(page, url) {
        return Wants::Go(target);
    }
    let said = words(page, status);
    let is_error = page.has_error_box && plain;
    Wants::Nothing(if !is_error && (page.has_scripts || page.forms.iter().any(has_fields)) {
        Obstacle::PageNotUnderstood(match &hints.scripts {
            Some(known) => format!("{said} ({known})"),
            None => said,
        })
    } else {
        Obstacle::ErrorPage(said)
    })
}

/// What to do with a page after a logout request: confirm, or go where the page sends the browser.
pub(super) fn confirmation(page: &HtmlPage, url: &Url) -> Option<Wants> {
    let with_password = page.forms.iter().any(|f| f.controls.iter().any(|c| c.kind == "password"));
    if with_password {
        return None;
    }
    if let Some(choice) = auto_submitted(page) {
        return Some(Wants::Consent(choice));
    }
    let asks_nothing = |f: &Form| !f.controls.iter().any(is_text);
    for (form, button, says_so) in page.forms.iter().enumerate().filter(|(_, f)| asks_nothing(f)).flat_map(|(i, f)| {
        f.buttons.iter().enumerate().map(move |(b, button)| (i, b, says_logout(button) || says(&YES, &button.text)))
    }) {
        let button_text = page.forms.get(form).and_then(|f| f.buttons.get(button)).map(|b| b.text.as_str());
        if says_so && !button_text.is_some_and(stays) {
            return Some(Wants::Consent(Choice { form, button: Some(button), fill: Vec::new() }));
        }
    }
    sends_itself_on(page, url).map(Wants::Go)
}

fn says_logout(button: &Button) -> bool {
    says(&LOG_OUT, &button.text) || says(&LOG_OUT, &button.value) || says(&LOG_OUT, &button.name)
}

/// `Stay logged in`, `Cancel`, `No`: the way that ends nothing.
fn stays(text: &str) -> bool {
    says(&STAY, text)
}

/// Title and main words of a page, shortened.
pub(super) fn words(page: &HtmlPage, status: u16) -> String {
    let text = if page.text.starts_with(&page.title) { page.text.clone() } else { format!("{}: {}", page.title, page.text) };
    let text = text.trim_matches([':', ' ']).to_owned();
    if text.is_empty() { format!("an empty page (HTTP {status})") } else { shortened(&text) }
}

/// A form, a refresh, a script or a link that leads to the redirect URI.
fn to_the_app(page: &HtmlPage, url: &Url, redirect_uri: &Url) -> Option<Caught> {
    for form in &page.forms {
        let Some(action) = form.action.as_ref().filter(|a| is_redirect_uri(a, redirect_uri)) else {
            continue;
        };
        let parameters = entries(form, &[], form.buttons.first());
        if form.post {
            return Some(Caught { mode: CallbackMode::FormPost, url: action.as_str().to_owned(), parameters });
        }
        let mut to = action.clone();
        to.query_pairs_mut().clear().extend_pairs(&parameters);
        return caught(&to, to.as_str(), redirect_uri);
    }
    let written = page.refresh.iter().cloned().chain(locations(page));
    for target in written {
        if let Some(found) = url.join(&target).ok().and_then(|to| caught(&to, &target, redirect_uri)) {
            return Some(found);
        }
    }
    // A bare link back to the app stands on many error pages; only one that carries an answer is a way on.
    page.links.iter().find_map(|link| {
        let found = caught(&link.to, link.to.as_str(), redirect_uri)?;
        found.parameters.iter().any(|(n, _)| n == "code" || n == "error").then_some(found)
    })
}

fn sends_itself_on(page: &HtmlPage, url: &Url) -> Option<Url> {
    let target = page.refresh.clone().or_else(|| locations(page).next())?;
    let to = url.join(&target).ok()?;
    (to != *url && matches!(to.scheme(), "http" | "https")).then_some(to)
}

/// Literal URLs that scripts assign to the location.
fn locations(page: &HtmlPage) -> impl Iterator<Item = String> + '_ {
    page.scripts.iter().flat_map(|script| {
        let found = LOCATION.as_ref().into_iter().flat_map(move |l| l.captures_iter(script));
        found.filter_map(|c| c.get(1).or_else(|| c.get(2))).map(|m| unescaped(m.as_str()))
    })
}

/// A JavaScript string literal without its escapes.
fn unescaped(text: &str) -> String {
    let mut out = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        let length = match chars.next() {
            Some('u') => 4,
            Some('x') => 2,
            Some(other) => {
                out.push(other);
                continue;
            }
            None => break,
        };
        let code: String = chars.by_ref().take(length).collect();
        out.extend(u32::from_str_radix(&code, 16).ok().and_then(char::from_u32));
    }
    out
}

fn auto_submitted(page: &HtmlPage) -> Option<Choice> {
    let submits = page.scripts.iter().any(|s| s.contains(".submit()"));
    let [form] = page.forms.as_slice() else {
        return None;
    };
    let hidden = !form.controls.is_empty() && form.controls.iter().all(|c| c.kind == "hidden");
    (submits && hidden && form.buttons.len() <= 1).then(|| Choice { form: 0, button: None, fill: Vec::new() })
}

pub(super) fn is_text(control: &Control) -> bool {
    !control.unseen
        && !matches!(control.kind.as_str(), "hidden" | "password" | "checkbox" | "radio" | "select" | "range" | "color")
}

fn has_fields(form: &Form) -> bool {
    form.controls.iter().any(|c| c.kind != "hidden") || !form.buttons.is_empty()
}

fn consent(page: &HtmlPage, hints: &Hints) -> Option<Choice> {
    let mut best: Option<(u8, Choice)> = None;
    for (index, form) in page.forms.iter().enumerate() {
        if is_aside(form) || form.controls.iter().any(|c| is_text(c) && c.required && c.value.is_empty()) {
            continue;
        }
        let fine: Vec<(usize, &Button)> = form.buttons.iter().enumerate().filter(|(_, b)| !refuses(b)).collect();
        for (at, button) in &fine {
            let known = |(name, value): &(String, String)| button.name == *name && button.value == *value;
            let score = match button {
                _ if hints.consent.as_ref().is_some_and(known) => 5,
                b if says(&YES, &b.text) => 4,
                b if says(&YES, &b.value) => 3,
                b if says(&YES, &b.name) || says(&YES, &b.hint) => 2,
                _ if fine.len() == 1 => 1,
                _ => continue,
            };
            if best.as_ref().is_none_or(|(other, _)| score > *other) {
                best = Some((score, Choice { form: index, button: Some(*at), fill: ticks(form) }));
            }
        }
    }
    best.map(|(_, choice)| choice)
}

/// A page of consent whose form leads to no web address: only its script sends it.
fn sent_by_script(page: &HtmlPage, choice: &Choice) -> Option<Obstacle> {
    let form = page.forms.get(choice.form).filter(|_| !page.live)?;
    let button = choice.button.and_then(|at| form.buttons.get(at)).and_then(|b| b.action.as_ref());
    let action = button.or(form.action.as_ref()).filter(|a| !matches!(a.scheme(), "http" | "https"))?;
    let why = format!("its form is sent to {:?}, so that a script sends it", action.scheme());
    Some(Obstacle::PageNotUnderstood(format!("the page {:?} needs a script: {why}", page.title)))
}

fn refuses(button: &Button) -> bool {
    says(&NO, &button.text)
        || says(&NO, &button.value)
        || says(&SIDE, &button.text)
        || !says(&YES, &button.text) && says(&NO, &button.name)
}

/// Boxes that stand for what is granted, and one radio button of a group without a choice.
fn ticks(form: &Form) -> Vec<(usize, String)> {
    let mut out: Vec<(usize, String)> = Vec::new();
    for (i, control) in form.controls.iter().enumerate().filter(|(_, c)| !c.on) {
        let wanted = match control.kind.as_str() {
            "checkbox" => {
                let is_scope = says(&SCOPE_WORD, &control.name) || says(&SCOPE_WORD, &control.value);
                control.required || is_scope || says(&GRANTS, &control.name)
            }
            "radio" => {
                let group = || form.controls.iter().enumerate().filter(|(_, c)| c.kind == "radio" && c.name == control.name);
                let first = group().find(|(_, c)| says(&YES, &c.value)).or_else(|| group().find(|(_, c)| !says(&NO, &c.value)));
                !group().any(|(_, c)| c.on) && first.is_some_and(|(at, _)| at == i)
            }
            _ => false,
        };
        if wanted {
            out.push((i, control.value.clone()));
        }
    }
    out
}

/// The one link that leads to a login, on a page without any form.
fn only_link(page: &HtmlPage, url: &Url) -> Option<Url> {
    if page.forms.iter().any(has_fields) {
        return None;
    }
    let sensible = |l: &&super::html::Link| {
        l.to.host_str() == url.host_str() && says(&LOG_IN_LINK, &l.text) && !says(&NO, &l.text) && l.to != *url
    };
    let only = |links: &mut dyn Iterator<Item = &super::html::Link>| {
        let mut targets: Vec<&Url> = links.map(|l| &l.to).collect();
        targets.dedup();
        if let [only] = targets.as_slice() { Some((*only).clone()) } else { None }
    };
    // Of several ways the one with a password here, if it is one.
    only(&mut page.links.iter().filter(sensible))
        .or_else(|| only(&mut page.links.iter().filter(sensible).filter(|l| says(&LOCAL_WAY, &l.text))))
}

#[cfg(test)]
#[path = "choose_tests.rs"]
mod tests;
