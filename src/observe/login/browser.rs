//! A browser session: cookies, and the way from one URL to the redirect URI.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use url::Url;

use super::callback::{Caught, caught};
use super::choose::{Choice, Progress};
use super::driver::{Drivers, Handover};
use super::html::HtmlPage;
use super::known::Known;
use super::lexicon::shortened;
use super::refusal::refused_when_limited;
use super::script::Done;
use super::session::Session;
use super::submit::{entries, submission};
use crate::http::{Method, Outgoing};
use crate::observe::EndUser;
use crate::observe::caller::{Called, Caller};
use crate::observe::logins::Logins;
use crate::recording::{Callback, ExchangeId, FailureKind, Obstacle, Response};

/// Requests of one way from the authorization request to the redirect URI, redirects included.
pub(super) const HOPS: usize = 25;
/// Times one and the same request may be sent on one way.
const REPEATS: usize = 3;

/// A browser with its session and its user.
#[derive(Clone)]
pub(in crate::observe) struct Browser {
    pub(in crate::observe) caller: Caller,
    pub(in crate::observe) session: Session,
    pub(in crate::observe) user: Option<EndUser>,
    pub(in crate::observe) logins: Logins,
    /// Who goes on where forms do not.
    pub(in crate::observe) drivers: Drivers,
    /// What is known of this product's pages.
    pub(in crate::observe) known: Arc<Mutex<Known>>,
    /// Origins of the apps: a browser that would go there without being at the redirect URI has lost its way.
    pub(in crate::observe) apps: Vec<url::Origin>,
}

/// How far the browser may go by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::observe) enum Reach {
    /// One request; anything but an answer to the app or an error ends it.
    Direct,
    /// Redirects, but no page is filled in.
    Watch,
    /// Everything, logins included.
    Full,
}

/// What the way ended at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::observe) enum Met {
    /// The redirect URI.
    Callback,
    /// A page that asks for user name or password.
    LoginPage,
    /// A page that asks for consent, or has another form.
    ConsentPage,
    /// An error page, or a page without a way on.
    ErrorPage,
    /// A page that only a script can use.
    ScriptPage,
    /// Anything else.
    #[default]
    Other,
}

/// One way through the provider's pages.
#[derive(Debug, Clone, Default)]
pub(in crate::observe) struct Journey {
    pub(in crate::observe) exchanges: Vec<ExchangeId>,
    /// Requests without those that were rate limited.
    pub(in crate::observe) hops: usize,
    pub(in crate::observe) callback: Option<Callback>,
    pub(in crate::observe) obstacle: Option<Obstacle>,
    pub(in crate::observe) met: Met,
    pub(in crate::observe) last_status: Option<u16>,
}

impl Journey {
    /// One that was not begun.
    pub(in crate::observe) fn stopped(obstacle: Obstacle) -> Self {
        Self { obstacle: Some(obstacle), ..Self::default() }
    }
}

pub(super) enum Next {
    Send {
        outgoing: Box<Outgoing>,
        password: bool,
    },
    Caught(Caught),
    End(Met, Obstacle),
    /// Another driver goes on, for this reason.
    Over {
        driver: Arc<dyn Handover>,
        why: String,
    },
}

/// Where the browser is, and what it did on the way.
pub(super) struct Way<'w> {
    pub(super) purpose: &'w str,
    pub(super) start: Url,
    pub(super) redirect_uri: &'w Url,
    pub(super) reach: Reach,
    pub(super) progress: Progress,
    /// The page whose form was sent last: the referrer.
    pub(super) page: Option<Url>,
    /// What the steps did so far.
    pub(super) done: Done,
    /// Requests of pages' scripts, sent since the last page.
    pub(super) calls: Vec<ExchangeId>,
}

impl<'w> Way<'w> {
    /// At its beginning.
    pub(super) fn new(purpose: &'w str, start: Url, redirect_uri: &'w Url, reach: Reach) -> Self {
        Self {
            purpose,
            start,
            redirect_uri,
            reach,
            progress: Progress::default(),
            page: None,
            done: Done::default(),
            calls: Vec::new(),
        }
    }
}

impl Browser {
    /// The same browser with a copy of its session: what one does there leaves no cookies here.
    pub(in crate::observe) fn aside(&self) -> Self {
        Self { session: self.session.copy(), ..self.clone() }
    }

    /// The same browser with a session of its own.
    pub(in crate::observe) fn fresh(&self) -> Self {
        Self { session: Session::default(), ..self.clone() }
    }

    /// Goes from `start` to the redirect URI, as far as `reach` lets it.
    ///
    /// The cookies of a way that did not lead back to the app are forgotten: some providers leave half-done requests in
    /// them, and what comes next would go on with those.
    pub(in crate::observe) async fn travel(&self, purpose: &str, start: &str, redirect_uri: &str, reach: Reach) -> Journey {
        let trying = Self { session: self.session.copy(), ..self.clone() };
        let journey = trying.wander(purpose, start, redirect_uri, reach).await;
        if journey.callback.is_some() {
            self.session.take_over(&trying.session);
        }
        journey
    }

    async fn wander(&self, purpose: &str, start: &str, redirect_uri: &str, reach: Reach) -> Journey {
        let mut journey = Journey::default();
        let (Ok(from), Ok(back)) = (Url::parse(start), Url::parse(redirect_uri)) else {
            journey.exchanges.extend(self.caller.call(Outgoing::get(purpose, start)).await.ids);
            let what = format!("the browser cannot open {start:?}, or the redirect URI {redirect_uri:?} is no URL");
            journey.obstacle = Some(Obstacle::NoAnswer(what));
            return journey;
        };
        let mut way = Way::new(purpose, from, &back, reach);
        let mut next = Outgoing::get(purpose, start);
        let mut password = false;
        let mut seen: HashMap<Outgoing, usize> = HashMap::new();
        let cookies = self.session.cookies();
        while journey.hops < HOPS {
            journey.hops += 1;
            let Ok(url) = Url::parse(&next.url) else { break };
            self.dress(&mut next, &url, &way);
            let times = seen.entry(Outgoing { purpose: String::new(), ..next.clone() }).or_insert(0);
            *times += 1;
            if *times > REPEATS {
                journey.obstacle = Some(Obstacle::Loop(format!("{} came again and again", place(&url))));
                return journey;
            }
            let called = match self.may_send(&url, &way, password) {
                Ok(()) => self.caller.call(next.clone()).await,
                Err(why) => self.caller.refuse(&next, why),
            };
            journey.exchanges.extend(&called.ids);
            journey.last_status = called.exchange.status();
            if called.exchange.complete().is_some() {
                self.keep_cookies(&url, &called);
            }
            let following = self.next(&mut way, &url, &next, password, &called).await;
            journey.exchanges.append(&mut way.calls);
            match following {
                Next::Send { outgoing, password: carries } => {
                    next = *outgoing;
                    password = carries;
                }
                Next::Caught(found) => {
                    journey.met = Met::Callback;
                    let exchange = journey.exchanges.last().copied().unwrap_or_default();
                    let Caught { mode, url, parameters } = found;
                    self.note_login(&way);
                    journey.callback = Some(Callback { mode, url, parameters, exchange, unseen: false });
                    return journey;
                }
                Next::End(met, obstacle) => {
                    journey.met = met;
                    journey.obstacle = Some(obstacle);
                    return journey;
                }
                Next::Over { driver, why } => {
                    let page = self.handed_over(&way, &url, why, cookies);
                    self.hand_over(driver.as_ref(), page, &mut journey).await;
                    return journey;
                }
            }
        }
        journey.obstacle = Some(Obstacle::Loop(format!("{HOPS} redirects and pages without coming back to the app")));
        journey
    }

    fn may_send(&self, url: &Url, way: &Way<'_>, password: bool) -> Result<(), String> {
        if !password {
            return Ok(());
        }
        let page = way.page.as_ref().unwrap_or(&way.start);
        self.caller.guard().password_may_go(url, page, &way.start)
    }

    async fn next(&self, way: &mut Way<'_>, url: &Url, sent: &Outgoing, password: bool, called: &Called) -> Next {
        if let Some(limited) = &called.limited {
            if let Some(refused) = called.exchange.complete().and_then(|r| refused_when_limited(r, url, way.progress)) {
                return self.end(refused);
            }
            let silent = limited.strip_prefix("no-answer: ");
            let obstacle =
                silent.map_or_else(|| Obstacle::RateLimited(limited.clone()), |why| Obstacle::NoAnswer(why.to_owned()));
            return Next::End(Met::Other, obstacle);
        }
        let Some(response) = called.exchange.complete() else {
            let failure = called.exchange.failure.as_ref();
            let words = failure.map(|f| f.message.clone()).unwrap_or_default();
            let refused = failure.is_some_and(|f| f.kind == FailureKind::Refused);
            return Next::End(Met::Other, if refused { Obstacle::NotTried(words) } else { Obstacle::NoAnswer(words) });
        };
        match redirect_of(response) {
            Some(location) => self.redirected(way, url, sent, password, response.status, location),
            None => self.page(way, url, response).await,
        }
    }

    pub(super) fn redirected(
        &self,
        way: &mut Way<'_>,
        url: &Url,
        sent: &Outgoing,
        password: bool,
        status: u16,
        location: &str,
    ) -> Next {
        let Ok(to) = url.join(location) else {
            let what = format!("{} redirects to {location:?}, which is no URL", place(url));
            return Next::End(Met::ErrorPage, Obstacle::ErrorPage(what));
        };
        if let Some(found) = caught(&to, location, way.redirect_uri) {
            return Next::Caught(found);
        }
        if let Some(obstacle) = self.lost(way, &to) {
            return Next::End(Met::Other, obstacle);
        }
        if way.reach == Reach::Direct {
            return Next::End(Met::Other, Obstacle::NotTried(format!("the session needs another page: {}", place(&to))));
        }
        let purpose = format!("{} (redirected)", way.purpose);
        // 307 and 308 keep method and body; of the others a browser makes a GET.
        let stays = matches!(status, 307 | 308) && sent.method == Method::Post;
        let outgoing = if stays {
            Outgoing { purpose, url: to.as_str().to_owned(), ..sent.clone() }
        } else {
            way.page = way.page.take().filter(|p| p.origin() == to.origin());
            Outgoing::get(purpose, to.as_str())
        };
        Next::Send { outgoing: Box::new(outgoing), password: password && stays }
    }

    /// The browser would leave the provider for an app's site, or for no web site at all.
    pub(super) fn lost(&self, way: &Way<'_>, to: &Url) -> Option<Obstacle> {
        let at_app = self.apps.contains(&to.origin()) && to.origin() != way.start.origin();
        let no_web = !matches!(to.scheme(), "http" | "https");
        (at_app || no_web).then(|| {
            let want = way.redirect_uri.as_str();
            Obstacle::Elsewhere(format!("the browser was sent to {} instead of {want}", shortened(&without_query(to))))
        })
    }

    pub(super) fn end(&self, obstacle: Obstacle) -> Next {
        let met = match &obstacle {
            Obstacle::LoginRefused(words) => {
                self.logins.refuse(words.clone());
                Met::LoginPage
            }
            Obstacle::PageNotUnderstood(_) => Met::ScriptPage,
            _ => Met::ErrorPage,
        };
        Next::End(met, obstacle)
    }

    pub(super) fn submit(&self, way: &mut Way<'_>, url: &Url, page: &HtmlPage, choice: &Choice, password: bool) -> Next {
        let purpose = format!("{} ({})", way.purpose, if password { "login form" } else { "form" });
        let form = page.forms.get(choice.form);
        let outgoing = form.and_then(|form| {
            let button = choice.button.and_then(|b| form.buttons.get(b));
            submission(&purpose, form, button, &entries(form, &choice.fill, button))
        });
        way.page = Some(url.clone());
        match outgoing {
            Some(outgoing) => Next::Send { outgoing: Box::new(outgoing), password },
            None => Next::End(Met::ErrorPage, Obstacle::ErrorPage("the form of the page has no URL to be sent to".to_owned())),
        }
    }
}

/// Where an answer redirects to. Browsers follow these statuses and no others; 300, 304 or 305 is a page to them.
pub(super) fn redirect_of(response: &Response) -> Option<&str> {
    response.header("location").filter(|_| matches!(response.status, 301 | 302 | 303 | 307 | 308))
}

pub(super) fn is_html(response: &Response, text: &str) -> bool {
    match response.media_type().as_deref() {
        Some("text/html" | "application/xhtml+xml") => true,
        None | Some("") => text.trim_start().starts_with('<'),
        Some(_) => false,
    }
}

fn place(url: &Url) -> String {
    shortened(&without_query(url))
}

fn without_query(url: &Url) -> String {
    let mut url = url.clone();
    url.set_query(None);
    url.set_fragment(None);
    url.as_str().to_owned()
}
