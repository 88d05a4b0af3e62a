//! `inspect-app` and `check --from-app`, driven through the binary against stand-ins of the apps.

#[expect(dead_code, reason = "not every helper is used here")]
#[path = "common/binary.rs"]
mod binary;
mod standins;

use std::process::Output;
use std::time::{Duration, Instant};

use oidc_compat::reference::{Config, Provider};
use serde_json::{Value, json};
use standins::{Nextcloud, address, cloudreve, encoded, html, mount, nextcloud_with, provider, rocketchat, user_oidc_request};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

/// Runs the binary; it talks to servers of this process, so it must not hold up their threads.
async fn run(arguments: &[&str]) -> Output {
    let arguments: Vec<String> = arguments.iter().map(|a| (*a).to_owned()).collect();
    let run = move || binary::run(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
    tokio::task::spawn_blocking(run).await.expect("no panic")
}

/// Exit code and everything that was printed, on one line each word apart.
async fn told(arguments: &[&str]) -> (i32, String) {
    let output = run(arguments).await;
    let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    (output.status.code().unwrap_or(-1), text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// The JSON form, and the exit code.
async fn inspected(arguments: &[&str]) -> (i32, Value) {
    let output = run(&[&["inspect-app"], arguments, &["--quiet", "--json", "-"]].concat()).await;
    let json =
        serde_json::from_slice(&output.stdout).unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(&output.stderr)));
    (output.status.code().unwrap_or(-1), json)
}

/// `about` of every difference, with its weight.
fn differences(login: &Value) -> Vec<String> {
    let all = login["comparison"]["differences"].as_array().expect("a list");
    all.iter()
        .map(|d| format!("{} {}", d["weight"].as_str().unwrap_or_default(), d["about"].as_str().unwrap_or_default()))
        .collect()
}

/// Settings that the request told.
fn inferred(login: &Value) -> Vec<String> {
    let all = login["comparison"]["inferred"].as_array().expect("a list");
    all.iter().map(|i| format!("{}={}", i["setting"].as_str().unwrap_or_default(), i["found"])).collect()
}

const CODE: &str = "/apps/user_oidc/code";

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

#[tokio::test(flavor = "multi_thread")]
async fn a_check_with_what_the_app_told_is_a_whole_check() {
    let op = Provider::start(Config::default()).await.expect("loopback");
    let issuer = op.issuer().to_owned();
    let mut pairs = user_oidc_request(op.client_id(), "https://cloud.example.com/index.php/apps/user_oidc/code");
    pairs.retain(|(name, _)| !name.starts_with("code_challenge"));
    pairs[2].1 = "openid email".to_owned();
    let nextcloud = nextcloud_with(&format!("{issuer}/authorize"), &pairs).await;
    let document: Value = reqwest_json(&format!("{issuer}/.well-known/openid-configuration")).await;
    assert_eq!(document["authorization_endpoint"], format!("{issuer}/authorize"), "the stand-in sends there");
    let saved = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("asked.json").display().to_string();
    let url = nextcloud.url();
    let output = run(&[
        "check",
        "--from-app",
        &url,
        "--no-spec",
        "--client-secret",
        op.client_secret(),
        "--user",
        op.user(),
        "--password",
        op.password(),
        "--save",
        &saved,
        "--json",
        "-",
    ])
    .await;
    let report: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|e| panic!("{e}: {output:?}"));
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(report["provider"]["issuer"], issuer);
    let apps = report["apps"].as_array().unwrap();
    assert_eq!(apps.len(), 1, "only the apps that were found");
    assert_eq!(
        (apps[0]["id"].as_str(), apps[0]["prediction"]["login"].as_str()),
        (Some("nextcloud-user-oidc"), Some("logged-in"))
    );
    let settings = &apps[0]["settings"];
    assert_eq!((settings["use_pkce"].as_bool(), settings["scope"].as_str()), (Some(false), Some("openid email")));
    let recorded: Value = serde_json::from_str(&std::fs::read_to_string(&saved).unwrap()).unwrap();
    let target = &recorded["target"]["apps"][0];
    assert_eq!(target["redirect_uri"], "https://cloud.example.com/index.php/apps/user_oidc/code");
    assert_eq!(
        (target["app_url"].as_str(), target["client_id"].as_str()),
        (Some("https://cloud.example.com"), Some(op.client_id()))
    );
    // The saved run is judged the same, without the app.
    let again = run(&["judge", &saved, "--no-spec", "--json", "-"]).await;
    let again: Value = serde_json::from_slice(&again.stdout).unwrap_or_else(|e| panic!("{e}: {again:?}"));
    assert_eq!(again["apps"], report["apps"]);
    op.shutdown().await;
}

async fn reqwest_json(url: &str) -> Value {
    let client = oidc_compat::http::Client::new(&oidc_compat::http::Network::default()).expect("a client");
    oidc_compat::inspect::discover(&client, url).await.expect("a document")
}

#[tokio::test(flavor = "multi_thread")]
async fn flags_win_over_what_the_app_told() {
    let op = provider(json!({})).await;
    let nextcloud =
        nextcloud_with(&format!("{}/authorize", op.uri()), &user_oidc_request("cloud", "https://c.example/apps/user_oidc/code"))
            .await;
    let url = nextcloud.url();
    let plan = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("from-app.toml");
    std::fs::write(&plan, format!("from-app = [\"{url}\"]\nclient-id = \"of the plan\"\nscope = \"openid\"\n")).unwrap();
    let plan = plan.display().to_string();
    let target = async |more: &[&str]| {
        let output = run(&[&["check", "--no-spec", "-c", &plan, "--save", "-", "--quiet"], more].concat()).await;
        let saved: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|e| panic!("{e}: {output:?}"));
        saved["target"]["apps"][0].clone()
    };
    let app = target(&[]).await;
    assert_eq!((app["client_id"].as_str(), app["settings"]["scope"].as_str()), (Some("cloud"), Some("openid email profile")));
    let app = target(&["--client-id", "mine", "--scope", "openid x", "--redirect-uri", "https://d.example/cb"]).await;
    assert_eq!((app["client_id"].as_str(), app["settings"]["scope"].as_str()), (Some("mine"), Some("openid x")));
    assert_eq!(app["redirect_uri"], "https://d.example/cb");
    let (code, text) = told(&["check", "-c", &plan, &op.uri(), "--plan"]).await;
    assert!(code == 0 && text.contains("is not asked"), "{text}");
    assert_eq!(nextcloud.server.received_requests().await.unwrap().len(), 6, "--plan sends nothing");
}

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

#[tokio::test(flavor = "multi_thread")]
async fn rocketchat_is_read_from_its_public_settings() {
    let op = provider(json!({})).await;
    let service = json!({ "_id": "x", "service": "idp", "custom": true, "clientId": "chat", "serverURL": op.uri(), "authorizePath": "/authorize",
        "tokenPath": "/token", "identityPath": "/me", "scope": "openid profile", "loginStyle": "", "usernameField": "preferred_username",
        "mergeUsers": true, "buttonLabelText": "Staff" });
    let server =
        rocketchat(Some("https://chat.example.com/"), false, json!([{ "name": "github", "custom": false }, service])).await;
    let (_, found) = inspected(&[&server.uri()]).await;
    let login = &found["logins"][0];
    assert_eq!((found["product"].as_str(), login["app"].as_str()), (Some("rocket-chat"), Some("rocketchat")));
    assert_eq!(found["logins"].as_array().unwrap().len(), 1);
    let parameters = login["request"]["parameters"].as_array().unwrap();
    let names: Vec<&str> = parameters.iter().filter_map(|p| p["name"].as_str()).collect();
    assert_eq!(names, ["client_id", "redirect_uri", "response_type", "state", "scope"]);
    assert_eq!(parameters[1]["value"]["text"], "https://chat.example.com/_oauth/idp?close");
    assert_eq!(login["request"]["endpoint"], format!("{}/authorize", op.uri()));

    let modern = rocketchat(None, true, json!([service])).await;
    let to = format!("{}/authorize?response_type=code&redirect_uri=x&scope=openid&client_id=chat&state=abc", op.uri());
    mount(&modern, "/oauth/idp", ResponseTemplate::new(302).insert_header("Location", to.as_str())).await;
    let (_, found) = inspected(&[&modern.uri()]).await;
    assert_eq!(found["logins"][0]["app"], "rocketchat-passport");
    assert_eq!(found["logins"][0]["request"]["parameters"][4]["name"], "state");

    let none = rocketchat(None, false, json!([{ "name": "github", "custom": false }])).await;
    let (code, text) = told(&["inspect-app", &none.uri()]).await;
    assert!(code == 3 && text.contains("No custom OAuth service is enabled"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn other_apps_of_the_same_nextcloud() {
    let op = provider(json!({})).await;
    let (social, login) = ("/index.php/apps/sociallogin/custom_oidc/idp", "/index.php/apps/oidc_login/oidc");
    let nextcloud = Nextcloud::start(&[
        (social, "Log in with IdP"),
        (login, "OpenID Connect"),
        ("/index.php/apps/sociallogin/oauth/google", "Google"),
    ])
    .await;
    let endpoint = format!("{}/authorize", op.uri());
    let uri = format!("{}{social}", nextcloud.url());
    let pairs = [
        ("response_type", "code"),
        ("client_id", "social"),
        ("redirect_uri", &uri),
        ("scope", "openid"),
        ("prompt", "login"),
        ("state", "HA-0A1B2C3D4E5F6G7H8I9JKLMNOPQRSTUVWXYZ"),
    ];
    nextcloud.sends(social, &address(&endpoint, &pairs.map(|(n, v)| (n, v.to_owned())))).await;
    nextcloud.refuses(login, 500, "The provider authorization_endpoint could not be fetched. Make sure your provider has a well known configuration available.").await;
    let (code, found) = inspected(&[&nextcloud.url()]).await;
    let apps: Vec<&str> = found["logins"].as_array().unwrap().iter().filter_map(|l| l["app"].as_str()).collect();
    assert_eq!((code, apps), (1, vec!["nextcloud-sociallogin", "nextcloud-oidc-login"]));
    let client =
        found["logins"][0]["request"]["parameters"].as_array().unwrap().iter().find(|p| p["name"] == "client_id").unwrap();
    assert_eq!(client["value"]["text"], "social");
    assert!(found["logins"][1]["refusal"]["advice"].as_str().unwrap().contains("oidc_login_provider_url"));
    assert!(found["notes"][0].as_str().unwrap().contains("Google"));
    // A query that was typed behind the authorize URL is told as what it is.
    let social = &found["logins"][0];
    let mut told_settings = inferred(social);
    told_settings.sort();
    assert_eq!(told_settings, [format!("authorizeUrl=\"{endpoint}?prompt=login\""), "scope=\"openid\"".to_owned()]);
    assert_eq!(differences(social), ["note redirect_uri"], "index.php: {social:#}");
}

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

#[tokio::test(flavor = "multi_thread")]
async fn a_web_root_and_a_gate_that_wants_a_cookie() {
    let server = MockServer::start().await;
    // The gate lets in whoever brings its cookie back, and nobody else.
    let gate = |at: &str| {
        let opens = ResponseTemplate::new(302).insert_header("Set-Cookie", "gate=open; Path=/; HttpOnly");
        opens.insert_header("Location", at)
    };
    let status = json!({ "installed": true, "maintenance": false, "versionstring": "30.0.1", "productname": "Our Cloud" });
    let page = "<main><a href=\"/nc/apps/user_oidc/login/3\">Login with idp</a></main>";
    let to = address("https://op.invalid/authorize", &user_oidc_request("cloud", "https://c.example/nc/apps/user_oidc/code"));
    let answers = [
        ("/nc/status.php", ResponseTemplate::new(200).set_body_json(status)),
        ("/nc/index.php/login", html(200, page)),
        ("/nc/apps/user_oidc/login/3", ResponseTemplate::new(303).insert_header("Location", to.as_str())),
    ];
    for (at, answer) in answers {
        let with_cookie = wiremock::matchers::header("Cookie", "gate=open");
        Mock::given(wiremock::matchers::path(at)).and(with_cookie).respond_with(answer).with_priority(1).mount(&server).await;
        mount(&server, at, gate(at)).await;
    }
    let (_, found) = inspected(&[&format!("{}/nc/index.php/apps/files/?dir=/", server.uri())]).await;
    assert_eq!(found["app_url"], format!("{}/nc", server.uri()));
    assert_eq!(found["logins"][0]["facts"]["provider-id"], "3");
    assert_eq!(found["logins"][0]["request"]["endpoint"], "https://op.invalid/authorize");
    assert_eq!(found["requests"], 4, "one refusal, and the cookie is kept");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_app_may_send_without_harm() {
    let many: String = (0..5000).map(|i| format!("&p{i}={i}")).collect();
    let long = "x".repeat(20_000);
    let pages = [
        format!("https://op.invalid/a?client_id=c&response_type=code{many}"),
        format!("https://op.invalid/a?client_id={long}&response_type=code&scope={long}&claims=[[[["),
        "https://op.invalid/a?client_id=%1b[31m%e2%80%ae&response_type=code&redirect_uri=%00&scope=%ff".to_owned(),
        "http://[::1/a?client_id=c&response_type=code".to_owned(),
    ];
    for to in pages {
        let nextcloud = Nextcloud::start(&[("/index.php/apps/user_oidc/login/1", "\u{1b}[31mx")]).await;
        nextcloud.sends("/index.php/apps/user_oidc/login/1", &to).await;
        let output = run(&["inspect-app", &nextcloud.url(), "--timeout", "5"]).await;
        assert!(matches!(output.status.code(), Some(0 | 1 | 3)), "{output:?}");
        assert!(!output.stdout.contains(&0x1b), "nothing writes to the terminal");
    }
}
