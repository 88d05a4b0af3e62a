//! Handing a login over to another driver, and taking up what it brings back.

use std::sync::PoisonError;

use url::Url;

use super::browser::{Browser, Journey, Met, Next, Way};
use super::driver::{Answer, Codes, HandedBack, HandedOver, Handover};
use super::known::Known;
use crate::config::LoginWay;
use crate::http::JarCookie;
use crate::recording::{Callback, Obstacle};

impl Browser {
    /// There is an account, or a driver that has one of its own: a passkey, a person.
    pub(in crate::observe) fn may_log_in(&self) -> bool {
        self.user.is_some() || matches!(self.drivers.at_login_page(), Ok(Some(_)))
    }

    /// A login page that forms could fill in; `None` when they are to do it.
    pub(super) fn at_login_page(&self) -> Option<Next> {
        match self.drivers.at_login_page() {
            Ok(None) => None,
            Ok(Some(driver)) => Some(self.over(driver, "a login page is shown".to_owned())),
            Err(nobody) => Some(Next::End(Met::LoginPage, Obstacle::PageNotUnderstood(nobody))),
        }
    }

    /// A page that forms do not get past, with its words.
    pub(super) fn beyond_forms(&self, said: &str) -> Next {
        match self.drivers.beyond_forms() {
            Ok(driver) => self.over(driver, said.to_owned()),
            Err(nobody) => self.end(Obstacle::PageNotUnderstood(format!("{said}; {nobody}"))),
        }
    }

    /// A page that no program gets past, with its words.
    pub(super) fn for_a_person(&self, said: &str) -> Next {
        match self.drivers.for_a_person() {
            Ok(driver) => self.over(driver, said.to_owned()),
            Err(nobody) => self.end(Obstacle::PageNotUnderstood(format!("{said}; {nobody}"))),
        }
    }

    /// A login page, and no account was given: a person may have one.
    pub(super) fn without_account(&self, what: String) -> Next {
        match self.drivers.for_a_person() {
            Ok(driver) if self.drivers.way == LoginWay::Auto => self.over(driver, what),
            _ => Next::End(Met::LoginPage, Obstacle::NoAccount(what)),
        }
    }

    /// What is known of the provider's pages.
    pub(super) fn known(&self) -> Known {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// A driver logs in anew, so that this counts as a login.
    fn over(&self, driver: std::sync::Arc<dyn Handover>, why: String) -> Next {
        if let Some(why) = self.drivers.closed().filter(|_| driver.is_person()) {
            return Next::End(Met::LoginPage, Obstacle::NeedsPerson(why));
        }
        match self.logins.begin() {
            Ok(()) => Next::Over { driver, why },
            Err(obstacle) => Next::End(Met::LoginPage, obstacle),
        }
    }

    pub(super) fn handed_over(&self, way: &Way<'_>, page: &Url, why: String, cookies: Vec<JarCookie>) -> HandedOver {
        HandedOver {
            purpose: way.purpose.to_owned(),
            start: way.start.as_str().to_owned(),
            page: page.as_str().to_owned(),
            why,
            redirect_uri: way.redirect_uri.as_str().to_owned(),
            user: self.user.clone(),
            cookies,
            guard: self.caller.guard(),
            place: (0, Vec::new()),
            codes: Codes(self.logins.clone()),
            client: self.caller.client.clone(),
        }
    }

    /// Lets the driver go to the redirect URI, and goes on with its session.
    pub(super) async fn hand_over(&self, driver: &dyn Handover, mut page: HandedOver, journey: &mut Journey) {
        let why = page.why.clone();
        let by = driver.name();
        self.caller.log.listener().chosen(&by, &why);
        let HandedBack { answer, cookies, exchanges, picture } = {
            let _alone = self.drivers.turn.lock().await;
            match self.drivers.closed().filter(|_| driver.is_person()) {
                Some(why) => HandedBack::nothing(Obstacle::NeedsPerson(why)),
                None => {
                    page.place = if driver.is_person() { self.drivers.next_place() } else { page.place };
                    driver.walk(page).await
                }
            }
        };
        match &answer {
            Ok(_) => {
                self.caller.log.logged_in_by(&by, &why);
                if driver.is_person() && cookies.is_none() {
                    self.drivers.has_session_elsewhere();
                }
            }
            Err(Obstacle::NeedsPerson(why)) => self.drivers.ask_no_more(why),
            Err(_) => {}
        }
        for exchange in exchanges {
            let id = self.caller.log.reserve();
            journey.last_status = exchange.status();
            journey.exchanges.push(id);
            self.caller.log.fill(id, exchange);
        }
        // Not one request: the next flow has to find out whether the session carries.
        journey.hops += 1;
        if let Some(cookies) = cookies {
            self.session.replace(cookies);
        }
        match answer {
            Ok(answer) => {
                let exchange = journey.exchanges.last().copied().unwrap_or_default();
                journey.met = Met::Callback;
                let Answer { mode, url, parameters } = answer;
                journey.callback = Some(Callback { mode, url, parameters, exchange, unseen: driver.is_person() });
            }
            Err(obstacle) => {
                let with_picture = |said: String| match &picture {
                    Some(file) => format!("{said} (picture of the page: {file})"),
                    None => said,
                };
                let obstacle = match obstacle {
                    Obstacle::PageNotUnderstood(said) => Obstacle::PageNotUnderstood(with_picture(said)),
                    Obstacle::ErrorPage(said) => Obstacle::ErrorPage(with_picture(said)),
                    Obstacle::LoginRefused(said) => Obstacle::LoginRefused(with_picture(said)),
                    other => other,
                };
                if let Next::End(met, obstacle) = self.end(obstacle) {
                    journey.met = met;
                    journey.obstacle = Some(obstacle);
                }
            }
        }
    }
}
