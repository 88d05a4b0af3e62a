//! The browser driver with a real browser. Where there is none, each test says so and passes.

#[expect(dead_code, reason = "shared with tests that use more of it")]
#[path = "../common/binary.rs"]
mod binary;
mod logins;
mod network;
mod passkeys;
mod process;
mod site;
mod stuck;

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use oidc_compat::chromium::{Options, find};
use oidc_compat::http::{Client, Guard, JarCookie, Network};
use oidc_compat::observe::{Answer, EndUser, HandedBack, HandedOver, Handover as _, RealBrowser};
use oidc_compat::secret::Secret;

/// Letters of several alphabets, and what forms, JSON and HTML have to escape.
pub const PASSWORD: &str = "pässwörd & \"ключ\" 鍵";
/// There is no such host, and nothing may ask for it.
pub const REDIRECT_URI: &str = "https://cloud.nowhere.example/apps/user_oidc/code";

/// The browser of this machine, or `None` with a word about it.
#[expect(clippy::print_stderr, reason = "who reads the tests is to know what was left out")]
pub fn browser(test: &str) -> Option<PathBuf> {
    static FOUND: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    match FOUND.get_or_init(|| find().map_err(|none| none.to_string()).and_then(process::runs_here)) {
        Ok(program) => Some(program.clone()),
        Err(none) => {
            eprintln!("skipped {test}: {none}");
            None
        }
    }
}

/// Skips a test where there is no browser.
macro_rules! program_or_skip {
    () => {
        match crate::browser(std::thread::current().name().unwrap_or("a test")) {
            Some(program) => program,
            None => return,
        }
    };
}
pub(crate) use program_or_skip;

/// A driver for an issuer.
pub fn driver(program: PathBuf, issuer: &str) -> RealBrowser {
    with_options(Options { program, ..Options::default() }, issuer)
}

/// The same with more to say about the start.
pub fn with_options(options: Options, issuer: &str) -> RealBrowser {
    RealBrowser::new(options, &[REDIRECT_URI.parse().unwrap()], &issuer.parse().unwrap())
}

/// A login that begins at this URL.
pub fn begin(start: &str, network: &Network) -> HandedOver {
    let mut guard = Guard::default();
    guard.name(start);
    let mut page = HandedOver::new("login as test", start, REDIRECT_URI, guard, Client::new(network).unwrap());
    page.user = Some(EndUser { user: "zoë".to_owned(), password: Secret::new(PASSWORD), totp: None });
    page
}

/// Walks from this page of a site.
pub async fn walk(program: PathBuf, start: &str) -> HandedBack {
    let driver = Arc::new(driver(program, start));
    driver.walk(begin(start, &Network::default())).await
}

/// What came back, or a panic with what was in the way.
pub fn answer(back: &HandedBack) -> &Answer {
    back.answer.as_ref().unwrap_or_else(|obstacle| panic!("{obstacle:?}"))
}

/// A cookie by its name.
pub fn cookie<'b>(back: &'b HandedBack, name: &str) -> &'b JarCookie {
    back.cookies.iter().flatten().find(|c| c.name == name).unwrap_or_else(|| panic!("no cookie {name}: {:?}", back.cookies))
}
