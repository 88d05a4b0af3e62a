//! A provider without faults: what it serves, accepts and refuses.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::{
    browser::{Browser, CALLBACK, VERIFIER, authorize_form, authorize_url, basic, challenge, decoded},
    provider,
};

#[tokio::test]
async fn discovery_names_what_is_served() {
    let op = provider(&[]).await;
    let mut browser = Browser::new();
    let page = browser.get(&format!("{}/.well-known/openid-configuration", op.issuer())).await;
    assert_eq!((page.status, page.header("content-type")), (StatusCode::OK, "application/json"));
    assert_eq!(page.header("access-control-allow-origin"), "*");
    let metadata = page.json();
    assert_eq!(metadata["issuer"], op.issuer());
    for endpoint in ["jwks_uri", "authorization_endpoint", "token_endpoint", "userinfo_endpoint", "end_session_endpoint"] {
        let address = metadata[endpoint].as_str().expect("an address");
        assert_ne!(browser.get(address).await.status, StatusCode::NOT_FOUND, "{endpoint}");
    }
}

#[tokio::test]
async fn login_gives_claims_in_id_token_and_userinfo() {
    let op = provider(&[]).await;
    let mut browser = Browser::new();
    let page = browser.authorize(&op, &[]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    assert!(page.header("location").starts_with(CALLBACK));
    assert_eq!(page.answered("state").as_deref(), Some("a-state-of-some-length"));
    assert_eq!(page.answered("iss").as_deref(), Some(op.issuer()));

    let page = browser.redeem(&op, &page.answered("code").expect("a code")).await;
    assert_eq!((page.status, page.header("cache-control")), (StatusCode::OK, "no-store"));
    let tokens = page.json();
    assert_eq!(tokens["token_type"], "Bearer");
    let (header, claims) = decoded(tokens["id_token"].as_str().expect("a token"));
    assert_eq!(header, json!({"alg": "RS256", "typ": "JWT", "kid": "rs256-1"}));
    assert_eq!(claims["iss"], op.issuer());
    assert_eq!(claims["aud"], op.client_id());
    assert_eq!(claims["nonce"], "a-nonce");
    assert_eq!(claims["groups"], json!(["admins", "staff"]));
    let userinfo = browser.userinfo(&op, tokens["access_token"].as_str().expect("a token")).await.json();
    for claim in ["sub", "name", "email", "groups", "preferred_username", "picture"] {
        assert!(!claims[claim].is_null(), "{claim}");
        assert_eq!(claims[claim], userinfo[claim], "{claim}");
    }
    assert_eq!(claims["phone_number"], Value::Null, "the scope phone was not asked for");
    let picture = browser.get(claims["picture"].as_str().expect("an address")).await;
    assert_eq!(picture.header("content-type"), "image/png");
}

#[tokio::test]
async fn session_spares_the_second_login() {
    let op = provider(&[]).await;
    let mut browser = Browser::new();
    let silent = authorize_url(&op, &[("prompt", "none")]);
    assert_eq!(browser.get(&silent).await.answered("error").as_deref(), Some("login_required"));
    let first = browser.tokens(&op, &[]).await;
    assert!(browser.get(&silent).await.answered("code").is_some());
    for again in [[("prompt", "login")], [("max_age", "0")], [("prompt", "select_account")]] {
        let page = browser.get(&authorize_url(&op, &again)).await;
        assert_eq!(page.action().as_deref(), Some("/login"), "{again:?}");
    }
    let second = browser.tokens(&op, &[("prompt", "login")]).await;
    let sid = |tokens: &Value| decoded(tokens["id_token"].as_str().expect("a token")).1["sid"].clone();
    assert_eq!(sid(&first), sid(&second), "the session is the same");
}

#[tokio::test]
async fn wrong_password_and_foreign_forms_are_refused() {
    let op = provider(&[]).await;
    let mut browser = Browser::new();
    let page = browser.get(&authorize_url(&op, &[("login_hint", "al\"ice")])).await;
    let mut fields = page.fields();
    assert_eq!(fields.iter().find(|(name, _)| name == "username").expect("a field").1, "al\"ice");
    let login = format!("{}/login", op.issuer());
    fn pairs(fields: &[(String, String)]) -> Vec<(&str, &str)> {
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
    }
    let page = Browser::new().post(&login, &pairs(&fields)).await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST, "another browser");
    fields[1].1 = "forged".to_owned();
    assert_eq!(browser.post(&login, &pairs(&fields)).await.status, StatusCode::BAD_REQUEST, "no CSRF token");
    let page = browser.get(&authorize_url(&op, &[])).await;
    let page = browser.post(&login, &pairs(&page.fields())).await;
    assert!(page.text.contains("role=\"alert\""), "no password");
    assert!(!browser.has_cookie("op_session"));
    assert!(browser.log_in(&op, page).await.answered("code").is_some(), "the form can be sent again");
}

#[tokio::test]
async fn errors_go_where_it_is_safe() {
    let op = provider(&[]).await;
    let mut browser = Browser::new();
    for page in [
        [("client_id", "stranger")],
        [("redirect_uri", "https://evil.example/")],
        [("redirect_uri", "https://cloud.example.com/apps/user_oidc/code/more")],
        [("redirect_uri", "")],
    ] {
        let answer = browser.get(&authorize_url(&op, &page)).await;
        assert_eq!((answer.status, answer.header("location")), (StatusCode::BAD_REQUEST, ""), "{page:?}");
    }
    for (change, error) in [
        (("response_type", "id_token"), "unsupported_response_type"),
        (("response_type", ""), "invalid_request"),
        (("prompt", "none login"), "invalid_request"),
        (("max_age", "soon"), "invalid_request"),
        (("claims", "[]"), "invalid_request"),
        (("request", "e30.e30."), "request_not_supported"),
        (("code_challenge", "short"), "invalid_request"),
        (("code_challenge_method", "S512"), "invalid_request"),
    ] {
        let answer = browser.get(&authorize_url(&op, &[change])).await;
        assert_eq!(answer.answered("error").as_deref(), Some(error), "{change:?}");
        assert_eq!(answer.answered("state").as_deref(), Some("a-state-of-some-length"));
    }
    let twice = format!("{}&state=again", authorize_url(&op, &[]));
    assert_eq!(browser.get(&twice).await.answered("error").as_deref(), Some("invalid_request"));
}

#[tokio::test]
async fn every_response_mode_and_both_methods_work() {
    let op = provider(&[]).await;
    let mut browser = Browser::new();
    browser.tokens(&op, &[]).await;
    let page = browser.get(&authorize_url(&op, &[("response_mode", "fragment")])).await;
    assert!(page.header("location").contains("#code="), "{page:?}");
    let page = browser.get(&authorize_url(&op, &[("response_mode", "form_post")])).await;
    assert_eq!(page.action().as_deref(), Some(CALLBACK));
    assert_eq!(page.fields()[1], ("state".to_owned(), "a-state-of-some-length".to_owned()));
    let form = authorize_form(&op, &[]);
    let page = browser.send(Method::POST, &format!("{}/authorize", op.issuer()), &[], Some(form)).await;
    assert!(page.answered("code").is_some());
    let page = browser.get(&authorize_url(&op, &[("redirect_uri", "https://chat.example.com/_oauth/idp?close")])).await;
    assert!(page.header("location").starts_with("https://chat.example.com/_oauth/idp?close&code="), "{page:?}");
}

#[tokio::test]
async fn codes_are_bound_and_used_once() {
    let op = provider(&[]).await;
    let mut browser = Browser::new();
    let with = |code: &str, redirect: &str, verifier: &str| {
        [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", redirect), ("code_verifier", verifier)]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
    };
    let wrong = "x".repeat(43);
    for (redirect, verifier) in
        [("https://cloud.example.com/", VERIFIER), (CALLBACK, wrong.as_str()), (CALLBACK, ""), (CALLBACK, "short")]
    {
        let code = browser.code(&op, &[]).await;
        let form = with(&code, redirect, verifier);
        let form: Vec<_> = form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let page = browser.token(&op, &form).await;
        assert_eq!((page.status, &page.json()["error"]), (StatusCode::BAD_REQUEST, &json!("invalid_grant")), "{verifier}");
    }
    let code = browser.code(&op, &[]).await;
    let tokens = browser.redeem(&op, &code).await.json();
    let access = tokens["access_token"].as_str().expect("a token");
    assert_eq!(browser.userinfo(&op, access).await.status, StatusCode::OK);
    assert_eq!(browser.redeem(&op, &code).await.json()["error"], "invalid_grant");
    assert_eq!(browser.userinfo(&op, access).await.status, StatusCode::UNAUTHORIZED, "replay ends the tokens");
}

#[tokio::test]
async fn pkce_is_optional_and_plain_takes_a_fault() {
    let op = provider(&[]).await;
    let mut browser = Browser::new();
    let none = [("code_challenge", ""), ("code_challenge_method", "")];
    let code = browser.code(&op, &none).await;
    let form = [("grant_type", "authorization_code"), ("code", code.as_str()), ("redirect_uri", CALLBACK)];
    assert_eq!(browser.token(&op, &form).await.status, StatusCode::OK);
    let plain = [("code_challenge", VERIFIER), ("code_challenge_method", "plain")];
    let refusal = browser.get(&authorize_url(&op, &plain)).await;
    assert!(refusal.header("location").contains("error=invalid_request"), "{}", refusal.header("location"));
    let lax = provider(&["authorize-pkce-plain-accepted"]).await;
    let mut other = Browser::new();
    let code = other.code(&lax, &plain).await;
    assert_eq!(other.redeem(&lax, &code).await.status, StatusCode::OK);
    let long = "v".repeat(128);
    let code = browser.code(&op, &[("code_challenge", &challenge(&long))]).await;
    let form = [("grant_type", "authorization_code"), ("code", &code), ("redirect_uri", CALLBACK), ("code_verifier", &long)];
    assert_eq!(browser.token(&op, &form).await.status, StatusCode::OK);
}

#[tokio::test]
async fn clients_have_to_prove_who_they_are() {
    let op = provider(&[]).await;
    let mut browser = Browser::new();
    let address = format!("{}/token", op.issuer());
    let attempts = [
        (basic(op.client_id(), op.client_secret()), "", StatusCode::OK),
        (basic(op.client_id(), "wrong"), "", StatusCode::UNAUTHORIZED),
        ("Basic ???".to_owned(), "", StatusCode::UNAUTHORIZED),
        ("Bearer x".to_owned(), "", StatusCode::UNAUTHORIZED),
        (String::new(), "&client_id=demo-client", StatusCode::UNAUTHORIZED),
        (String::new(), "&client_id=demo-client&client_secret=wrong", StatusCode::UNAUTHORIZED),
        (String::new(), "&client_id=stranger&client_secret=x", StatusCode::UNAUTHORIZED),
        (basic(op.client_id(), op.client_secret()), "&client_secret=x", StatusCode::BAD_REQUEST),
    ];
    for (header, more, status) in attempts {
        let code = browser.code(&op, &[]).await;
        let form = format!("grant_type=authorization_code&code={code}&redirect_uri={CALLBACK}&code_verifier={VERIFIER}{more}");
        let headers = [("authorization", header.as_str())];
        let headers = if header.is_empty() { &[][..] } else { &headers[..] };
        let page = browser.send(Method::POST, &address, headers, Some(form)).await;
        assert_eq!(page.status, status, "{header} {more}");
        assert_eq!(page.status == StatusCode::UNAUTHORIZED, !page.header("www-authenticate").is_empty());
    }
}

#[tokio::test]
async fn refresh_tokens_rotate() {
    let op = provider(&[]).await;
    let mut browser = Browser::new();
    let tokens = browser.tokens(&op, &[]).await;
    let first = tokens["refresh_token"].as_str().expect("a token").to_owned();
    let refreshed = browser.token(&op, &[("grant_type", "refresh_token"), ("refresh_token", &first)]).await.json();
    let (_, claims) = decoded(refreshed["id_token"].as_str().expect("a token"));
    assert_eq!((&claims["sub"], &claims["nonce"]), (&json!("alice"), &Value::Null));
    let second = refreshed["refresh_token"].as_str().expect("a token");
    let fewer = [("grant_type", "refresh_token"), ("refresh_token", second), ("scope", "openid email")];
    let fewer = browser.token(&op, &fewer).await.json();
    assert_eq!(fewer["scope"], "openid email");
    let third = fewer["refresh_token"].as_str().expect("a token");
    let more = [("grant_type", "refresh_token"), ("refresh_token", third), ("scope", "openid phone")];
    assert_eq!(browser.token(&op, &more).await.json()["error"], "invalid_scope");
    let replay = browser.token(&op, &[("grant_type", "refresh_token"), ("refresh_token", &first)]).await;
    assert_eq!(replay.json()["error"], "invalid_grant");
    let after = browser.token(&op, &[("grant_type", "refresh_token"), ("refresh_token", third)]).await;
    assert_eq!(after.json()["error"], "invalid_grant", "a replay ends the whole family");
}

#[tokio::test]
async fn claims_parameter_releases_single_claims() {
    let op = provider(&[]).await;
    let mut browser = Browser::new();
    let claims = r#"{"id_token":{"email":{"essential":true}},"userinfo":{"phone_number":null}}"#;
    let tokens = browser.tokens(&op, &[("scope", "openid"), ("claims", claims)]).await;
    let (_, in_token) = decoded(tokens["id_token"].as_str().expect("a token"));
    let userinfo = browser.userinfo(&op, tokens["access_token"].as_str().expect("a token")).await.json();
    assert_eq!((&in_token["email"], &userinfo["email"]), (&json!("alice@example.com"), &Value::Null));
    assert_eq!((&in_token["name"], &userinfo["phone_number"]), (&Value::Null, &json!("+44 20 7946 0958")));
}

#[tokio::test]
async fn userinfo_wants_a_token() {
    let op = provider(&[]).await;
    let mut browser = Browser::new();
    let tokens = browser.tokens(&op, &[]).await;
    let access = tokens["access_token"].as_str().expect("a token");
    let address = format!("{}/userinfo", op.issuer());
    assert_eq!(browser.post(&address, &[("access_token", access)]).await.status, StatusCode::OK);
    let none = browser.get(&address).await;
    assert_eq!((none.status, none.header("www-authenticate")), (StatusCode::UNAUTHORIZED, "Bearer realm=\"userinfo\""));
    assert_eq!(browser.get(&format!("{address}?access_token={access}")).await.status, StatusCode::UNAUTHORIZED);
    let wrong = browser.userinfo(&op, "made-up").await;
    assert!(wrong.header("www-authenticate").contains("invalid_token"));
}

#[tokio::test]
async fn counters_count() {
    let op = provider(&[]).await;
    let mut browser = Browser::new();
    browser.tokens(&op, &[]).await;
    assert_eq!((op.request_count(), op.token_calls()), (3, 1));
    assert!(!op.busy().is_zero());
    let issuer = op.issuer().to_owned();
    op.shutdown().await;
    assert_eq!(browser.get(&format!("{issuer}/jwks")).await.text, "broken", "nobody answers any more");
}
