//! The drivers that log in where forms over HTTP do not get on.

use std::sync::Arc;

use url::Url;

use super::failure::Failure;
use super::run::resolve;
use crate::config::{LoginWay, Target};
use crate::observe::{Drivers, Handover, Script};

/// What there is without a browser.
const OTHERS: &str = "--login form (HTML forms over HTTP) and --login interactive (you log in yourself) need none";

/// Those that this machine has.
///
/// # Errors
/// When the one that was asked for is not there.
pub fn of(target: &Target) -> Result<Drivers, Failure> {
    let browser = browser(target);
    match (target.login, browser) {
        (LoginWay::Browser, Err(why)) => Err(Failure::Usage(format!("--login browser: {why}"))),
        (_, browser) => {
            let mut drivers = Drivers::new(target.login, browser, person(target));
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

/// The person at the terminal.
fn person(_: &Target) -> Result<Arc<dyn Handover>, String> {
    Err("nobody sits at a terminal".to_owned())
}
