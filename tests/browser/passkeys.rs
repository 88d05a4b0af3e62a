//! A passkey is made, kept, used again.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use oidc_compat::chromium::PasskeyFile;
use oidc_compat::http::Network;
use oidc_compat::observe::Handover as _;

use super::site::Site;
use super::{answer, begin, driver, program_or_skip};

async fn code(program: &Path, site: &Site, file: &Path) -> String {
    let start = format!("http://localhost:{}/passkeys", site.port);
    let driver = driver(program.to_owned(), &start).with_passkeys(Some(PasskeyFile::new(file)));
    let mut page = begin(&start, &Network::default());
    page.user = None;
    let back = Arc::new(driver).walk(page).await;
    answer(&back).parameters[0].1.clone()
}

#[tokio::test]
async fn made_once_and_used_by_every_later_run() {
    let program: PathBuf = program_or_skip!();
    let site = Site::start().await;
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("passkeys.json");
    let _ = fs::remove_file(&file);
    assert_eq!(code(&program, &site, &file).await, "created");
    let count = || PasskeyFile::new(&file).read().unwrap()[0].sign_count();
    let at_first = count();
    let first = code(&program, &site, &file).await;
    let second = code(&program, &site, &file).await;
    // The provider sees a count that grows from run to run, or takes the passkey for a copy.
    assert_eq!(first, format!("used-{}-zoe", at_first + 1));
    assert_eq!(second, format!("used-{}-zoe", at_first + 2));
    assert_eq!(count(), at_first + 2);
    assert_eq!(PasskeyFile::new(&file).read().unwrap()[0].rp_id(), "localhost");
}
