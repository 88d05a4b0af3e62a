//! Opening a logout URL in a browser session, with a confirmation if the provider asks for one.

use url::Url;

use super::browser::{Browser, HOPS, Next, Reach, Way, is_html, redirect_of};
use super::choose::{Wants, confirmation};
use super::html::HtmlPage;
use crate::http::Outgoing;
use crate::recording::ExchangeId;

/// A page that was opened.
#[derive(Debug, Clone, Default)]
pub(in crate::observe) struct Opened {
    pub(in crate::observe) exchanges: Vec<ExchangeId>,
    /// Patience ended.
    pub(in crate::observe) limited: Option<String>,
    /// Where a page sends the browser by itself, when that is away from the provider.
    pub(in crate::observe) rest: Option<String>,
}

impl Browser {
    /// Opens a logout URL. Redirects are followed up to the one that leads to `back` or away from the provider, and a page
    /// that asks for confirmation gets it.
    pub(in crate::observe) async fn open(&self, purpose: &str, start: &str, back: &str) -> Opened {
        let mut opened = Opened::default();
        let Ok(from) = Url::parse(start) else {
            opened.exchanges = self.caller.call(Outgoing::get(purpose, start)).await.ids;
            return opened;
        };
        let mut confirmed = 0;
        let nowhere = Url::parse("about:blank").unwrap_or_else(|_| from.clone());
        let mut way = Way::new(purpose, from, &nowhere, Reach::Watch);
        let mut next = Outgoing::get(purpose, start);
        for _ in 0..HOPS {
            let Ok(url) = Url::parse(&next.url) else { break };
            self.dress(&mut next, &url, &way);
            let called = self.caller.call(next.clone()).await;
            opened.exchanges.extend(&called.ids);
            if called.limited.is_some() {
                opened.limited = called.limited;
                return opened;
            }
            let Some(response) = called.exchange.complete() else { break };
            self.keep_cookies(&url, &called);
            let location = redirect_of(response);
            let following = match location {
                Some(location) if leads_to(&url, location, back) => break,
                Some(location) => self.redirected(&mut way, &url, &next, false, response.status, location),
                None => {
                    let bytes = response.body.bytes();
                    let text = String::from_utf8_lossy(&bytes);
                    if !response.is_success() || !is_html(response, &text) {
                        break;
                    }
                    let page = HtmlPage::read(&text, &url);
                    match confirmation(&page, &url) {
                        Some(Wants::Go(to)) if self.lost(&way, &to).is_some() || leads_to(&url, to.as_str(), back) => {
                            opened.rest = Some(to.as_str().to_owned());
                            break;
                        }
                        Some(Wants::Go(to)) => {
                            way.page = Some(url.clone());
                            let outgoing = Outgoing::get(format!("{purpose} (sent on by a page)"), to.as_str());
                            Next::Send { outgoing: Box::new(outgoing), password: false }
                        }
                        Some(Wants::Consent(choice)) if confirmed < 2 => {
                            confirmed += 1;
                            self.submit(&mut way, &url, &page, &choice, false)
                        }
                        _ => break,
                    }
                }
            };
            match following {
                Next::Send { outgoing, .. } => next = *outgoing,
                Next::Caught(_) | Next::End(..) | Next::Over { .. } => break,
            }
        }
        opened
    }
}

/// The redirect leads to where the app wanted the browser back.
fn leads_to(at: &Url, location: &str, back: &str) -> bool {
    at.join(location).is_ok_and(|to| to.as_str().starts_with(back))
}
