//! Ending sessions.

use reqwest::StatusCode;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
};

use super::{
    browser::{Browser, authorize_url, decoded, encoded},
    provider,
};
use crate::reference::{Config, Provider, RunningProvider};

const HOME: &str = "https://cloud.example.com/";

fn logout_url(op: &RunningProvider, params: &[(&str, &str)]) -> String {
    format!("{}/logout?{}", op.issuer(), encoded(params))
}

async fn is_logged_in(op: &RunningProvider, browser: &mut Browser) -> bool {
    browser.get(&authorize_url(op, &[("prompt", "none")])).await.answered("code").is_some()
}

#[tokio::test]
async fn hint_ends_the_session_and_leads_back() {
    let op = provider(&[]).await;
    let mut browser = Browser::new();
    let tokens = browser.tokens(&op, &[]).await;
    let hint = tokens["id_token"].as_str().expect("a token");
    assert!(is_logged_in(&op, &mut browser).await);
    let params = [("id_token_hint", hint), ("post_logout_redirect_uri", HOME), ("state", "s&s")];
    let page = browser.get(&logout_url(&op, &params)).await;
    assert_eq!((page.status, page.header("location")), (StatusCode::SEE_OTHER, "https://cloud.example.com/?state=s%26s"));
    assert!(!is_logged_in(&op, &mut browser).await);
    let refused = browser.userinfo(&op, tokens["access_token"].as_str().expect("a token")).await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn hint_of_a_server_ends_the_session_without_its_cookie() {
    let op = provider(&[]).await;
    let mut browser = Browser::new();
    let tokens = browser.tokens(&op, &[]).await;
    let hint = tokens["id_token"].as_str().expect("a token");
    let page = Browser::new().get(&logout_url(&op, &[("id_token_hint", hint), ("client_id", op.client_id())])).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!is_logged_in(&op, &mut browser).await);
}

#[tokio::test]
async fn without_a_hint_the_user_is_asked() {
    let op = provider(&[]).await;
    let mut browser = Browser::new();
    browser.tokens(&op, &[]).await;
    let params = [("client_id", op.client_id()), ("post_logout_redirect_uri", HOME)];
    let page = browser.get(&logout_url(&op, &params)).await;
    assert_eq!(page.action().as_deref(), Some("/logout/confirm"));
    assert!(is_logged_in(&op, &mut browser).await);
    let csrf = page.fields()[0].1.clone();
    let confirm = format!("{}/logout/confirm", op.issuer());
    let page = browser.post(&confirm, &[("csrf_token", &csrf), ("decision", "logout")]).await;
    assert_eq!(page.header("location"), HOME);
    assert!(!is_logged_in(&op, &mut browser).await);
    let page = browser.get(&logout_url(&op, &params)).await;
    assert_eq!(page.header("location"), HOME, "without a session there is nothing to ask");
}

#[tokio::test]
async fn addresses_have_to_be_registered() {
    let op = provider(&[]).await;
    let mut browser = Browser::new();
    let tokens = browser.tokens(&op, &[]).await;
    let hint = tokens["id_token"].as_str().expect("a token");
    for params in [
        vec![("id_token_hint", hint), ("post_logout_redirect_uri", "https://evil.example/")],
        vec![("id_token_hint", hint), ("post_logout_redirect_uri", "https://cloud.example.com/more")],
        vec![("post_logout_redirect_uri", HOME)],
        vec![("id_token_hint", hint), ("client_id", "another-client")],
        vec![("id_token_hint", "made.up.token")],
    ] {
        let page = browser.get(&logout_url(&op, &params)).await;
        assert_eq!((page.status, page.header("location")), (StatusCode::BAD_REQUEST, ""), "{params:?}");
    }
    assert!(is_logged_in(&op, &mut browser).await);
}

#[tokio::test]
async fn clients_hear_of_the_logout() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = format!("http://{}/backchannel", listener.local_addr().expect("an address"));
    let config = Config { backchannel_logout_uri: Some(address), ..Config::default() };
    let op = Provider::start(config).await.expect("a free port");
    let mut browser = Browser::new();
    let tokens = browser.tokens(&op, &[]).await;
    let hint = tokens["id_token"].as_str().expect("a token");
    let received = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("a connection");
        let mut request = String::new();
        while !request.contains("logout_token=") {
            let mut buffer = [0; 4096];
            let length = stream.read(&mut buffer).await.expect("bytes");
            request.push_str(std::str::from_utf8(&buffer[..length]).expect("text"));
        }
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").await.expect("sent");
        request
    });
    browser.get(&logout_url(&op, &[("id_token_hint", hint)])).await;
    let request = received.await.expect("a request");
    assert!(request.starts_with("POST /backchannel HTTP/1.1\r\n"));
    let token = request.split_once("logout_token=").expect("a token").1;
    let (header, claims) = decoded(token);
    assert_eq!(header["typ"], "logout+jwt");
    assert_eq!(claims["sid"], decoded(hint).1["sid"]);
    assert!(claims["events"][crate::oidc::names::BACKCHANNEL_LOGOUT_EVENT].is_object());
    assert!(claims.get("nonce").is_none());
}
