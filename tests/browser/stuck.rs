//! Where it does not get through: the reason, and the picture.

use std::fs;
use std::sync::Arc;

use oidc_compat::chromium::Options;
use oidc_compat::http::Network;
use oidc_compat::observe::Handover as _;
use oidc_compat::recording::Obstacle;
use oidc_compat::secret::Secret;

use super::site::Site;
use super::{begin, driver, program_or_skip, walk, with_options};

#[tokio::test]
async fn a_wrong_password_is_told_in_the_words_of_the_page() {
    let program = program_or_skip!();
    let site = Site::start().await;
    let driver = Arc::new(driver(program, &site.url("/")));
    let mut page = begin(&site.url("/script"), &Network::default());
    page.user.as_mut().unwrap().password = Secret::new("wrong one");
    let back = driver.walk(page).await;
    assert_eq!(back.answer, Err(Obstacle::LoginRefused("Wrong name or password.".to_owned())));
    assert_eq!(site.asked().iter().filter(|a| a.starts_with("POST")).count(), 1, "one try is all");
}

#[tokio::test]
async fn the_password_does_not_leave_for_strangers() {
    let program = program_or_skip!();
    let (site, stranger) = (Site::start().await, Site::start().await);
    // It would arrive there if it were let out.
    let resolve = vec![format!("stranger.example:{}:127.0.0.1", stranger.port).parse().unwrap()];
    let driver = Arc::new(with_options(Options { program, resolve, ..Options::default() }, &site.url("/")));
    for page in ["/form-elsewhere".to_owned(), format!("/script-elsewhere?{}", stranger.port)] {
        let back = driver.walk(begin(&site.url(&page), &Network::default())).await;
        match &back.answer {
            Err(Obstacle::NotTried(why)) => assert!(why.starts_with("not sent: the password would have gone to "), "{why}"),
            other => panic!("{page}: {other:?}"),
        }
        assert!(back.exchanges.iter().any(|e| e.failure.is_some()), "it is in the evidence");
    }
    assert_eq!(stranger.asked(), Vec::<String>::new());
}

#[tokio::test]
async fn a_button_that_does_nothing_is_no_wrong_password() {
    let program = program_or_skip!();
    let site = Site::start().await;
    let back = walk(program, &site.url("/dead-button")).await;
    match back.answer {
        Err(Obstacle::PageNotUnderstood(said)) => assert!(said.contains("sends nothing"), "{said}"),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_broken_page_is_told_with_its_fault_and_a_picture() {
    let program = program_or_skip!();
    let site = Site::start().await;
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("pictures");
    let _ = fs::remove_dir_all(&folder);
    let driver = Arc::new(driver(program, &site.url("/")).with_pictures(Some(folder.clone())));
    let back = driver.walk(begin(&site.url("/broken"), &Network::default())).await;
    match &back.answer {
        Err(Obstacle::PageNotUnderstood(said)) => {
            assert!(said.contains("Loading") && said.contains("/missing.js came with status 404"), "{said}");
        }
        other => panic!("{other:?}"),
    }
    let picture = back.picture.expect("a picture");
    assert_eq!(std::path::Path::new(&picture).parent(), Some(folder.as_path()));
    assert!(fs::read(&picture).unwrap().starts_with(b"\x89PNG"));
    // The same page would hold it up again.
    let again = driver.walk(begin(&site.url("/broken"), &Network::default())).await;
    assert!(again.answer.is_err() && again.exchanges.is_empty());
}

#[tokio::test]
async fn the_app_is_never_visited() {
    let program = program_or_skip!();
    let site = Site::start().await;
    let back = walk(program, &site.url("/to-app")).await;
    match back.answer {
        Err(Obstacle::Elsewhere(said)) => assert!(said.contains("https://cloud.nowhere.example/login"), "{said}"),
        other => panic!("{other:?}"),
    }
}
