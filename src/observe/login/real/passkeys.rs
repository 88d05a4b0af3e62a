//! When a page is to be answered with a passkey: which button, told by its words. Pure.

use super::super::choose::Choice;
use super::super::html::{Button, HtmlPage};
use super::super::lexicon::{NO, PASSKEY, REGISTER, says};

/// What is to be done with passkeys on this way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Passkeys {
    /// There is one for this place: it is used instead of the password where the page offers that.
    pub(super) ready: bool,
    /// One is to be made where a page offers that.
    pub(super) wanted: bool,
    tried: usize,
}

/// Presses at most: one for the offer, one for what comes of it.
const TRIES: usize = 3;

impl Passkeys {
    pub(super) fn new(ready: bool, wanted: bool) -> Self {
        Self { ready, wanted, tried: 0 }
    }

    /// The button of this page to press for a passkey, if there is one.
    pub(super) fn wish(&mut self, page: &HtmlPage) -> Option<Choice> {
        if self.tried >= TRIES || !(self.ready || self.wanted) {
            return None;
        }
        let about_passkeys = says(&PASSKEY, &page.title) || says(&PASSKEY, &page.text);
        let fits = |button: &Button| {
            let named = says(&PASSKEY, &button.text) || says(&PASSKEY, &button.hint) || says(&PASSKEY, &button.name);
            let registers = says(&REGISTER, &button.text);
            let refuses = says(&NO, &button.text) && !registers;
            !refuses && (self.ready && named && !registers || self.wanted && registers && (named || about_passkeys))
        };
        let all =
            page.forms.iter().enumerate().flat_map(|(f, form)| form.buttons.iter().enumerate().map(move |(b, x)| (f, b, x)));
        let (form, button, _) = all.into_iter().find(|(_, _, button)| fits(button))?;
        self.tried += 1;
        Some(Choice { form, button: Some(button), fill: Vec::new() })
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::html::Form;
    use super::*;

    fn page(text: &str, buttons: &[&str]) -> HtmlPage {
        let button = |text: &&str| Button { text: (*text).to_owned(), ..Button::default() };
        let form = Form { buttons: buttons.iter().map(button).collect(), ..Form::default() };
        HtmlPage { text: text.to_owned(), forms: vec![form], ..HtmlPage::default() }
    }

    fn pressed(ready: bool, wanted: bool, text: &str, buttons: &[&str]) -> Option<usize> {
        Passkeys::new(ready, wanted).wish(&page(text, buttons)).and_then(|c| c.button)
    }

    #[test]
    fn one_that_is_there_is_used() {
        let buttons = ["Sign in", "Sign in with a passkey"];
        assert_eq!(pressed(true, false, "Sign in", &buttons), Some(1));
        assert_eq!(pressed(false, true, "Sign in", &buttons), None);
        assert_eq!(pressed(true, false, "", &["Create a passkey"]), None);
    }

    #[test]
    fn one_is_made_where_that_is_offered_and_wanted() {
        assert_eq!(pressed(false, true, "Passkey registration", &["Cancel", "Register"]), Some(1));
        assert_eq!(pressed(false, true, "New here?", &["Register"]), None);
        assert_eq!(pressed(false, true, "", &["Not now", "Add passkey"]), Some(1));
        assert_eq!(pressed(false, false, "Passkey registration", &["Register"]), None);
    }

    #[test]
    fn it_ends() {
        let mut passkeys = Passkeys::new(true, false);
        let page = page("", &["Use your passkey"]);
        let presses = std::iter::from_fn(|| passkeys.wish(&page)).count();
        assert_eq!(presses, TRIES);
    }
}
