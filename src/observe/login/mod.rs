//! Logging in over HTTP, as a browser would: pages are read, forms filled in, redirects followed by hand, and the redirect to
//! the app's own redirect URI is caught before it is followed.

mod browser;
mod callback;
mod choose;
mod driver;
mod fields;
mod handing;
mod html;
mod interlude;
mod known;
mod lexicon;
mod opening;
mod page;
#[cfg(unix)]
mod real;
mod refusal;
mod script;
mod session;
mod submit;

pub(super) use browser::{Browser, Journey, Met, Reach};
pub use driver::{Answer, Codes, Drivers, HandedBack, HandedOver, Handover, Walk};
pub(super) use known::Known;
pub(super) use opening::Opened;
#[cfg(unix)]
pub use real::RealBrowser;
pub use script::Script;
pub(super) use session::Session;

/// How many forms a page has. Login pages are read on the way and shown to nobody; this is for those who measure what that
/// costs.
#[doc(hidden)]
pub fn forms_of_page(html: &str, url: &url::Url) -> usize {
    html::HtmlPage::read(html, url).forms.len()
}

#[cfg(test)]
mod pages_tests;
