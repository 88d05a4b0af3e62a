//! Cloudreve, by its one documented call.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn cloudreve_tells_its_request_when_asked() {
    let op = provider(json!({})).await;
    let server = cloudreve("4.7.0-pro", json!({ "oidc_enabled": true, "oidc_display_name": "Staff" }), &[]).await;
    let redirect_uri = encoded(&format!("{}/callback/openid/2", server.uri()));
    let to = format!(
        "{}/authorize?client_id=drive&redirect_uri={redirect_uri}&response_type=code&scope=openid%20email%20profile%20groups&state=fbc710af-6a46-49e9-9a0c-59123163f941",
        op.uri()
    );
    Mock::given(wiremock::matchers::method("PUT"))
        .and(wiremock::matchers::body_json(json!({ "provider": 2 })))
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({ "code": 0, "data": to, "msg": "" })))
        .mount(&server)
        .await;
    let (code, found) = inspected(&[&server.uri()]).await;
    let login = &found["logins"][0];
    assert_eq!((code, found["product"].as_str(), login["app"].as_str()), (0, Some("cloudreve"), Some("cloudreve")));
    assert_eq!((login["judged_as"].as_str(), login["label"].as_str()), (Some("4.7.0"), Some("Staff")));
    assert_eq!((inferred(login), differences(login)), (vec!["scope=\"groups\"".to_owned()], vec![]));
    let methods: Vec<String> =
        server.received_requests().await.unwrap().iter().map(|r| r.method.to_string()).filter(|m| m != "GET").collect();
    assert_eq!(methods, ["PUT"], "its one documented call, once");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cloudreve_does_otherwise_than_assumed_is_noted() {
    let op = provider(json!({})).await;
    let server = cloudreve("4.7.0-pro", json!({ "oidc_enabled": true }), &[]).await;
    // As its Logto slot does it: PKCE, prompt, nothing encoded.
    let to = format!(
        "{}/authorize?client_id=drive&code_challenge=tWQ6Q2M4Ejkt9gwURhyBVxrtT7gfnbxe59ia-J8NuuE&code_challenge_method=S256&prompt=consent&redirect_uri={}/callback/openid/2&response_type=code&scope=openid email profile&state=fbc710af-6a46-49e9-9a0c-59123163f941",
        op.uri(),
        server.uri()
    );
    Mock::given(wiremock::matchers::method("PUT"))
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({ "code": 0, "data": to })))
        .mount(&server)
        .await;
    let (code, found) = inspected(&[&server.uri()]).await;
    let mut all = differences(&found["logins"][0]);
    all.sort();
    assert_eq!(code, 0);
    assert_eq!(all, ["note code_challenge", "note code_challenge_method", "note encoding", "note prompt"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_logto_slot_is_asked_by_its_own_number() {
    let op = provider(json!({})).await;
    let at = format!("{}/oidc", op.uri());
    let document =
        json!({ "issuer": at, "authorization_endpoint": format!("{at}/auth"), "code_challenge_methods_supported": ["S256"] });
    mount(&op, "/oidc/.well-known/openid-configuration", ResponseTemplate::new(200).set_body_json(document)).await;
    let server = cloudreve("4.7.0-pro", json!({ "sso_enabled": true, "oidc_enabled": false }), &[]).await;
    // The one public sample of this slot, in its order and encoding.
    let to = format!(
        "{at}/auth?client_id=negu9t0i5imx005vfd9hs&code_challenge=tWQ6Q2M4Ejkt9gwURhyBVxrtT7gfnbxe59ia-J8NuuE&code_challenge_method=S256&prompt=consent&redirect_uri={}/callback/openid/0&response_type=code&scope=openid offline_access profile email&state=fbc710af-6a46-49e9-9a0c-59123163f941",
        server.uri()
    );
    Mock::given(wiremock::matchers::method("PUT"))
        .and(wiremock::matchers::body_json(json!({ "provider": 0 })))
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({ "code": 0, "data": to, "msg": "" })))
        .mount(&server)
        .await;
    let (code, found) = inspected(&[&server.uri()]).await;
    let login = &found["logins"][0];
    assert_eq!((code, login["app"].as_str()), (0, Some("cloudreve-logto")));
    assert_eq!((login["name"].is_string(), inferred(login), differences(login)), (true, vec![], vec![]), "{login:#}");
    assert_eq!(login["issuer"]["issuer"], at);
}

#[tokio::test(flavor = "multi_thread")]
async fn cloudreves_that_have_no_request() {
    let cases = [
        ("4.7.0", json!({}), "open edition"),
        ("4.7.0-pro", json!({ "oidc_enabled": false, "qq_enabled": true }), "Neither OIDC nor Logto is switched on"),
    ];
    for (version, settings, words) in cases {
        let server = cloudreve(version, settings, &[]).await;
        let (code, text) = told(&["inspect-app", &server.uri()]).await;
        assert!(code == 3 && text.contains(words), "{code} {text}");
        let (code, text) = told(&["check", "--from-app", &server.uri()]).await;
        assert!(code == 2 && text.contains(words), "{code} {text}");
    }
    let said = json!({ "code": 50001, "msg": "OIDC is not configured" });
    let server = cloudreve("4.7.0-pro", json!({ "oidc_enabled": true }), &[(2, said)]).await;
    let (code, text) = told(&["inspect-app", &server.uri()]).await;
    assert!(code == 3 && text.contains("OIDC is not configured") && text.contains("50001"), "{code} {text}");
}
