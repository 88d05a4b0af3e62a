//! The way through the pages: look, decide, act, wait for what comes of it.

use std::collections::HashSet;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::Instant;
use url::Url;

use super::super::callback::Caught;
use super::super::choose::{Hints, Progress, Wants, choose, words};
use super::super::driver::HandedOver;
use super::super::html::{CAPTCHAS, ERROR_BOXES, HtmlPage};
use super::customs::{Customs, Stop};
use super::hands::Filling;
use super::passkeys::Passkeys;
use super::seen::Seen;
use crate::chromium::{ChromiumError, Pulse, Tab};
use crate::observe::EndUser;
use crate::recording::Obstacle;

/// Longest way, beside what the time-out allows.
const WAY: Duration = Duration::from_secs(90);
/// How long a page must have been still before it counts as stuck: login pages count down, fade and spin.
const PATIENCE: Duration = Duration::from_secs(4);
/// The same for a page that never is still.
const RESTLESS: Duration = Duration::from_secs(20);
/// How long a press may take to show.
pub(super) const EFFECT: Duration = Duration::from_secs(2);
/// Presses of one way.
const PRESSES: usize = 30;
/// Pages that are gone to by their links.
const LINKS: usize = 10;

/// Where it ends.
pub(super) enum End {
    Caught(Caught),
    Obstacle(Obstacle),
    /// A certificate stands in the way that the browser has to be told of.
    Untrusted(String, u16),
}

/// One way.
pub(super) struct Way<'w> {
    pub(super) tab: &'w Tab,
    pub(super) customs: &'w Customs,
    pub(super) given: &'w HandedOver,
    pub(super) redirect_uri: &'w Url,
    pub(super) timeout: Duration,
    pub(super) passkeys: Passkeys,
    progress: Progress,
    /// What the page had said when the form was last sent.
    sent_at: usize,
    /// What was pressed on the page that is there, and what it said then.
    pressed: Pressed,
    presses: usize,
    links: usize,
}

/// Buttons that were pressed, and the page that they left as it was.
#[derive(Default)]
struct Pressed {
    document: usize,
    text: String,
    buttons: HashSet<String>,
}

/// What to do next.
enum Next {
    Fill(Box<Filling>),
    Go(Url),
    End(End),
    /// Nothing yet: the page may still change. If it does not, this is why.
    Wait(Obstacle),
}

impl<'w> Way<'w> {
    pub(super) fn new(
        tab: &'w Tab,
        customs: &'w Customs,
        given: &'w HandedOver,
        redirect_uri: &'w Url,
        timeout: Duration,
        passkeys: Passkeys,
    ) -> Self {
        Self {
            tab,
            customs,
            given,
            redirect_uri,
            timeout,
            passkeys,
            progress: Progress::default(),
            sent_at: 0,
            pressed: Pressed::default(),
            presses: 0,
            links: 0,
        }
    }

    /// Goes from the authorization request to the redirect URI.
    pub(super) async fn walk(&mut self) -> Result<End, ChromiumError> {
        let end = Instant::now() + WAY.max(self.timeout * 3);
        self.tab.set_cookies(&self.given.cookies).await?;
        let start = self.given.start.clone();
        if let Some(end) = self.open(&start).await? {
            return Ok(end);
        }
        // Since when the page has nothing to do for us, and what it looked like.
        let mut waiting: Option<(Instant, Pulse)> = None;
        loop {
            let answer_by = Instant::now() + self.timeout;
            let calm = self.watched(self.tab.settle(answer_by.min(end))).await;
            if let Some(end) = self.stop() {
                return Ok(end);
            }
            let before = self.tab.pulse();
            if before.gone {
                return Err(ChromiumError::Gone("the page crashed".to_owned()));
            }
            if calm == Some(false) && self.customs.waits_for_an_answer() {
                let seconds = self.timeout.as_secs_f64();
                return Ok(End::Obstacle(Obstacle::NoAnswer(format!("a page did not come within {seconds} s"))));
            }
            if Instant::now() >= end {
                return Ok(End::Obstacle(Obstacle::Loop("the pages came to no end".to_owned())));
            }
            let Some((seen, url)) = self.look().await? else {
                self.moved(&before, Instant::now() + EFFECT).await;
                continue;
            };
            let seen = self.without_pressed(seen, &before);
            match self.decide(&seen, &url, &before) {
                Next::End(end) => return Ok(end),
                Next::Go(to) => {
                    self.links += 1;
                    if let Some(end) = self.open(to.as_str()).await? {
                        return Ok(end);
                    }
                }
                Next::Fill(filling) => {
                    waiting = None;
                    if let Some(end) = self.act(&seen, &url, &filling).await? {
                        return Ok(end);
                    }
                }
                Next::Wait(obstacle) => {
                    let since = match &waiting {
                        Some((since, then)) if (then.documents, then.requests) == (before.documents, before.requests) => *since,
                        _ => Instant::now(),
                    };
                    waiting = Some((since, before.clone()));
                    let until = (Instant::now() + PATIENCE).min(since + RESTLESS).min(end);
                    if !self.moved(&before, until).await && self.stop().is_none() {
                        return Ok(End::Obstacle(with_complaint(obstacle, &before)));
                    }
                }
            }
        }
    }

    /// Goes to a URL, until something is there.
    async fn open(&self, url: &str) -> Result<Option<End>, ChromiumError> {
        let before = self.tab.pulse();
        // A page that never answers is told by the customs; the browser then has nothing to say either.
        if let Some(Err(error @ ChromiumError::Gone(_))) = self.watched(self.tab.go(url, self.timeout)).await {
            return Err(error);
        }
        let by = Instant::now() + EFFECT;
        self.watched(self.tab.until(by, |p| p.documents > before.documents)).await;
        Ok(self.stop())
    }

    /// What is on the page, and its address; `None` while it is going away.
    async fn look(&self) -> Result<Option<(Seen, Url)>, ChromiumError> {
        let told = match self.tab.ask("look", json!([ERROR_BOXES, CAPTCHAS])).await {
            Ok(told) => told,
            Err(ChromiumError::Refused { .. }) => return Ok(None),
            Err(other) => return Err(other),
        };
        let url = told.get("url").and_then(Value::as_str).and_then(|url| Url::parse(url).ok());
        Ok(Seen::read(told).zip(url))
    }

    fn decide(&mut self, seen: &Seen, url: &Url, pulse: &Pulse) -> Next {
        let page = &seen.page;
        let status = self.customs.status();
        if let Some(choice) = self.passkeys.wish(page) {
            return self.press(Filling::of(&choice), page, pulse);
        }
        let wants = choose(page, url, status, self.redirect_uri, self.progress, &Hints::default());
        match (wants, &self.given.user) {
            (Wants::Callback(found), _) => Next::End(End::Caught(found)),
            (Wants::Go(to), _) if self.links < LINKS && to != *url => Next::Go(to),
            (Wants::Go(_), _) => Next::Wait(Obstacle::Loop("links lead round in circles".to_owned())),
            (Wants::AutoSubmit(choice) | Wants::Consent(choice), _) => self.press(Filling::of(&choice), page, pulse),
            (Wants::UserName { .. } | Wants::Login { .. } | Wants::Code { .. }, None) => {
                let what = format!("the login page {:?} asks for a user, and no test account was given", page.title);
                Next::Wait(Obstacle::NoAccount(what))
            }
            (Wants::UserName { choice, field }, Some(user)) => {
                let mut filling = Filling::of(&choice);
                filling.fields.push((field, user.user.clone()));
                self.progress.user_sent = true;
                self.press(filling, page, pulse)
            }
            (Wants::Login { code: Some(_), .. } | Wants::Code { .. }, Some(EndUser { totp: None, .. })) => {
                let said = words(page, status);
                let what = format!("the page asks for the code of a second factor (--totp-secret): {said}");
                Next::Wait(Obstacle::PageNotUnderstood(what))
            }
            (Wants::Login { choice, user: field, password, code }, Some(user)) => {
                let mut filling = Filling::of(&choice);
                filling.fields.extend(field.map(|f| (f, user.user.clone())));
                filling.password = Some((password, user.password.clone()));
                filling.code = code.zip(user.totp.clone());
                self.progress = Progress {
                    user_sent: true,
                    password_sent: true,
                    code_sent: filling.code.is_some() || self.progress.code_sent,
                    token_left_out: false,
                };
                self.press(filling, page, pulse)
            }
            (Wants::Code { choice, field }, Some(user)) => {
                let code = user.totp.clone().map(|totp| (field, totp));
                self.progress.code_sent = true;
                self.press(Filling { code, ..Filling::of(&choice) }, page, pulse)
            }
            (Wants::Nothing(Obstacle::LoginRefused(said)), _) if pulse.calls == self.sent_at => {
                let said = format!("the login form was filled in, and pressing its button sends nothing: {said}");
                Next::Wait(Obstacle::PageNotUnderstood(said))
            }
            (Wants::Nothing(obstacle), _) => Next::Wait(obstacle),
            // The page may yet take back what it asks.
            (Wants::Person(said), _) => Next::Wait(Obstacle::PageNotUnderstood(said)),
        }
    }

    /// A button that was pressed and is still there, on a page that says what it said, has done its part: whatever is to be
    /// pressed next is another one.
    fn without_pressed(&mut self, seen: Seen, pulse: &Pulse) -> Seen {
        if self.pressed.document != pulse.documents || self.pressed.text != seen.page.text {
            let (document, text) = (pulse.documents, seen.page.text.clone());
            self.pressed = Pressed { document, text, buttons: HashSet::new() };
        }
        seen.without(&self.pressed.buttons)
    }

    fn press(&mut self, filling: Filling, page: &HtmlPage, pulse: &Pulse) -> Next {
        let form = page.forms.get(filling.form);
        let button = filling.button.and_then(|b| form?.buttons.get(b)).map(|b| b.text.clone()).unwrap_or_default();
        self.presses += 1;
        if self.presses > PRESSES {
            let said = format!("{PRESSES} buttons were pressed, and there are more: {}", words(page, self.customs.status()));
            return Next::End(End::Obstacle(Obstacle::Loop(said)));
        }
        self.pressed.buttons.insert(button);
        self.sent_at = pulse.calls;
        Next::Fill(Box::new(filling))
    }

    /// Waits for a change of any kind.
    pub(super) async fn moved(&self, before: &Pulse, until: Instant) -> bool {
        self.watched(self.tab.until(until, |p| p.moved_since(before))).await == Some(true)
    }

    /// Waits for this, or for the customs to end it all: then there is nothing.
    async fn watched<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        tokio::select! {
            biased;
            () = self.customs.stopped() => None,
            done = work => Some(done),
        }
    }

    pub(super) fn stop(&self) -> Option<End> {
        Some(match self.customs.stop()? {
            Stop::Caught(found) => End::Caught(found),
            Stop::Obstacle(obstacle) => End::Obstacle(obstacle),
            Stop::Untrusted(host, port) => End::Untrusted(host, port),
        })
    }
}

/// A page that does not work says so to the browser alone.
fn with_complaint(obstacle: Obstacle, pulse: &Pulse) -> Obstacle {
    match (obstacle, &pulse.complaint) {
        (Obstacle::PageNotUnderstood(said), Some(complaint)) => Obstacle::PageNotUnderstood(format!("{said}; {complaint}")),
        (obstacle, _) => obstacle,
    }
}
