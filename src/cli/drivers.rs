//! The drivers that log in where forms over HTTP do not get on.

use std::io::IsTerminal as _;
use std::sync::Arc;

use url::Url;

use super::failure::Failure;
use super::network::resolve;
use super::person::Person;
use super::progress::Progress;
use crate::config::{LoginWay, Target};
use crate::observe::{Drivers, Handover, Script};

/// What there is without a browser.
const OTHERS: &str = "--login form (HTML forms over HTTP) and --login interactive (you log in yourself) need none";

/// Those that this machine has.
///
/// # Errors
/// When the one that was asked for is not there.
pub fn of(target: &Target, progress: &Progress) -> Result<Drivers, Failure> {
    let browser = browser(target);
    match (target.login, browser) {
        (LoginWay::Browser, Err(why)) => Err(Failure::Usage(format!("--login browser: {why}"))),
        (_, browser) => {
            let person = person(target, progress);
            if let (LoginWay::Interactive, Err(why)) = (target.login, &person) {
                return Err(Failure::Usage(format!("--login interactive: {why}")));
            }
            let mut drivers = Drivers::new(target.login, browser, person);
            drivers.secrets.clone_from(&target.login_secrets);
            if !target.login_steps.is_empty() {
                let (steps, secrets) = (target.login_steps.clone(), target.login_secrets.clone());
                drivers.script = Some(Arc::new(Script { source: "the steps of the plan file".to_owned(), steps, secrets }));
            }
            Ok(drivers)
        }
    }
}

/// A real browser.
#[cfg(unix)]
fn browser(target: &Target) -> Result<Arc<dyn Handover>, String> {
    use crate::chromium::{Options, PasskeyFile, find};
    use crate::observe::RealBrowser;

    let program = find().map_err(|none| format!("{none}; {OTHERS}"))?;
    let options = Options { program, resolve: resolve(&target.network), ..Options::default() };
    let record = &target.record;
    let apps = record.apps.iter().chain(&record.spec_client).flat_map(|a| [&a.app_url, &a.redirect_uri]);
    let apps: Vec<Url> = apps.filter_map(|url| Url::parse(url).ok()).collect();
    let issuer = Url::parse(&record.issuer).map_err(|e| e.to_string())?;
    let browser = RealBrowser::new(options, &apps, &issuer)
        .with_pictures(target.browser.screenshot_dir.clone())
        .with_passkeys(target.browser.passkey_file.clone().map(PasskeyFile::new));
    Ok(Arc::new(browser))
}

/// A real browser is spoken to over a pipe at certain descriptors, which other systems do not have.
#[cfg(not(unix))]
fn browser(_: &Target) -> Result<Arc<dyn Handover>, String> {
    Err(format!("a browser is driven on Unix systems only; {OTHERS}"))
}

/// The person at the terminal, where that may come to something.
fn person(target: &Target, progress: &Progress) -> Result<Arc<dyn Handover>, String> {
    match target.login {
        LoginWay::Form | LoginWay::Script | LoginWay::Browser => Err("nobody is asked to log in by hand".to_owned()),
        LoginWay::Interactive | LoginWay::Auto if !std::io::stdin().is_terminal() => {
            Err("nobody sits at a terminal to log in by hand: standard input is none".to_owned())
        }
        LoginWay::Interactive | LoginWay::Auto => Ok(Arc::new(Person::at_the_terminal(progress.screen(), target.login_timeout))),
    }
}
