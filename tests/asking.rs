//! `inspect-app` and `check --from-app`, driven through the binary against stand-ins of the apps.

#[expect(dead_code, reason = "not every helper is used here")]
#[path = "common/binary.rs"]
mod binary;
mod standins;

#[path = "asking/cloudreve.rs"]
mod cloudreve;
#[path = "asking/nothing.rs"]
mod nothing;
#[path = "asking/user_oidc.rs"]
mod user_oidc;

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
