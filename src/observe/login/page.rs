//! A page that came: what it wants, and who gives it.

use std::time::Duration;

use url::Url;

use super::browser::{Browser, Met, Next, Reach, Way, is_html};
use super::choose::{Choice, Wants, choose, words};
use super::fields::leaves_token_out;
use super::html::{HtmlPage, refresh_target};
use super::lexicon::shortened;
use super::refusal::refused_in_words;
use crate::http::Outgoing;
use crate::observe::EndUser;
use crate::observe::logins::Logins;
use crate::recording::{Obstacle, Response};
use crate::totp::Totp;

/// How the plain way is called.
pub(super) const FORM: &str = "form";

impl Browser {
    pub(super) async fn page(&self, way: &mut Way<'_>, url: &Url, response: &Response) -> Next {
        let bytes = response.body.bytes();
        let text = String::from_utf8_lossy(&bytes);
        if way.reach == Reach::Full
            && response.status < 400
            && let Some(next) = self.by_steps(way, url, &text).await
        {
            return next;
        }
        if !is_html(response, &text) {
            let said = plain_words(response, &text);
            let refused = refused_in_words(&said, way.progress).filter(|_| response.status >= 400);
            return self.end(refused.unwrap_or(Obstacle::ErrorPage(said)));
        }
        let mut page = HtmlPage::read(&text, url);
        page.refresh = page.refresh.or_else(|| refresh_target(response.header("refresh")?));
        let hints = self.known().hints;
        let wants = choose(&page, url, response.status, way.redirect_uri, way.progress, &hints);
        match (way.reach, wants) {
            (_, Wants::Callback(found)) => Next::Caught(found),
            (Reach::Full, Wants::Nothing(Obstacle::PageNotUnderstood(said))) => {
                let cut = if response.truncated { " (only the first MiB of the page was read)" } else { "" };
                self.beyond_forms(&format!("{said}{cut}"))
            }
            (_, Wants::Nothing(obstacle)) => self.end(obstacle),
            (Reach::Direct, _) => Next::End(Met::Other, Obstacle::NotTried("the session needs a page".to_owned())),
            (_, Wants::Go(to)) => {
                if let Some(obstacle) = self.lost(way, &to) {
                    return Next::End(Met::Other, obstacle);
                }
                way.page = Some(url.clone());
                let outgoing = Outgoing::get(format!("{} (sent on by a page)", way.purpose), to.as_str());
                Next::Send { outgoing: Box::new(outgoing), password: false }
            }
            (_, Wants::AutoSubmit(choice)) => self.submit(way, url, &page, &choice, false),
            (Reach::Watch, Wants::Consent(_)) => {
                Next::End(Met::ConsentPage, Obstacle::NotTried(format!("a page is shown: {}", words(&page, response.status))))
            }
            (Reach::Watch, _) => {
                let said = words(&page, response.status);
                Next::End(Met::LoginPage, Obstacle::NotTried(format!("a login page is shown: {said}")))
            }
            (Reach::Full, Wants::Consent(choice)) => self.submit(way, url, &page, &choice, false),
            (Reach::Full, Wants::Person(said)) => self.for_a_person(&said),
            (Reach::Full, wants) => match (self.at_login_page(), &self.user) {
                (Some(next), _) => next,
                (None, Some(user)) => self.typed(way, url, &page, wants, user).await,
                (None, None) => {
                    let what = format!("the login page {:?} asks for a user, and no test account was given", page.title);
                    self.without_account(what)
                }
            },
        }
    }

    /// Fills in what the account has for this page.
    async fn typed(&self, way: &mut Way<'_>, url: &Url, page: &HtmlPage, wants: Wants, user: &EndUser) -> Next {
        let said = || words(page, 200);
        match wants {
            Wants::UserName { mut choice, field } => {
                if let Some(refused) = self.logins.refused() {
                    return Next::End(Met::LoginPage, refused);
                }
                choice.fill.push((field, user.user.clone()));
                way.progress.user_sent = true;
                self.submit(way, url, page, &choice, false)
            }
            Wants::Login { mut choice, user: field, password, code } => {
                if let (Some(_), None) = (code, &user.totp) {
                    return self.for_a_person(&format!("the login form asks for a code of a second factor too: {}", said()));
                }
                if let Err(obstacle) = self.logins.begin() {
                    return Next::End(Met::LoginPage, obstacle);
                }
                choice.fill.extend(field.map(|f| (f, user.user.clone())));
                choice.fill.push((password, user.password.secret().to_owned()));
                if let (Some(field), Some(totp)) = (code, &user.totp) {
                    choice.fill.push((field, self.code(totp).await));
                    way.progress.code_sent = true;
                }
                way.progress.user_sent = true;
                way.progress.password_sent = true;
                way.progress.token_left_out = page.forms.get(choice.form).is_some_and(|form| leaves_token_out(page, form));
                self.submit(way, url, page, &choice, true)
            }
            Wants::Code { choice, field } => {
                let Some(totp) = &user.totp else {
                    return self.for_a_person(&format!("the page asks for a code of a second factor: {}", said()));
                };
                let code = self.code(totp).await;
                way.progress.code_sent = true;
                let choice = Choice { fill: vec![(field, code)], ..choice };
                let mut next = self.submit(way, url, page, &choice, true);
                if let Next::Send { outgoing, .. } = &mut next {
                    // One login, in two forms.
                    outgoing.purpose = format!("{} (second factor)", way.purpose);
                }
                next
            }
            // The others were answered before.
            _ => Next::End(Met::Other, Obstacle::NotTried("an unexpected page".to_owned())),
        }
    }

    /// Takes down how it was logged in, when it was.
    pub(super) fn note_login(&self, way: &Way<'_>) {
        let log = &self.caller.log;
        if let Some(by) = way.done.by() {
            log.logged_in_by(by, "no form of the page says how");
        } else if way.progress.password_sent {
            log.logged_in_by(FORM, "the login page has a form that can be filled in without a browser");
        }
    }

    /// The code of now, or the next one.
    pub(super) async fn code(&self, totp: &Totp) -> String {
        let tell = |left| {
            self.caller.log.listener().step_started(&format!("waiting {left} s for the next code of the second factor"));
        };
        next_code(&self.logins, totp, tell).await
    }
}

/// The code of now; waits for the next one where this one was sent already, because a good provider takes each once.
pub(super) async fn next_code(logins: &Logins, totp: &Totp, tell: impl Fn(u64)) -> String {
    loop {
        let now = crate::http::now_ms() / 1000;
        if logins.may_send_code(totp.period(now)) {
            return totp.code(now);
        }
        let left = totp.seconds_left(now);
        tell(left);
        tokio::time::sleep(Duration::from_secs(left)).await;
    }
}

/// Words of an answer that is no page: what an OAuth error says, else the text itself.
pub(super) fn plain_words(response: &Response, text: &str) -> String {
    let json: Option<serde_json::Value> = serde_json::from_str(text).ok();
    let member = |name: &str| json.as_ref().and_then(|j| j.get(name)?.as_str().map(str::to_owned));
    let said: Vec<String> = ["error", "error_description", "message", "detail"].into_iter().filter_map(member).collect();
    let said = if said.is_empty() { text.split_whitespace().collect::<Vec<_>>().join(" ") } else { said.join(": ") };
    if said.is_empty() { format!("an empty answer (HTTP {})", response.status) } else { shortened(&said) }
}
