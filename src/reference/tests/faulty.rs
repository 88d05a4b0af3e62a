//! Faults whose effect is worth more than a difference.

use reqwest::StatusCode;

use super::{
    browser::{Browser, CALLBACK, authorize_url},
    provider,
};

#[tokio::test]
async fn faults_can_be_combined() {
    let op = provider(&["discovery-issuer-missing", "id-token-issuer-missing", "token-expires-in-text"]).await;
    let mut browser = Browser::new();
    let metadata = browser.get(&format!("{}/.well-known/openid-configuration", op.issuer())).await.json();
    assert!(metadata.get("issuer").is_none());
    let tokens = browser.tokens(&op, &[]).await;
    assert_eq!(tokens["expires_in"], "3600");
}

#[tokio::test]
async fn login_on_two_pages_works() {
    let op = provider(&["authorize-two-step-login"]).await;
    Browser::new().tokens(&op, &[]).await;
}

#[tokio::test]
async fn consent_each_time_works() {
    let op = provider(&["authorize-consent-always"]).await;
    let mut browser = Browser::new();
    browser.tokens(&op, &[]).await;
    browser.tokens(&op, &[]).await;
}

#[tokio::test]
async fn rate_limit_ends() {
    let op = provider(&["authorize-rate-limited"]).await;
    let mut browser = Browser::new();
    for _ in 0..2 {
        let page = browser.get(&authorize_url(&op, &[])).await;
        assert_eq!((page.status, page.header("retry-after")), (StatusCode::TOO_MANY_REQUESTS, "1"));
    }
    browser.tokens(&op, &[]).await;
}

#[tokio::test]
async fn long_tokens_work() {
    let op = provider(&["token-access-token-long"]).await;
    let mut browser = Browser::new();
    let tokens = browser.tokens(&op, &[]).await;
    let access = tokens["access_token"].as_str().expect("a token");
    assert_eq!(access.len(), 9000);
    assert_eq!(browser.userinfo(&op, access).await.status, StatusCode::OK);
}

#[tokio::test]
async fn open_redirector_opens() {
    let op = provider(&["authorize-redirect-uri-any"]).await;
    let mut browser = Browser::new();
    for target in ["https://evil.example/", "https://evil.example/\r\nx: y", "no address at all"] {
        let page = browser.authorize(&op, &[("redirect_uri", target)]).await;
        assert!(!page.status.is_server_error(), "{page:?}");
    }
    assert!(browser.authorize(&op, &[]).await.header("location").starts_with(CALLBACK));
}
