//! Nextcloud's user_oidc, by its login route.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn user_oidc_is_read_by_its_login_route() {
    let op = provider(json!({})).await;
    let nextcloud = Nextcloud::start(&[("/index.php/apps/user_oidc/login/1", "Login with idp")]).await;
    let redirect_uri = format!("{}{CODE}", nextcloud.url());
    let to = address(&format!("{}/authorize", op.uri()), &user_oidc_request("cloud", &redirect_uri));
    nextcloud.sends("/index.php/apps/user_oidc/login/1", &to).await;
    let (code, found) = inspected(&[&nextcloud.url()]).await;
    assert_eq!(code, 0, "{found:#}");
    assert_eq!((found["product"].as_str(), found["version"].as_str()), (Some("nextcloud"), Some("31.0.6")));
    let login = &found["logins"][0];
    assert_eq!((login["app"].as_str(), login["provider"].as_str()), (Some("nextcloud-user-oidc"), Some("1")));
    assert_eq!(login["request"]["endpoint"], format!("{}/authorize", op.uri()));
    assert_eq!((login["issuer"]["issuer"].as_str(), login["issuer"]["given"].as_bool()), (Some(op.uri().as_str()), Some(false)));
    assert_eq!(login["facts"]["nextcloud-version"], "31.0.6");
    assert!(differences(login).is_empty() && inferred(login).is_empty(), "{login:#}");
    // Nothing of the session is kept.
    assert!(!found.to_string().contains("K3XJ9Q0V7TBM2ZC5W8N1R4Y6H0DPLSGA"));
    let asked = nextcloud.server.received_requests().await.expect("recorded");
    assert_eq!(found["requests"], asked.len());
    assert!(asked.iter().all(|r| r.method.as_str() == "GET" && !r.headers.contains_key("authorization")));
    let (_, text) = told(&["inspect-app", &nextcloud.url()]).await;
    assert!(text.contains("Just as the profile predicts") && text.contains("check --from-app"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_are_told_by_the_request() {
    let op = provider(json!({ "scopes_supported": ["openid", "groups"] })).await;
    let nextcloud = Nextcloud::start(&[("/index.php/apps/user_oidc/login/1", "x")]).await;
    let mut pairs = user_oidc_request("cloud", &format!("{}/index.php{CODE}", nextcloud.url()));
    pairs.retain(|(name, _)| !name.starts_with("code_challenge"));
    pairs[2].1 = "openid".to_owned();
    pairs[4].1 = r#"{"id_token":{"email":null,"name":null,"quota":null,"roles":null}}"#.to_owned();
    nextcloud.sends("/index.php/apps/user_oidc/login/1", &address(&format!("{}/authorize", op.uri()), &pairs)).await;
    let (code, found) = inspected(&[&nextcloud.url()]).await;
    let login = &found["logins"][0];
    let mut told_settings = inferred(login);
    told_settings.sort();
    assert_eq!(told_settings, ["mapping-groups=\"roles\"", "scope=\"openid\"", "send_userinfo_claims=false", "use_pkce=false"]);
    assert_eq!((code, differences(login)), (0, vec!["note redirect_uri".to_owned(), "note scope".to_owned()]));
    let (_, text) = told(&["inspect-app", &nextcloud.url()]).await;
    assert!(text.contains("pretty URLs are off") && text.contains("offers the scope groups"), "{text}");
    assert!(text.contains("use_pkce = false (assumed: true), told by code_challenge"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_operator_says_and_the_app_does_not() {
    let op = provider(json!({})).await;
    let other = provider(json!({})).await;
    let nextcloud = nextcloud_with(
        &format!("{}/authorize", op.uri()),
        &user_oidc_request("cloud", "https://cloud.internal/apps/user_oidc/code"),
    )
    .await;
    let url = nextcloud.url();
    let arguments = [
        &url,
        "--client-id",
        "drive",
        "--issuer",
        &other.uri(),
        "--scope",
        "openid groups",
        "--set",
        "nextcloud-user-oidc.use_pkce=0",
    ];
    let (code, found) = inspected(&arguments).await;
    let login = &found["logins"][0];
    let mut all = differences(login);
    all.sort();
    assert_eq!(code, 1);
    assert_eq!(all, ["fix client_id", "fix endpoint", "fix redirect_uri", "fix scope", "fix use_pkce"]);
    let (_, text) = told(&[&["inspect-app"], &arguments[..]].concat()).await;
    for words in
        ["another provider than", "the client cloud, and you named drive", "overwritehost", "You gave scope = openid groups"]
    {
        assert!(text.contains(words), "{words} in {text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn parameters_of_the_discovery_url_are_followed() {
    let op = provider(json!({})).await;
    let nextcloud = Nextcloud::start(&[("/index.php/apps/user_oidc/login/1", "x")]).await;
    let mut pairs = user_oidc_request("cloud", &format!("{}{CODE}", nextcloud.url()));
    pairs.insert(0, ("kc_idp_hint", "corp".to_owned()));
    nextcloud.sends("/index.php/apps/user_oidc/login/1", &address(&format!("{}/authorize", op.uri()), &pairs)).await;
    let (_, found) = inspected(&[&nextcloud.url()]).await;
    let login = &found["logins"][0];
    assert!(differences(login).is_empty(), "{login:#}");
    let issuer = format!("{}/.well-known/openid-configuration?kc_idp_hint=corp", op.uri());
    assert_eq!(login["issuer"]["issuer"], issuer);
    // With an issuer of one's own the difference is told instead.
    let (_, found) = inspected(&[&nextcloud.url(), "--issuer", &op.uri()]).await;
    assert_eq!(differences(&found["logins"][0]), ["note kc_idp_hint"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn error_pages_of_the_login_route_are_explained() {
    let pages = [
        (404, "You must access Nextcloud with HTTPS to use OpenID Connect.", "overwriteprotocol"),
        (404, "Could not reach the OpenID Connect provider.", "--discoveryuri"),
        (500, "Internal Server Error", "nextcloud.log"),
        (429, "Too many requests", "brute force"),
    ];
    for (status, words, advice) in pages {
        let nextcloud = Nextcloud::start(&[("/index.php/apps/user_oidc/login/1", "x")]).await;
        nextcloud.refuses("/index.php/apps/user_oidc/login/1", status, words).await;
        let (code, text) = told(&["inspect-app", &nextcloud.url()]).await;
        assert!(code == 3 && text.contains(words) && text.contains(advice), "{code} {text}");
        let (code, text) = told(&["check", "--from-app", &nextcloud.url()]).await;
        assert!(code == 2 && text.contains("gave no authorization request") && text.contains(words), "{code} {text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn several_providers_are_listed_and_one_is_picked() {
    let (one, two) = (provider(json!({})).await, provider(json!({})).await);
    let route = |id: u8| format!("/index.php/apps/user_oidc/login/{id}");
    let nextcloud = Nextcloud::start(&[(&route(1), "Login with staff"), (&route(2), "Login with guests")]).await;
    let redirect_uri = format!("{}{CODE}", nextcloud.url());
    for (id, op) in [(1, &one), (2, &two)] {
        let to = address(&format!("{}/authorize", op.uri()), &user_oidc_request(&format!("client-{id}"), &redirect_uri));
        nextcloud.sends(&route(id), &to).await;
    }
    let (_, found) = inspected(&[&nextcloud.url()]).await;
    let providers: Vec<&str> = found["logins"].as_array().unwrap().iter().filter_map(|l| l["provider"].as_str()).collect();
    assert_eq!(providers, ["1", "2"]);
    let (code, text) = told(&["check", "--from-app", &nextcloud.url()]).await;
    assert!(code == 2 && text.contains("several providers there: 1 (") && text.contains("--provider-id 1"), "{text}");
    let (code, text) = told(&["check", "--from-app", &nextcloud.url(), "--provider-id", "7"]).await;
    assert!(code == 2 && text.contains("has no provider \"7\""), "{text}");
    for picked in [&["--provider-id", "2"][..], &["--set", "nextcloud-user-oidc.provider-id=2"], &["--issuer-of-two"]] {
        let base = ["check", "--no-spec", "--from-app", &nextcloud.url(), "--save", "-", "--quiet"].map(str::to_owned);
        let picked =
            if picked == ["--issuer-of-two"] { vec![two.uri()] } else { picked.iter().map(|p| (*p).to_owned()).collect() };
        let all: Vec<String> = base.into_iter().chain(picked).collect();
        let output = run(&all.iter().map(String::as_str).collect::<Vec<_>>()).await;
        let saved: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|e| panic!("{e}: {output:?}"));
        assert_eq!(saved["target"]["given"], two.uri());
        let app = &saved["target"]["apps"][0];
        assert_eq!((app["client_id"].as_str(), app["settings"]["provider-id"].as_str()), (Some("client-2"), Some("2")));
    }
}
