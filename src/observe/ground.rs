//! What all steps of a run share: the caller, the browser with the session, and how hard the provider may be pressed.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{Mutex as AsyncMutex, RwLock};
use tokio::time::Instant;

use super::caller::Caller;
use super::log::Log;
use super::login::{Browser, Journey, Reach};
use crate::recording::{ExchangeId, Obstacle, StageStatus, Step};
use crate::wire::HttpManners;

/// Time between two token requests of one user, for providers that fail when they are hurried.
const PACE: Duration = Duration::from_millis(1100);

/// A browser with another live session, and the ID Token that came out of it.
pub(super) type OtherSession = (Browser, Option<String>);

/// A document that was fetched: how that ended, and its exchanges. Whoever wants the same waits for the first to have it.
pub(super) type Cell = Arc<AsyncMutex<Option<(StageStatus, Vec<ExchangeId>)>>>;

/// Documents that were fetched, by step, URL and manners: equal requests are sent once.
#[derive(Clone, Default)]
pub(super) struct Fetched(Arc<Mutex<HashMap<(Step, String, HttpManners), Cell>>>);

impl Fetched {
    /// The cell of this request.
    pub(super) fn cell(&self, step: Step, url: &str, manners: &HttpManners) -> Cell {
        let mut cells = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(cells.entry((step, url.to_owned(), manners.clone())).or_default())
    }
}

/// Shared by all steps. Clones are the same ground.
#[derive(Clone)]
pub(super) struct Ground {
    pub(super) caller: Caller,
    pub(super) log: Log,
    /// The browser that is logged in.
    pub(super) browser: Browser,
    pub(super) fetched: Fetched,
    others: Arc<Mutex<Vec<OtherSession>>>,
    gate: Arc<RwLock<()>>,
    direct: Arc<Mutex<bool>>,
    pace: Arc<AsyncMutex<Option<Instant>>>,
    hurry: Arc<Mutex<Hurry>>,
}

/// What is known about token requests in quick succession.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Hurry {
    /// No server error so far.
    #[default]
    Fine,
    /// There was one; token requests are sent one by one with time between.
    Harmful,
    /// That did not help: the provider fails by itself.
    Innocent,
}

impl Ground {
    pub(super) fn new(caller: Caller, log: Log, browser: Browser) -> Self {
        Self {
            caller,
            log,
            browser,
            fetched: Fetched::default(),
            others: Arc::default(),
            gate: Arc::default(),
            direct: Arc::default(),
            pace: Arc::default(),
            hurry: Arc::default(),
        }
    }

    /// Takes the session's browser from `start` to `redirect_uri`.
    ///
    /// Several flows may use the session at once only as long as the provider answers each authorization request by itself.
    /// As soon as it needs a page, or a detour over other URLs, it may keep the state of the flow in the session; then one
    /// flow has the session to itself.
    pub(super) async fn authorize(&self, purpose: &str, start: &str, redirect_uri: &str) -> Journey {
        if self.is_direct() {
            let _shared = self.gate.read().await;
            let journey = self.browser.travel(purpose, start, redirect_uri, Reach::Direct).await;
            if is_settled(&journey) {
                return journey;
            }
            self.set_direct(false);
        }
        let _alone = self.gate.write().await;
        // Meanwhile somebody else may have found out that the session carries.
        if self.is_direct() {
            let journey = self.browser.travel(purpose, start, redirect_uri, Reach::Direct).await;
            if is_settled(&journey) {
                return journey;
            }
        }
        let journey = self.browser.travel(purpose, start, redirect_uri, Reach::Full).await;
        let came_back = journey.callback.as_ref().is_some_and(|c| c.parameter("error").is_none());
        self.set_direct(came_back && journey.hops == 1);
        journey
    }

    /// Waits until a token request may be sent.
    pub(super) async fn token_turn(&self) {
        if self.hurry() != Hurry::Harmful {
            return;
        }
        let mut last = self.pace.lock().await;
        if let Some(last) = *last {
            tokio::time::sleep_until(last + PACE).await;
        }
        *last = Some(Instant::now());
    }

    /// A token request was answered with a server error: is it worth another try, unhurried?
    pub(super) async fn try_unhurried(&self) -> bool {
        {
            let mut hurry = self.hurry.lock().unwrap_or_else(PoisonError::into_inner);
            if *hurry == Hurry::Innocent {
                return false;
            }
            *hurry = Hurry::Harmful;
        }
        let mut last = self.pace.lock().await;
        last.get_or_insert_with(Instant::now);
        true
    }

    /// The unhurried try failed as well.
    pub(super) fn hurry_is_innocent(&self) {
        *self.hurry.lock().unwrap_or_else(PoisonError::into_inner) = Hurry::Innocent;
    }

    /// A browser with a session of its own.
    pub(super) fn keep_browser(&self, browser: Browser, id_token: Option<String>) {
        self.others.lock().unwrap_or_else(PoisonError::into_inner).push((browser, id_token));
    }

    /// Takes such a browser.
    pub(super) fn take_browser(&self) -> Option<OtherSession> {
        self.others.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }

    /// Tells the listener.
    pub(super) fn started(&self, what: &str) {
        self.log.listener().step_started(what);
    }

    /// Tells the listener.
    pub(super) fn done(&self, what: &str, status: &StageStatus) {
        self.log.listener().step_done(what, *status == StageStatus::Done);
    }

    fn hurry(&self) -> Hurry {
        *self.hurry.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_direct(&self) -> bool {
        *self.direct.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set_direct(&self, direct: bool) {
        *self.direct.lock().unwrap_or_else(PoisonError::into_inner) = direct;
    }
}

/// One request said it all: the browser is back, or it stays where it is for good.
fn is_settled(journey: &Journey) -> bool {
    match &journey.obstacle {
        None => journey.callback.is_some(),
        Some(Obstacle::ErrorPage(_)) => journey.last_status.is_some_and(|s| (400..500).contains(&s)),
        Some(Obstacle::RateLimited(_) | Obstacle::NoAnswer(_) | Obstacle::Elsewhere(_)) => true,
        Some(_) => false,
    }
}
