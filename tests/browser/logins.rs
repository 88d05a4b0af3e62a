//! Ways through pages to the redirect URI.

use std::sync::Arc;

use oidc_compat::http::{JarCookie, Network};
use oidc_compat::observe::Handover as _;
use oidc_compat::recording::{CallbackMode, Obstacle};

use super::site::{Site, totp};
use super::{PASSWORD, REDIRECT_URI, answer, begin, cookie, driver, program_or_skip, walk};

#[tokio::test]
async fn a_page_that_is_all_script() {
    let program = program_or_skip!();
    let site = Site::start().await;
    let back = walk(program, &site.url("/script")).await;
    assert_eq!(answer(&back).url, format!("{REDIRECT_URI}?code=script&state=s"));
    assert_eq!(answer(&back).mode, CallbackMode::Query);
    let sent = serde_json::json!({ "user": "zoë", "password": PASSWORD });
    assert!(site.asked().contains(&format!("POST /api/login {sent}")), "{:?}", site.asked());
    let sid = cookie(&back, "sid");
    assert_eq!((sid.value.as_str(), sid.domain.as_str(), sid.host_only), ("one", "127.0.0.1", true));
    // The page itself is evidence; the request to the app was never sent.
    let urls: Vec<&str> = back.exchanges.iter().map(|e| e.request.url.as_str()).collect();
    assert_eq!(urls, [site.url("/script")]);
    assert!(back.exchanges[0].response.as_ref().unwrap().body.text().unwrap().contains("Loading..."));
}

#[tokio::test]
async fn name_password_and_consent_on_one_page() {
    let program = program_or_skip!();
    let site = Site::start().await;
    let back = walk(program, &site.url("/two-steps")).await;
    assert_eq!(answer(&back).parameters[0].1, "steps");
}

#[tokio::test]
async fn a_second_factor_digit_by_digit() {
    let program = program_or_skip!();
    let site = Site::start().await;
    let driver = Arc::new(driver(program, &site.url("/")));
    let mut page = begin(&site.url("/two-factors"), &Network::default());
    page.user.as_mut().unwrap().totp = Some(totp());
    let back = driver.walk(page).await;
    assert_eq!(answer(&back).parameters[0].1, "factors");
    let without = driver.walk(begin(&site.url("/two-factors"), &Network::default())).await;
    match without.answer {
        Err(Obstacle::PageNotUnderstood(said)) => assert!(said.contains("--totp-secret"), "{said}"),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_name_that_is_only_shown_again_is_no_login_form() {
    let program = program_or_skip!();
    let site = Site::start().await;
    let driver = Arc::new(driver(program, &site.url("/")));
    let mut page = begin(&site.url("/name-again"), &Network::default());
    page.user.as_mut().unwrap().totp = Some(totp());
    let back = driver.walk(page).await;
    assert_eq!(answer(&back).parameters[0].1, "named");
}

#[tokio::test]
async fn answers_in_every_mode() {
    let program = program_or_skip!();
    let site = Site::start().await;
    let driver = Arc::new(driver(program, &site.url("/")));
    let network = Network::default();
    let back = driver.walk(begin(&site.url("/form-post"), &network)).await;
    assert_eq!(answer(&back).mode, CallbackMode::FormPost);
    assert_eq!(answer(&back).parameters[0], ("code".to_owned(), "p ö&st".to_owned()));
    let back = driver.walk(begin(&site.url("/plain-form"), &network)).await;
    assert_eq!(answer(&back).mode, CallbackMode::Fragment);
    assert_eq!(answer(&back).parameters[0].1, "fragment");
    let logins: Vec<&str> =
        back.exchanges.iter().filter(|e| e.purpose.ends_with("(login form)")).map(|e| e.request.method.as_str()).collect();
    assert_eq!(logins, ["POST"]);
    let back = driver.walk(begin(&site.url("/replace"), &network)).await;
    assert_eq!(answer(&back).parameters[0].1, "js");
}

#[tokio::test]
async fn a_redirect_is_kept_as_it_was_written_and_cookies_go_along() {
    let program = program_or_skip!();
    let site = Site::start().await;
    let driver = Arc::new(driver(program, &site.url("/")));
    let mut page = begin(&site.url("/query"), &Network::default());
    let cookie = |name: &str, path: &str| JarCookie {
        name: name.to_owned(),
        value: "1".to_owned(),
        domain: "127.0.0.1".to_owned(),
        host_only: true,
        path: path.to_owned(),
        secure: true,
        expires: None,
    };
    page.cookies = vec![cookie("here", "/"), cookie("there", "/elsewhere")];
    let back = driver.walk(page).await;
    assert_eq!(answer(&back).url, format!("{REDIRECT_URI}?code=a%2fb&state=s&cookies=here=1"));
    assert_eq!(back.exchanges.last().and_then(|e| e.status()), Some(303));
    let mut names: Vec<&str> = back.cookies.iter().flatten().map(|c| c.name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["here", "there"]);
}
