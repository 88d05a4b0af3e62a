//! A page as our script saw it, in the shape in which pages read from HTML are judged, and where its parts are on the page.

use std::collections::HashSet;

use serde::Deserialize;
use serde_json::Value;
use url::Url;

use super::super::html::{Button, Control, Form, HtmlPage, LONGEST_ALERT, Link, refresh_target};

/// A page, and the places of its controls and buttons.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Seen {
    pub(super) page: HtmlPage,
    places: Vec<Places>,
}

#[derive(Debug, Clone, Default, PartialEq)]
struct Places {
    controls: Vec<u64>,
    buttons: Vec<u64>,
}

/// What the script tells.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Told {
    title: String,
    text: String,
    has_error_box: bool,
    has_captcha: bool,
    alerts: Vec<String>,
    refresh: Option<String>,
    forms: Vec<ToldForm>,
    links: Vec<ToldLink>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct ToldForm {
    action: Option<String>,
    post: bool,
    multipart: bool,
    hint: String,
    text: String,
    controls: Vec<ToldControl>,
    buttons: Vec<ToldButton>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct ToldControl {
    #[serde(rename = "ref")]
    place: u64,
    name: String,
    kind: String,
    value: String,
    on: bool,
    once: bool,
    required: bool,
    hint: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct ToldButton {
    #[serde(rename = "ref")]
    place: u64,
    name: String,
    value: String,
    text: String,
    hint: String,
    image: bool,
    action: Option<String>,
    post: Option<bool>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct ToldLink {
    to: String,
    text: String,
}

impl Seen {
    /// Reads what the script told; `None` when that is something else.
    pub(super) fn read(told: Value) -> Option<Self> {
        let told: Told = serde_json::from_value(told).ok()?;
        let places = told.forms.iter().map(|form| Places {
            controls: form.controls.iter().map(|c| c.place).collect(),
            buttons: form.buttons.iter().map(|b| b.place).collect(),
        });
        let places = places.collect();
        let link = |link: ToldLink| Some(Link { to: web(&link.to)?, text: link.text });
        let page = HtmlPage {
            title: told.title,
            text: told.text,
            has_error_box: told.has_error_box,
            has_captcha: told.has_captcha,
            alerts: told.alerts.into_iter().filter(|a| a.chars().count() <= LONGEST_ALERT).collect(),
            forms: told.forms.into_iter().map(form).collect(),
            links: told.links.into_iter().filter_map(link).collect(),
            refresh: told.refresh.as_deref().and_then(refresh_target),
            // They run by themselves.
            scripts: Vec::new(),
            has_scripts: true,
            live: true,
            ..HtmlPage::default()
        };
        Some(Self { page, places })
    }

    /// The same page without buttons that were pressed and are still there.
    pub(super) fn without(mut self, pressed: &HashSet<String>) -> Self {
        for (form, places) in self.page.forms.iter_mut().zip(&mut self.places) {
            let kept: Vec<bool> = form.buttons.iter().map(|b| !pressed.contains(&b.text)).collect();
            let mut flags = kept.iter();
            form.buttons.retain(|_| flags.next().copied().unwrap_or(true));
            let mut flags = kept.iter();
            places.buttons.retain(|_| flags.next().copied().unwrap_or(true));
        }
        self
    }

    /// Where a control of a form is.
    pub(super) fn control(&self, form: usize, control: usize) -> Option<u64> {
        self.places.get(form)?.controls.get(control).copied()
    }

    /// Where a button of a form is.
    pub(super) fn button(&self, form: usize, button: usize) -> Option<u64> {
        self.places.get(form)?.buttons.get(button).copied()
    }
}

fn web(url: &str) -> Option<Url> {
    Url::parse(url).ok().filter(|u| matches!(u.scheme(), "http" | "https"))
}

fn form(told: ToldForm) -> Form {
    let control = |told: ToldControl| Control {
        name: told.name,
        kind: told.kind,
        value: told.value,
        on: told.on,
        required: told.required,
        unseen: false,
        once: told.once,
        hint: told.hint,
    };
    let button = |told: ToldButton| Button {
        name: told.name,
        value: told.value,
        text: told.text,
        hint: told.hint,
        image: told.image,
        action: told.action.as_deref().and_then(|a| Url::parse(a).ok()),
        post: told.post,
    };
    Form {
        action: told.action.as_deref().and_then(|a| Url::parse(a).ok()),
        post: told.post,
        multipart: told.multipart,
        hint: told.hint,
        text: told.text,
        controls: told.controls.into_iter().map(control).collect(),
        buttons: told.buttons.into_iter().map(button).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::choose::{Hints, Progress, Wants, choose};
    use super::*;
    use serde_json::json;

    #[test]
    fn a_login_form_drawn_by_a_script_is_judged_like_any_other() {
        let told = json!({
            "title": "Sign in", "text": "Sign in", "forms": [{
                "action": "https://op.example/login", "post": true,
                "controls": [{"ref": 4, "name": "", "kind": "text", "on": true, "hint": "e-mail"}, {"ref": 5, "kind": "password", "on": true}],
                "buttons": [{"ref": 6, "text": "Cancel"}, {"ref": 7, "text": "Sign in"}],
            }],
            "links": [{"to": "javascript:void 0", "text": "x"}, {"to": "https://op.example/help", "text": "Help"}],
        });
        let seen = Seen::read(told).unwrap();
        let url: Url = "https://op.example/login".parse().unwrap();
        let app: Url = "https://cloud.example.com/code".parse().unwrap();
        let wants = choose(&seen.page, &url, 200, &app, Progress::default(), &Hints::default());
        let Wants::Login { choice, user, password, code: None } = wants else {
            panic!("no login form");
        };
        assert_eq!(seen.control(choice.form, user.unwrap()), Some(4));
        assert_eq!(seen.control(choice.form, password), Some(5));
        assert_eq!(seen.button(choice.form, choice.button.unwrap()), Some(7));
        assert_eq!(seen.page.links.len(), 1);
        assert_eq!(seen.button(9, 0), None);
        let rest = seen.without(&["Sign in".to_owned()].into());
        assert_eq!((rest.page.forms[0].buttons.len(), rest.button(0, 0), rest.button(0, 1)), (1, Some(6), None));
    }

    #[test]
    fn anything_else_is_no_page() {
        for odd in [json!(null), json!("x"), json!([1]), json!({"forms": 3}), json!({"forms": [{"controls": [{"ref": -1}]}]})] {
            assert_eq!(Seen::read(odd), None);
        }
    }
}
