//! The seam: who goes on with a page that forms over HTTP do not get past.
//!
//! ```text
//! authorization request ─> HTTP walk ─> a page that needs a script, or a login page that is another driver's
//!                                          │ HandedOver: where it began, where it stands, cookies, account
//!                                          v
//!                                      a Handover (a real browser, a person)
//!                                          │ HandedBack: what reached the redirect URI, cookies, exchanges
//!                                          v
//!                          the jar of the run; everything after rides on it over HTTP
//! ```
//!
//! A driver is made outside (it may need a process, a terminal, a file) and handed to [`super::super::Observer::with_drivers`].

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex as StdMutex, MutexGuard, PoisonError};

use tokio::sync::Mutex;

use url::Url;

use super::callback::{Caught, caught};
use super::script::Script;
use crate::config::LoginWay;
use crate::http::{Client, Guard, JarCookie};
use crate::observe::EndUser;
use crate::observe::logins::Logins;
use crate::recording::{CallbackMode, Exchange, Obstacle};
use crate::secret::Secret;

/// What a driver works on, boxed so that drivers can be chosen while the program runs.
pub type Walk<'a> = Pin<Box<dyn Future<Output = HandedBack> + Send + 'a>>;

/// A way through pages that forms over HTTP do not get through.
pub trait Handover: Send + Sync {
    /// What it is called in reports: `Chromium 141, headless`, `a person`.
    fn name(&self) -> String;

    /// It is a person: asked for as little as possible, and the session stays in the person's own browser.
    fn is_person(&self) -> bool {
        false
    }

    /// Goes from the authorization request to the redirect URI.
    ///
    /// Called once at a time. It must come back in bounded time whatever the pages do, must not request the redirect URI
    /// itself, and must type the password only where [`Guard::password_may_go`] lets it (`HandedOver::guard`, with the page's
    /// own address as `to` and `page`, and `HandedOver::start` as `start`).
    fn walk(&self, page: HandedOver) -> Walk<'_>;
}

/// What a driver is given.
#[derive(Debug, Clone)]
pub struct HandedOver {
    /// What the login is for, for people: `login as nextcloud-user-oidc`. Purposes of exchanges begin with it.
    pub purpose: String,
    /// The authorization request. A driver begins here, with the cookies below: pages met on the way may be good for one
    /// opening only.
    pub start: String,
    /// The page at which the HTTP walk stopped, for people. It is the authorization request itself where the walk was never
    /// begun.
    pub page: String,
    /// Why forms over HTTP do not get on there, in a sentence.
    pub why: String,
    /// The app's redirect URI. Only scheme, host, port and path tell it; the answer stands in query, fragment or a posted form.
    pub redirect_uri: String,
    /// The test account, if one was given.
    pub user: Option<EndUser>,
    /// The session so far: what the browser held when it set out.
    pub cookies: Vec<JarCookie>,
    /// Where the password may be typed.
    pub guard: Guard,
    /// Which login this is of those that are asked for, counted from 0, and what they all are for. Only a person is told.
    pub place: (usize, Vec<String>),
    /// Which codes of the second factor were sent.
    pub codes: Codes,
    /// The HTTP client of the run: how long it waits, and which certificates it accepted.
    pub client: Client,
}

impl HandedOver {
    /// A login from the authorization request to the redirect URI, without a session and without an account.
    pub fn new(purpose: &str, start: &str, redirect_uri: &str, guard: Guard, client: Client) -> Self {
        Self {
            purpose: purpose.to_owned(),
            start: start.to_owned(),
            page: start.to_owned(),
            why: String::new(),
            redirect_uri: redirect_uri.to_owned(),
            user: None,
            cookies: Vec::new(),
            guard,
            codes: Codes::default(),
            place: (0, Vec::new()),
            client,
        }
    }
}

/// Which codes of the second factor were sent in this run. Clones share that.
#[derive(Debug, Clone, Default)]
pub struct Codes(pub(super) Logins);

/// What a driver brings back.
#[derive(Debug, Clone)]
pub struct HandedBack {
    /// What would have reached the app, or what was in the way. `Obstacle::LoginRefused` ends all further logins of the run.
    pub answer: Result<Answer, Obstacle>,
    /// Every cookie that the browser holds now: they take the place of the session's. `None`: nobody can tell (they are in
    /// somebody's own browser), and the session stays as it was.
    pub cookies: Option<Vec<JarCookie>>,
    /// Navigations that were seen on the way, in order, to be recorded. The one whose answer leads to the redirect URI comes
    /// last, if it was seen. May be empty.
    pub exchanges: Vec<Exchange>,
    /// A picture of the page where it got stuck, to be named in the report.
    pub picture: Option<String>,
}

impl Answer {
    /// The answer in a URL, `written` as the provider wrote it; `None` when it does not lead to the redirect URI.
    pub fn of_url(written: &str, url: &Url, redirect_uri: &Url) -> Option<Self> {
        let Caught { mode, url, parameters } = caught(url, written, redirect_uri)?;
        Some(Self { mode, url, parameters })
    }
}

impl HandedBack {
    /// Nothing but this obstacle.
    pub fn nothing(obstacle: Obstacle) -> Self {
        Self { answer: Err(obstacle), cookies: None, exchanges: Vec::new(), picture: None }
    }
}

/// What would have reached the redirect URI.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// How it came.
    pub mode: CallbackMode,
    /// The whole URL, query or fragment included.
    pub url: String,
    /// Parameters in order, decoded.
    pub parameters: Vec<(String, String)>,
}

/// The drivers of a run beside forms over HTTP, and who has the say.
#[derive(Clone)]
pub struct Drivers {
    /// What the operator chose.
    pub way: LoginWay,
    /// A real browser, or why there is none.
    pub browser: Result<Arc<dyn Handover>, String>,
    /// A person, or why nobody can be asked.
    pub person: Result<Arc<dyn Handover>, String>,
    /// The operator's own steps.
    pub script: Option<Arc<Script>>,
    /// What steps that are known of products ask for.
    pub secrets: BTreeMap<String, Secret>,
    pub(super) turn: Arc<Mutex<()>>,
    pub(super) asking: Arc<StdMutex<Asking>>,
}

/// What a person is asked for.
#[derive(Debug, Clone, Default)]
pub(super) struct Asking {
    /// What the logins are for.
    planned: Vec<String>,
    /// How many were asked for.
    asked: usize,
    /// Why no more are asked for.
    closed: Option<String>,
    /// The session is in the person's browser.
    elsewhere: bool,
}

impl Drivers {
    /// These, and no others.
    pub fn new(way: LoginWay, browser: Result<Arc<dyn Handover>, String>, person: Result<Arc<dyn Handover>, String>) -> Self {
        Self { way, browser, person, script: None, secrets: BTreeMap::new(), turn: Arc::default(), asking: Arc::default() }
    }

    /// Forms over HTTP and nothing else.
    pub fn form() -> Self {
        let unwanted = || Err("the login is by forms alone (--login form)".to_owned());
        Self::new(LoginWay::Form, unwanted(), unwanted())
    }

    /// Who takes a login page that forms could fill in: nobody, or the driver that the operator chose.
    pub(super) fn at_login_page(&self) -> Result<Option<Arc<dyn Handover>>, String> {
        match self.way {
            LoginWay::Form | LoginWay::Script | LoginWay::Auto => Ok(None),
            LoginWay::Browser => self.browser.clone().map(Some),
            LoginWay::Interactive => self.person.clone().map(Some),
        }
    }

    /// Who takes a page that forms over HTTP do not get past.
    ///
    /// # Errors
    /// When there is nobody, with the reason.
    pub(super) fn beyond_forms(&self) -> Result<Arc<dyn Handover>, String> {
        match self.way {
            LoginWay::Form => Err("the login is by forms alone (--login form)".to_owned()),
            LoginWay::Script => Err("no step is for this page (--login script)".to_owned()),
            LoginWay::Browser => self.browser.clone(),
            LoginWay::Interactive => self.person.clone(),
            LoginWay::Auto => self.browser.clone().or_else(|no_browser| {
                let both = |nobody: String| format!("{no_browser}; {nobody}");
                self.person.clone().map_err(both)
            }),
        }
    }

    /// What a person will be asked to log in for, should it come to that.
    pub(in crate::observe) fn will_ask_for(&self, planned: Vec<String>) {
        self.asking().planned = planned;
    }

    /// From now on nobody is asked to log in.
    pub(in crate::observe) fn ask_no_more(&self, why: &str) {
        self.asking().closed.get_or_insert_with(|| why.to_owned());
    }

    /// The session is not in the jar of the run but in a person's browser.
    pub(in crate::observe) fn session_is_elsewhere(&self) -> bool {
        self.asking().elsewhere
    }

    /// Whether a driver is at work, and may take its time.
    pub(in crate::observe) fn is_busy(&self) -> bool {
        self.turn.try_lock().is_err()
    }

    /// Why a person is not asked any more.
    pub(super) fn closed(&self) -> Option<String> {
        self.asking().closed.clone()
    }

    /// The place of the next login among those that are asked for.
    pub(super) fn next_place(&self) -> (usize, Vec<String>) {
        let mut asking = self.asking();
        asking.asked += 1;
        (asking.asked - 1, asking.planned.clone())
    }

    /// A person logged in.
    pub(super) fn has_session_elsewhere(&self) {
        self.asking().elsewhere = true;
    }

    fn asking(&self) -> MutexGuard<'_, Asking> {
        self.asking.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Who takes a page that only a person gets past.
    ///
    /// # Errors
    /// When there is nobody, with the reason.
    pub(super) fn for_a_person(&self) -> Result<Arc<dyn Handover>, String> {
        match self.way {
            LoginWay::Form | LoginWay::Script | LoginWay::Browser => self.beyond_forms(),
            LoginWay::Interactive | LoginWay::Auto => self.person.clone(),
        }
    }
}

impl std::fmt::Debug for Drivers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let name = |driver: &Result<Arc<dyn Handover>, String>| driver.as_ref().map(|d| d.name()).map_err(Clone::clone);
        f.debug_struct("Drivers")
            .field("way", &self.way)
            .field("browser", &name(&self.browser))
            .field("person", &name(&self.person))
            .finish_non_exhaustive()
    }
}
