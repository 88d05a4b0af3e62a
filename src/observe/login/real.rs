//! The driver that is a real browser: for pages that only a script can use.
//!
//! It begins at the authorization request with the cookies of the run, in a context of its own, and ends at the redirect URI,
//! which is caught before it is requested: the app's host need not even exist.

mod customs;
mod hands;
mod passkeys;
mod seen;
mod traces;
mod walk;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use tokio::sync::Mutex;
use url::Url;

use super::callback::Caught;
use super::driver::{Answer, HandedBack, HandedOver, Handover, Walk};
use crate::chromium::{Authenticator, Chromium, ChromiumError, Options, PasskeyFile, Tab, pin};
use crate::http::Outgoing;
use crate::recording::{FailureKind, Obstacle};
use customs::Customs;
use passkeys::Passkeys;
use walk::{End, Way};

/// What our script is: see there.
const SCRIPT: &str = include_str!("real/page.js");
/// Starts of the browser for one way: each may add a certificate.
const STARTS: usize = 4;

/// A real browser, started when it is first needed, ended with this value.
pub struct RealBrowser {
    /// How it is started.
    options: Options,
    apps: Vec<url::Origin>,
    pictures: Option<PathBuf>,
    passkeys: Option<PasskeyFile>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    chromium: Option<Chromium>,
    pins: BTreeSet<String>,
    /// Pictures taken so far.
    pictures: usize,
    /// What held it up, as long as it never got through: it would hold it up again.
    stuck: Option<Obstacle>,
    worked: bool,
}

/// What one way ended at, with what there is to bring back.
struct Done {
    end: Result<End, ChromiumError>,
    back: HandedBack,
}

impl RealBrowser {
    /// A browser that will be started like this. `apps` are the places of the apps: none of them is ever requested.
    pub fn new(mut options: Options, apps: &[Url], issuer: &Url) -> Self {
        let place = |url: &Url| Some(format!("{}:{}", url.host_str()?, url.port_or_known_default()?));
        let own = place(issuer);
        options.nowhere = apps.iter().filter_map(place).filter(|p| Some(p) != own.as_ref()).collect();
        let apps = apps.iter().map(Url::origin).collect();
        Self { options, apps, pictures: None, passkeys: None, state: Mutex::default() }
    }

    /// The same, taking a picture of a page where it gets stuck, into this folder.
    #[must_use]
    pub fn with_pictures(mut self, folder: Option<PathBuf>) -> Self {
        self.pictures = folder;
        self
    }

    /// The same, with the passkeys of this file; one is made where a page offers that and there is none yet.
    #[must_use]
    pub fn with_passkeys(mut self, file: Option<PasskeyFile>) -> Self {
        self.passkeys = file;
        self
    }

    async fn go(&self, given: HandedOver) -> HandedBack {
        let mut state = self.state.lock().await;
        if let Some(obstacle) = state.stuck.clone() {
            return nothing(obstacle);
        }
        let (Ok(start), Ok(redirect_uri)) = (Url::parse(&given.start), Url::parse(&given.redirect_uri)) else {
            return nothing(Obstacle::NotTried(format!("{:?} is no URL that a browser can open", given.start)));
        };
        if start.scheme() == "https" {
            learn(&mut state, &given, &start).await;
        }
        for _ in 0..STARTS {
            let Done { end, mut back } = self.once(&mut state, &given, &start, &redirect_uri).await;
            back.answer = match end {
                Ok(End::Untrusted(host, port)) => {
                    let place = format!("https://{host}:{port}/");
                    match Url::parse(&place) {
                        Ok(url) if learn(&mut state, &given, &url).await => continue,
                        _ => Err(Obstacle::NoAnswer(format!("the certificate of {place} is not trusted"))),
                    }
                }
                Ok(End::Caught(Caught { mode, url, parameters })) => Ok(Answer { mode, url, parameters }),
                Ok(End::Obstacle(obstacle)) => Err(obstacle),
                Err(error) => Err(Obstacle::NotTried(error.to_string())),
            };
            match &back.answer {
                Ok(_) => state.worked = true,
                Err(obstacle @ (Obstacle::PageNotUnderstood(_) | Obstacle::Loop(_))) if !state.worked => {
                    state.stuck = Some(obstacle.clone());
                }
                Err(_) => {}
            }
            return back;
        }
        nothing(Obstacle::NoAnswer("certificate after certificate is not trusted".to_owned()))
    }

    /// One way in a fresh context.
    async fn once(&self, state: &mut State, given: &HandedOver, start: &Url, redirect_uri: &Url) -> Done {
        let customs = Arc::new(Customs::new(&given.purpose, start, redirect_uri, &self.apps, &given.guard));
        let mut back = HandedBack { answer: Err(unknown()), cookies: None, exchanges: Vec::new(), picture: None };
        let tab = match self.tab(state, &customs).await {
            Ok(tab) => tab,
            Err(error) => return Done { end: Err(error), back },
        };
        let end = self.walk(&tab, &customs, given, redirect_uri).await;
        let late = matches!(&end, Ok(End::Obstacle(Obstacle::NoAnswer(_))));
        if let Ok(End::Obstacle(
            Obstacle::PageNotUnderstood(_) | Obstacle::ErrorPage(_) | Obstacle::LoginRefused(_) | Obstacle::Loop(_),
        )) = &end
        {
            back.picture = self.picture(state, &tab, given).await;
        }
        back.cookies = tab.cookies().await.ok();
        back.exchanges = customs.exchanges(late);
        Done { end, back }
    }

    async fn tab(&self, state: &mut State, customs: &Arc<Customs>) -> Result<Tab, ChromiumError> {
        let stale = state.chromium.as_mut().is_some_and(|c| !c.is_running());
        if stale {
            state.chromium = None;
        }
        let chromium = match &mut state.chromium {
            Some(chromium) => chromium,
            none => {
                let options = Options { pins: state.pins.clone(), ..self.options.clone() };
                none.insert(Chromium::start(&options).await?)
            }
        };
        let gate: Arc<Customs> = Arc::clone(customs);
        chromium.tab(SCRIPT, gate).await
    }

    async fn walk(&self, tab: &Tab, customs: &Customs, given: &HandedOver, redirect_uri: &Url) -> Result<End, ChromiumError> {
        let timeout = given.client.timeout();
        let Some(file) = &self.passkeys else {
            return Way::new(tab, customs, given, redirect_uri, timeout, Passkeys::default()).walk().await;
        };
        let kept = match file.read() {
            Ok(kept) => kept,
            Err(why) => return Ok(End::Obstacle(Obstacle::NotTried(why.to_string()))),
        };
        let passkeys = Passkeys::new(!kept.is_empty(), kept.is_empty());
        let authenticator = Authenticator::plug_in(tab, &kept).await?;
        let end = Way::new(tab, customs, given, redirect_uri, timeout, passkeys).walk().await;
        // However it ended: a count that was used up must not be used again.
        let now = authenticator.passkeys().await?;
        match file.keep(&kept, &now) {
            Ok(()) => end,
            Err(why) => Ok(End::Obstacle(Obstacle::NotTried(why.to_string()))),
        }
    }

    /// Takes a picture, without what was typed.
    async fn picture(&self, state: &mut State, tab: &Tab, given: &HandedOver) -> Option<String> {
        let folder = self.pictures.as_ref()?;
        let mut secrets: Vec<&str> = given.user.iter().map(|user| user.password.secret()).collect();
        secrets.retain(|secret| !secret.is_empty());
        // Without that, no picture.
        tab.ask("blank", serde_json::json!([secrets])).await.ok()?;
        let png = tab.picture().await.ok()?;
        state.pictures += 1;
        let file = folder.join(format!("oidc-compat-stuck-{}.png", state.pictures));
        let written = std::fs::create_dir_all(folder).and_then(|()| crate::chromium::write_private(&file, &png));
        Some(written.map_or_else(|why| format!("not written to {}: {why}", folder.display()), |()| file.display().to_string()))
    }
}

impl Handover for RealBrowser {
    fn name(&self) -> String {
        format!("a browser without a window ({})", self.options.program.display())
    }

    fn walk(&self, page: HandedOver) -> Walk<'_> {
        Box::pin(self.go(page))
    }
}

/// Finds out whether our own TLS code accepts what answers there, and if so, has the browser accept this certificate too. The
/// browser is started anew then. `false`: nothing new was learned.
async fn learn(state: &mut State, given: &HandedOver, place: &Url) -> bool {
    let host = place.host_str().unwrap_or_default();
    let mut leaf = given.client.accepted_leaf(host);
    if leaf.is_none() {
        let purpose = format!("{}, certificate for the browser", given.purpose);
        let mut root = place.clone();
        root.set_path("/");
        root.set_query(None);
        let exchange = given.client.send(Outgoing::get(purpose, root.as_str())).await;
        if exchange.failure.as_ref().is_some_and(|f| f.kind == FailureKind::Tls) {
            return false;
        }
        leaf = given.client.accepted_leaf(host);
    }
    let Some(pin) = leaf.and_then(|leaf| pin(&leaf)) else { return false };
    let new = state.pins.insert(pin);
    if new {
        state.chromium = None;
    }
    new
}

fn nothing(obstacle: Obstacle) -> HandedBack {
    HandedBack { answer: Err(obstacle), cookies: None, exchanges: Vec::new(), picture: None }
}

fn unknown() -> Obstacle {
    Obstacle::NotTried("the browser stopped".to_owned())
}
