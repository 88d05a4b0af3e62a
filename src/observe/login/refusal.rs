//! A login that the provider refused: whose words they are, and what of the account they are about.

use url::Url;

use super::browser::is_html;
use super::choose::{Progress, words};
use super::html::HtmlPage;
use super::lexicon::{LOCKED, SECOND_FACTOR, WRONG, says, shortened};
use super::page::plain_words;
use crate::recording::{Obstacle, Response};

/// The form came again.
pub(super) fn refusal(page: &HtmlPage, progress: Progress) -> Obstacle {
    let alerts = shortened(&page.alerts.join(" "));
    let said = if alerts.is_empty() { sentence(&page.text).unwrap_or_default() } else { alerts };
    Obstacle::LoginRefused(told(said, progress))
}

/// The words of an answer after the password, if it says that user, password or code are wrong, or the account is shut.
pub(super) fn refused_without_form(page: &HtmlPage, status: u16, progress: Progress) -> Option<Obstacle> {
    // A page that lets one in may say a lot of things; without a form there is no way on.
    let dead_end = status >= 400 || page.has_error_box && !page.forms.iter().any(|f| !f.buttons.is_empty());
    let said = words(page, status);
    let said = if page.alerts.is_empty() { said } else { shortened(&page.alerts.join(" ")) };
    refused_in_words(&said, progress).filter(|_| dead_end)
}

/// The same of words that stand on no page.
pub(super) fn refused_in_words(said: &str, progress: Progress) -> Option<Obstacle> {
    let about_account = says(&WRONG, said) || says(&LOCKED, said);
    let after = progress.password_sent || progress.user_sent;
    (after && about_account).then(|| Obstacle::LoginRefused(told(said.to_owned(), progress)))
}

fn told(said: String, progress: Progress) -> String {
    let form = if progress.code_sent { "the form for the code came again" } else { "the login form came again" };
    let said = if said.is_empty() { form.to_owned() } else { said };
    if says(&LOCKED, &said) {
        return format!("{said} (the account is locked or tried too often, whatever the password)");
    }
    if progress.code_sent && (!says(&WRONG, &said) || says(&SECOND_FACTOR, &said)) {
        return format!(
            "{said} (the code of the second factor was refused: is --totp-secret this account's, and the clock right?)"
        );
    }
    said
}

/// The sentence of a page that tells why, where no box is marked as an error.
fn sentence(text: &str) -> Option<String> {
    let told = |s: &&str| s.len() <= 200 && (says(&WRONG, s) || says(&LOCKED, s));
    text.split_inclusive(['.', '!']).map(str::trim).find(told).map(shortened)
}

/// An answer with status 429 to the password: too many tries, in the words of the page.
pub(super) fn refused_when_limited(response: &Response, url: &Url, progress: Progress) -> Option<Obstacle> {
    let bytes = response.body.bytes();
    let text = String::from_utf8_lossy(&bytes);
    let said =
        if is_html(response, &text) { words(&HtmlPage::read(&text, url), response.status) } else { plain_words(response, &text) };
    refused_in_words(&said, progress).filter(|_| progress.password_sent)
}
