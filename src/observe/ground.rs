//! What all steps of a run share: the caller, the browser with the session, and how hard the provider may be pressed.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{Mutex as AsyncMutex, RwLock, RwLockReadGuard, RwLockWriteGuard};

use super::caller::Caller;
use super::log::Log;
use super::login::{Browser, Journey, Reach};
use crate::recording::{ExchangeId, Obstacle, StageStatus, Step};
use crate::wire::HttpManners;

/// Pause before a flow that has the provider to itself, for providers that fail when they are hurried.
const PACE: Duration = Duration::from_millis(1100);
/// Second tries that may be in vain before it is clear that hurry is not to blame.
const IN_VAIN: usize = 4;

/// A browser with another live session, and what came out of it.
pub(super) struct OtherSession {
    pub(super) browser: Browser,
    /// The client that logged in, and its ID Token.
    pub(super) id_token: Option<(String, String)>,
}

/// A document that was fetched: how that ended, and its exchanges. Whoever wants the same waits for the first to have it.
pub(super) type Cell = Arc<AsyncMutex<Option<(StageStatus, Vec<ExchangeId>)>>>;

/// What makes requests for documents equal.
type Wanted = (Step, String, HttpManners);

/// Documents that were fetched: equal requests are sent once.
#[derive(Clone, Default)]
pub(super) struct Fetched(Arc<Mutex<HashMap<Wanted, Cell>>>);

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
    /// Whose turn it is to refresh: some providers answer two refreshes at once with a server error.
    pub(super) refreshing: Arc<AsyncMutex<()>>,
    others: Arc<Mutex<Vec<OtherSession>>>,
    gate: Arc<RwLock<()>>,
    direct: Arc<Mutex<bool>>,
    logged_in: Arc<Mutex<bool>>,
    calm: Arc<RwLock<()>>,
    hurry: Arc<Mutex<Hurry>>,
}

/// What server errors taught about doing several things at once.
#[derive(Debug, Clone, Copy, Default)]
struct Hurry {
    /// One went away when it was tried alone: everything is done one by one from now on.
    harmful: bool,
    /// One that came up although nothing else was under way went away after a pause: a pause before everything from now on.
    paced: bool,
    /// So many stayed when they were tried alone.
    in_vain: usize,
}

/// Leave to run a flow: beside others, or alone.
#[expect(dead_code, reason = "held for as long as the flow runs, never looked at")]
pub(super) enum Turn<'g> {
    /// Beside others.
    Shared(RwLockReadGuard<'g, ()>),
    /// Alone.
    Alone(RwLockWriteGuard<'g, ()>),
}

impl Ground {
    pub(super) fn new(caller: Caller, log: Log, browser: Browser) -> Self {
        Self {
            caller,
            log,
            browser,
            fetched: Fetched::default(),
            refreshing: Arc::default(),
            others: Arc::default(),
            gate: Arc::default(),
            direct: Arc::default(),
            logged_in: Arc::default(),
            calm: Arc::default(),
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

    /// Takes the session's browser along without typing anything into any page.
    pub(super) async fn watch(&self, purpose: &str, start: &str, redirect_uri: &str) -> Journey {
        if self.browser.drivers.session_is_elsewhere() {
            return Journey::stopped(Obstacle::NeedsPerson("the session is in the person's own browser".to_owned()));
        }
        if self.is_direct() {
            let _shared = self.gate.read().await;
            return self.browser.travel(purpose, start, redirect_uri, Reach::Watch).await;
        }
        let _alone = self.gate.write().await;
        self.browser.travel(purpose, start, redirect_uri, Reach::Watch).await
    }

    /// Waits for the turn of a flow.
    pub(super) async fn turn(&self) -> Turn<'_> {
        match self.hurry() {
            Hurry { harmful: false, .. } => Turn::Shared(self.calm.read().await),
            Hurry { paced: false, .. } => Turn::Alone(self.calm.write().await),
            Hurry { .. } => Turn::Alone(self.in_peace().await),
        }
    }

    /// A flow ended in a server error. Some providers fail when two things of one user happen at once or within one second
    /// (a locked database, a key made of the time); an app with one user would never see that. Gives leave to try once more,
    /// alone and after a pause, as long as that may still help.
    pub(super) async fn another_turn(&self) -> Option<Turn<'_>> {
        if self.hurry().in_vain >= IN_VAIN {
            return None;
        }
        Some(Turn::Alone(self.in_peace().await))
    }

    /// What the second try showed of a flow whose first was `alone` or beside others.
    pub(super) fn learned(&self, still_failed: bool, alone: bool) {
        let mut hurry = self.hurry.lock().unwrap_or_else(PoisonError::into_inner);
        if still_failed {
            hurry.in_vain += 1;
        } else {
            hurry.harmful = true;
            hurry.paced |= alone;
        }
    }

    async fn in_peace(&self) -> RwLockWriteGuard<'_, ()> {
        let alone = self.calm.write().await;
        tokio::time::sleep(PACE).await;
        alone
    }

    /// A browser with a session of its own.
    pub(super) fn keep_browser(&self, session: OtherSession) {
        self.others.lock().unwrap_or_else(PoisonError::into_inner).push(session);
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

    /// A login came back with a code: there is a session, or there was one.
    pub(super) fn has_logged_in(&self) -> bool {
        !self.browser.drivers.session_is_elsewhere() && *self.logged_in.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Remembers that a login came back.
    pub(super) fn logged_in(&self) {
        *self.logged_in.lock().unwrap_or_else(PoisonError::into_inner) = true;
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
