//! Addresses that are no app, apps without a provider, and servers that do not answer.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn an_app_without_a_provider() {
    let nextcloud = Nextcloud::start(&[]).await;
    let (code, text) = told(&["inspect-app", &nextcloud.url()]).await;
    assert!(code == 3 && text.contains("offers no login with an OpenID Connect app"), "{code} {text}");
    let (code, text) = told(&["check", "--from-app", &nextcloud.url()]).await;
    assert!(code == 2 && text.contains("has no login with a provider"), "{code} {text}");
    // A provider that no button shows is asked when it is named.
    nextcloud.refuses("/index.php/apps/user_oidc/login/4", 404, "There is no such OpenID Connect provider.").await;
    let (code, text) = told(&["inspect-app", &nextcloud.url(), "--provider-id", "4"]).await;
    assert!(code == 3 && text.contains("`occ user_oidc:provider` lists"), "{code} {text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_that_are_no_app() {
    let page = MockServer::start().await;
    Mock::given(any()).respond_with(html(200, "<html><head><title>Welcome to nginx!</title></head></html>")).mount(&page).await;
    let (code, text) = told(&["inspect-app", &page.uri()]).await;
    assert!(code == 2 && text.contains("a page titled \"Welcome to nginx!\""), "{code} {text}");

    let op = provider(json!({})).await;
    let (code, text) = told(&["check", "--from-app", &op.uri()]).await;
    assert!(code == 2 && text.contains("an OpenID Provider"), "{code} {text}");

    let owncloud = MockServer::start().await;
    let status = json!({ "installed": true, "maintenance": false, "version": "10.15.0", "versionstring": "10.15.0", "productname": "ownCloud" });
    mount(&owncloud, "/status.php", ResponseTemplate::new(200).set_body_json(status)).await;
    assert!(told(&["inspect-app", &owncloud.uri()]).await.1.contains("an ownCloud"));

    for wrong in ["cloud.example.com", "ftp://cloud.example.com"] {
        let (code, text) = told(&["inspect-app", wrong]).await;
        assert!(code == 2 && text.contains("https://cloud.example.com"), "{code} {text}");
    }
    let (code, text) = told(&["inspect-app", "http://127.0.0.1:9"]).await;
    assert!(code == 2 && text.contains("could not be asked"), "{code} {text}");
    let (code, text) = told(&["check", "--from-app", "cloudrive=https://x.example"]).await;
    assert!(code == 2 && text.contains("did you mean \"cloudreve\"?"), "{code} {text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn closed_or_guarded_or_elsewhere() {
    let closed = MockServer::start().await;
    let page = html(
        503,
        "<html><body><main><h2>Maintenance mode</h2><p>This Nextcloud instance is currently in maintenance mode</p></main></body></html>",
    );
    Mock::given(any()).respond_with(page.insert_header("X-Nextcloud-Maintenance-Mode", "1")).mount(&closed).await;
    let (code, text) = told(&["inspect-app", &closed.uri()]).await;
    assert!(code == 2 && text.contains("maintenance mode") && text.contains("occ maintenance:mode --off"), "{code} {text}");

    let guarded = MockServer::start().await;
    let to = "https://sso.example.com/auth?client_id=proxy&response_type=code&state=x";
    Mock::given(any()).respond_with(ResponseTemplate::new(302).insert_header("Location", to)).mount(&guarded).await;
    let (code, text) = told(&["inspect-app", &guarded.uri()]).await;
    assert!(code == 2 && text.contains("asks for a login of its own") && !text.contains("state=x"), "{code} {text}");

    let moved = MockServer::start().await;
    Mock::given(any())
        .respond_with(ResponseTemplate::new(301).insert_header("Location", "https://www.example.com/"))
        .mount(&moved)
        .await;
    let (code, text) = told(&["inspect-app", &moved.uri()]).await;
    assert!(code == 2 && text.contains("https://www.example.com/, another host"), "{code} {text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn circles_and_silence_end() {
    let circle = MockServer::start().await;
    Mock::given(any()).respond_with(ResponseTemplate::new(302).insert_header("Location", "/status.php")).mount(&circle).await;
    let (code, text) = told(&["inspect-app", &circle.uri()]).await;
    assert!(code == 2 && text.contains("in a circle"), "{code} {text}");
    assert!(circle.received_requests().await.unwrap().len() < 10);

    let silent = MockServer::start().await;
    Mock::given(any()).respond_with(ResponseTemplate::new(200).set_delay(Duration::from_secs(30))).mount(&silent).await;
    let start = Instant::now();
    let (code, text) = told(&["inspect-app", &silent.uri(), "--timeout", "1"]).await;
    assert!(code == 2 && text.contains("no answer after 1 s"), "{code} {text}");
    assert!(start.elapsed() < Duration::from_secs(10));

    // One login that runs in a circle does not hide the others.
    let nextcloud =
        Nextcloud::start(&[("/index.php/apps/user_oidc/login/1", "a"), ("/index.php/apps/user_oidc/login/2", "b")]).await;
    nextcloud.sends("/index.php/apps/user_oidc/login/1", "/index.php/apps/user_oidc/login/1").await;
    nextcloud
        .sends(
            "/index.php/apps/user_oidc/login/2",
            &address("https://op.invalid/authorize", &user_oidc_request("c", "https://x/y")),
        )
        .await;
    let (code, found) = inspected(&[&nextcloud.url()]).await;
    assert!(code == 1 && found["logins"][0]["refusal"]["message"].as_str().unwrap().contains("in a circle"), "{found:#}");
    assert!(found["logins"][1]["request"].is_object());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_cannot_be_found_must_be_named() {
    // The document names another endpoint, as authentik's do at the root.
    let op = provider(json!({ "authorization_endpoint": "https://elsewhere.example/authorize" })).await;
    let nextcloud = nextcloud_with(
        &format!("{}/application/o/authorize/", op.uri()),
        &user_oidc_request("cloud", "https://c.example/apps/user_oidc/code"),
    )
    .await;
    let (code, text) = told(&["check", "--from-app", &nextcloud.url()]).await;
    assert!(
        code == 2 && text.contains("no discovery document was found above") && text.contains("/application/o/authorize/"),
        "{code} {text}"
    );
}
