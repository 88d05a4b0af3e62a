//! What some providers ask between login and consent, and how to get past it.

use url::Url;

use super::choose::{Choice, Wants, is_text};
use super::html::{Button, Form, HtmlPage};
use super::lexicon::{ASKS_LEAVE, KEEP_SIGNED_IN, NO, SIDE, SKIP, YES, says};

/// A question between login and consent that has nothing to do with either: whether to stay signed in, to add a passkey.
pub(super) fn interlude(page: &HtmlPage, url: &Url) -> Option<Wants> {
    let asks_nothing = |f: &Form| !f.controls.iter().any(|c| is_text(c) && c.required && c.value.is_empty());
    if says(&ASKS_LEAVE, &page.text) {
        return None;
    }
    if says(&KEEP_SIGNED_IN, &page.text) {
        let buttons = || {
            page.forms
                .iter()
                .enumerate()
                .filter(|(_, f)| asks_nothing(f) && !says(&SIDE, &f.hint))
                .flat_map(|(i, f)| f.buttons.iter().enumerate().map(move |(b, button)| (i, b, button)))
        };
        let plain_no = |b: &Button| says(&NO, &b.text) && !says(&KEEP_SIGNED_IN, &b.text);
        let yes = buttons().find(|(.., b)| says(&YES, &b.text) && !plain_no(b) || says(&KEEP_SIGNED_IN, &b.text));
        let other = || buttons().find(|(.., b)| !says(&SIDE, &b.text));
        if let Some((form, button, _)) = yes.or_else(other) {
            return Some(Wants::Consent(Choice { form, button: Some(button), fill: Vec::new() }));
        }
    }
    match skips(page)? {
        Skip::Button(form, button) => Some(Wants::Consent(Choice { form, button: Some(button), fill: Vec::new() })),
        Skip::Link(to) => (to != *url && to.host_str() == url.host_str()).then_some(Wants::Go(to)),
    }
}

pub(super) enum Skip {
    Button(usize, usize),
    Link(Url),
}

/// The way past a question that may be left open.
pub(super) fn skips(page: &HtmlPage) -> Option<Skip> {
    let buttons = page.forms.iter().enumerate().flat_map(|(i, f)| f.buttons.iter().enumerate().map(move |(b, x)| (i, b, x)));
    let button = buttons.filter(|(.., b)| says(&SKIP, &b.text)).map(|(i, b, _)| Skip::Button(i, b)).next();
    button.or_else(|| page.links.iter().find(|l| says(&SKIP, &l.text)).map(|l| Skip::Link(l.to.clone())))
}
