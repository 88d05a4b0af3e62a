//! Cookies and headers of a browser session.

use std::sync::{Arc, Mutex, PoisonError};

use url::Url;

use super::browser::{Browser, Way};
use crate::http::{Jar, JarCookie, Method, Outgoing};
use crate::observe::caller::Called;

/// What every browser sends, in this order.
const HEADERS: [(&str, &str); 5] = [
    ("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"),
    ("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"),
    ("Accept-Language", "en-US,en;q=0.5"),
    ("Accept-Encoding", "gzip, deflate"),
    ("Upgrade-Insecure-Requests", "1"),
];

/// Cookies of one session. Clones are the same session.
#[derive(Clone, Default)]
pub(in crate::observe) struct Session {
    jar: Arc<Mutex<Jar>>,
    /// What was stored since the session was copied, in order.
    news: Arc<Mutex<Vec<(Url, String)>>>,
    /// Another browser had the session meanwhile, so that its cookies took the place of all there were.
    replaced: Arc<Mutex<bool>>,
}

impl Session {
    /// Another session with the same cookies.
    pub(super) fn copy(&self) -> Self {
        let jar = self.jar.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Self { jar: Arc::new(Mutex::new(jar)), ..Self::default() }
    }

    /// Every cookie, as another browser takes them.
    pub(super) fn cookies(&self) -> Vec<JarCookie> {
        self.jar.lock().unwrap_or_else(PoisonError::into_inner).cookies(now_s())
    }

    /// Holds these cookies and no others from now on.
    pub(super) fn replace(&self, cookies: Vec<JarCookie>) {
        *self.jar.lock().unwrap_or_else(PoisonError::into_inner) = Jar::of(cookies);
        *self.replaced.lock().unwrap_or_else(PoisonError::into_inner) = true;
    }

    /// Takes over what a copy stored.
    pub(super) fn take_over(&self, copy: &Self) {
        if *copy.replaced.lock().unwrap_or_else(PoisonError::into_inner) {
            let theirs = copy.jar.lock().unwrap_or_else(PoisonError::into_inner).clone();
            *self.jar.lock().unwrap_or_else(PoisonError::into_inner) = theirs;
            return;
        }
        let news = copy.news.lock().unwrap_or_else(PoisonError::into_inner);
        let mut jar = self.jar.lock().unwrap_or_else(PoisonError::into_inner);
        for (url, cookie) in news.iter() {
            jar.store(url, cookie, now_s());
        }
    }
}

impl Browser {
    /// Adds what a browser adds.
    pub(super) fn dress(&self, outgoing: &mut Outgoing, url: &Url, way: &Way<'_>) {
        let mut headers: Vec<(String, String)> = HEADERS.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        let mut push = |name: &str, value: String| headers.push((name.to_owned(), value));
        let same = way.page.as_ref().map(|p| p.origin() == url.origin());
        push("Sec-Fetch-Dest", "document".to_owned());
        push("Sec-Fetch-Mode", "navigate".to_owned());
        push("Sec-Fetch-Site", if same == Some(true) { "same-origin" } else { "cross-site" }.to_owned());
        if let Some(page) = &way.page {
            if outgoing.method == Method::Post {
                push("Origin", page.origin().ascii_serialization());
            }
            if !(page.scheme() == "https" && url.scheme() == "http") {
                let whole =
                    if same == Some(true) { without_fragment(page) } else { format!("{}/", page.origin().ascii_serialization()) };
                push("Referer", whole);
            }
        }
        if let Some(cookies) = self.jar().header(url, now_s()) {
            push("Cookie", cookies);
        }
        outgoing.headers.retain(|(n, _)| n.eq_ignore_ascii_case("content-type"));
        headers.append(&mut outgoing.headers);
        outgoing.headers = headers;
    }

    /// Adds what a browser adds to a request of the script of `page`.
    pub(super) fn dress_call(&self, outgoing: &mut Outgoing, url: &Url, page: &Url) {
        let same = page.origin() == url.origin();
        let mut headers: Vec<(String, String)> = HEADERS.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        headers.retain(|(n, _)| n != "Upgrade-Insecure-Requests");
        for (name, value) in &mut headers {
            if name == "Accept" {
                "application/json, */*".clone_into(value);
            }
        }
        let mut push = |name: &str, value: String| headers.push((name.to_owned(), value));
        push("Sec-Fetch-Dest", "empty".to_owned());
        push("Sec-Fetch-Mode", "cors".to_owned());
        push("Sec-Fetch-Site", if same { "same-origin" } else { "cross-site" }.to_owned());
        if outgoing.method != Method::Get {
            push("Origin", page.origin().ascii_serialization());
        }
        push("Referer", if same { without_fragment(page) } else { format!("{}/", page.origin().ascii_serialization()) });
        if let Some(cookies) = self.jar().header(url, now_s()) {
            push("Cookie", cookies);
        }
        // What the step itself says takes the place of the usual.
        headers.retain(|(name, _)| outgoing.header(name).is_none());
        headers.append(&mut outgoing.headers);
        outgoing.headers = headers;
    }

    pub(super) fn keep_cookies(&self, url: &Url, called: &Called) {
        let mut jar = self.jar();
        let mut news = self.session.news.lock().unwrap_or_else(PoisonError::into_inner);
        for (_, cookie) in called.exchange.response.iter().flat_map(|r| &r.headers).filter(|(n, _)| n == "set-cookie") {
            jar.store(url, cookie, now_s());
            news.push((url.clone(), cookie.clone()));
        }
    }

    fn jar(&self) -> std::sync::MutexGuard<'_, Jar> {
        self.session.jar.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn now_s() -> i64 {
    crate::http::now_ms() / 1000
}

fn without_fragment(url: &Url) -> String {
    let mut url = url.clone();
    url.set_fragment(None);
    url.as_str().to_owned()
}
