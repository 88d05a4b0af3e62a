//! The observer against scripted providers: what it does with bad pages, bad redirects, rate limits and interruptions.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{Response, StatusCode};
use oidc_compat::observe::{Actor, EndUser, Network, Observer, Silent};
use oidc_compat::recording::{
    AppTarget, CallbackMode, FailureKind, FlowRecord, Need, Obstacle, Recording, StageStatus, Step, TargetRecord,
};
use oidc_compat::secret::Secret;
use oidc_compat::totp::Totp;
use oidc_compat::wire::{ClientBehaviour, Probe, Settings, Version};

const BACK: &str = "https://cloud.example.com/cb";

const BEHAVIOUR: &str = r#"
user_agent = "test"
redirects = "browserlike"
discovery = "typed"
logout = "none"
[authorization]
parameters = ["client_id", "response_type", "scope", "redirect_uri", "state"]
encoding = "plus"
endpoint = "as-is"
state = "uuid"
scope = { always = "openid" }
pkce = "never"
[token]
parameters = ["grant_type", "code", "redirect_uri"]
authentication = "post"
[userinfo]
"#;

/// One request as a scripted provider sees it.
struct Seen {
    method: String,
    path: String,
    query: String,
    body: String,
    cookie: bool,
}

/// A provider on loopback. What the script does not answer is answered as a good provider would, without a login page.
struct Provider {
    issuer: String,
    log: Arc<Mutex<Vec<String>>>,
}

type Script = dyn Fn(&Seen, &str) -> Option<Response<Body>> + Send + Sync;

impl Provider {
    async fn start(script: impl Fn(&Seen, &str) -> Option<Response<Body>> + Send + Sync + 'static) -> Self {
        let listener = tokio::net::TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let log: Arc<Mutex<Vec<String>>> = Arc::default();
        let script: Arc<Script> = Arc::new(script);
        let (at, taken) = (issuer.clone(), Arc::clone(&log));
        let router = Router::new().fallback(move |request: Request| {
            let (script, issuer, log) = (Arc::clone(&script), at.clone(), Arc::clone(&taken));
            async move {
                let (parts, body) = request.into_parts();
                let body = axum::body::to_bytes(body, 1 << 20).await.unwrap_or_default();
                let seen = Seen {
                    method: parts.method.to_string(),
                    path: parts.uri.path().to_owned(),
                    query: parts.uri.query().unwrap_or_default().to_owned(),
                    body: String::from_utf8_lossy(&body).into_owned(),
                    cookie: parts.headers.contains_key("cookie"),
                };
                log.lock().unwrap().push(format!("{} {}", seen.method, seen.path));
                script(&seen, &issuer).unwrap_or_else(|| good(&seen, &issuer))
            }
        });
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { issuer, log }
    }

    fn count(&self, line: &str) -> usize {
        self.log.lock().unwrap().iter().filter(|l| *l == line).count()
    }
}

fn good(seen: &Seen, issuer: &str) -> Response<Body> {
    match seen.path.as_str() {
        "/.well-known/openid-configuration" => json(
            200,
            &format!(
                r#"{{"issuer":"{issuer}","authorization_endpoint":"{issuer}/auth","token_endpoint":"{issuer}/token",
                "userinfo_endpoint":"{issuer}/userinfo","jwks_uri":"{issuer}/jwks"}}"#
            ),
        ),
        "/auth" => to_app(seen),
        "/token" => json(200, r#"{"access_token":"an-access-token","token_type":"Bearer","id_token":"a.b.c"}"#),
        "/userinfo" => json(200, r#"{"sub":"alice"}"#),
        "/jwks" => json(200, r#"{"keys":[]}"#),
        _ => json(404, "{}"),
    }
}

fn to_app(seen: &Seen) -> Response<Body> {
    let state = seen.query.split('&').find_map(|p| p.strip_prefix("state=")).unwrap_or_default();
    redirect(302, &format!("{BACK}?code=a-code&state={state}"))
}

fn json(status: u16, text: &str) -> Response<Body> {
    answer(status, &[("content-type", "application/json")], text)
}

fn html(status: u16, text: &str) -> Response<Body> {
    answer(status, &[("content-type", "text/html; charset=utf-8")], text)
}

fn redirect(status: u16, to: &str) -> Response<Body> {
    answer(status, &[("location", to)], "")
}

fn answer(status: u16, headers: &[(&str, &str)], text: &str) -> Response<Body> {
    let mut response = Response::new(Body::from(text.to_owned()));
    *response.status_mut() = StatusCode::from_u16(status).unwrap();
    for (name, value) in headers {
        let name = axum::http::HeaderName::from_bytes(name.as_bytes()).unwrap();
        response.headers_mut().append(name, value.parse().unwrap());
    }
    response
}

fn actor(id: &str, needs: &[Need]) -> Actor {
    let behaviour: ClientBehaviour = toml::from_str(BEHAVIOUR).unwrap();
    let target = AppTarget {
        id: id.to_owned(),
        app_url: "https://cloud.example.com".to_owned(),
        redirect_uri: BACK.to_owned(),
        client_id: Some("client".to_owned()),
        has_secret: true,
        empty_secret: false,
        ..AppTarget::default()
    };
    Actor {
        register: None,
        app: Some(id.to_owned()),
        target,
        secret: Some(Secret::new("a secret")),
        version: Version::from_numbers(&[1]),
        behaviour,
        settings: Settings::default(),
        needs: needs.iter().copied().collect::<BTreeSet<_>>(),
    }
}

fn observer(provider: &Provider, actors: &[Actor]) -> Observer {
    observer_with_totp(provider, actors, None)
}

fn observer_with_totp(provider: &Provider, actors: &[Actor], totp: Option<Totp>) -> Observer {
    let discovery_url = format!("{}/.well-known/openid-configuration", provider.issuer);
    let target = TargetRecord {
        given: provider.issuer.clone(),
        issuer: provider.issuer.clone(),
        discovery_url,
        has_account: true,
        apps: actors.iter().map(|a| a.target.clone()).collect(),
        ..TargetRecord::default()
    };
    let network = Network { timeout: Duration::from_secs(3), ..Network::default() };
    let user = EndUser { user: "alice".to_owned(), password: Secret::new("wonderland"), totp };
    Observer::new(target, &network, Some(user), Arc::new(Silent)).unwrap()
}

async fn run(provider: &Provider, actors: &[Actor]) -> Recording {
    let mut observer = observer(provider, actors);
    observer.run(actors).await;
    observer.finish(actors).await
}

async fn one_flow(provider: &Provider) -> (Recording, FlowRecord) {
    let recording = run(provider, &[actor("app", &[Need::Flow])]).await;
    assert!(!recording.interrupted);
    let flow = recording.flows.first().cloned().expect("a flow");
    (recording, flow)
}

const LOGIN: &str =
    "<form method=post action=/login><input name=user><input type=password name=pass><button>Log in</button></form>";

#[tokio::test]
async fn a_login_over_several_pages_with_cookies() {
    let provider = Provider::start(|seen, issuer| match (seen.method.as_str(), seen.path.as_str()) {
        ("GET", "/auth") => Some(answer(303, &[("location", "/page"), ("set-cookie", "sid=1; Secure; HttpOnly")], "")),
        ("GET", "/page") => Some(html(200, "<form method=post><input type=hidden name=t value=1><input name=username><button>Next</button></form>")),
        ("POST", "/page") if seen.body == "t=1&username=alice" && seen.cookie => {
            Some(html(200, "<form method=post action=/login><input type=password name=pass><button>Log in</button></form>"))
        }
        ("POST", "/login") if seen.body == "pass=wonderland" => {
            Some(html(200, "<form method=get action=/consent><button name=answer value=no>Deny</button><button name=answer value=yes>Allow</button></form>"))
        }
        ("GET", "/consent") if seen.query == "answer=yes" => Some(html(200, &format!("<meta http-equiv=refresh content='0;url={issuer}/done'>"))),
        ("GET", "/done") => Some(redirect(302, &format!("{BACK}?code=a-code&state=s"))),
        _ => None,
    })
    .await;
    let (recording, flow) = one_flow(&provider).await;
    let callback = flow.callback.unwrap_or_else(|| panic!("{:?}", flow.obstacle));
    assert_eq!((callback.mode, callback.parameter("code")), (CallbackMode::Query, Some("a-code")));
    assert_eq!((flow.token.status, flow.userinfo.status), (StageStatus::Done, StageStatus::Done));
    // What the app itself sends carries no cookies, and the redirect to the app is never followed.
    let token = &recording.exchanges[flow.token.exchanges[0]];
    assert!(!token.request.headers.iter().any(|(n, _)| n.eq_ignore_ascii_case("cookie")));
    assert!(recording.exchanges.iter().all(|e| e.request.url.starts_with(&provider.issuer)));
}

#[tokio::test]
async fn a_wrong_password_is_sent_once() {
    let provider = Provider::start(|seen, _| match seen.path.as_str() {
        "/auth" => Some(html(200, LOGIN)),
        "/login" => Some(html(200, &format!("<p role=alert>Wrong password</p>{LOGIN}"))),
        _ => None,
    })
    .await;
    let other = {
        let mut other = actor("other", &[Need::Flow]);
        other.target.client_id = Some("another".to_owned());
        other
    };
    let recording = run(&provider, &[actor("app", &[Need::Flow, Need::Probe(Probe::PercentEncodedQuery)]), other]).await;
    assert_eq!(recording.flows.len(), 3);
    for flow in &recording.flows {
        assert_eq!(flow.obstacle, Some(Obstacle::LoginRefused("Wrong password".to_owned())));
    }
    assert_eq!(provider.count("POST /login"), 1);
}

#[tokio::test]
async fn the_password_does_not_leave_the_provider() {
    let provider = Provider::start(|seen, _| {
        (seen.path == "/auth").then(|| html(200, &LOGIN.replace("/login", "http://elsewhere.invalid/login")))
    })
    .await;
    let (recording, flow) = one_flow(&provider).await;
    assert!(matches!(flow.obstacle, Some(Obstacle::NotTried(why)) if why.contains("elsewhere.invalid")));
    let last = &recording.exchanges[flow.authorization.last().unwrap()];
    assert_eq!(last.failure.as_ref().map(|f| f.kind), Some(FailureKind::Refused));
}

#[tokio::test]
async fn redirects_after_a_form_are_stepped_as_browsers_do() {
    // 307 and 308 repeat the form; what follows a 301, 302 or 303 is a GET. 300 is a page.
    for (status, method) in [(301, "GET"), (302, "GET"), (303, "GET"), (307, "POST"), (308, "POST")] {
        let provider = Provider::start(move |seen, _| match seen.path.as_str() {
            "/auth" => Some(html(200, LOGIN)),
            "/login" => Some(redirect(status, "/checked")),
            "/checked" if seen.body.is_empty() == (method == "GET") => {
                Some(redirect(status, &format!("{BACK}?code=a-code&state=s")))
            }
            _ => None,
        })
        .await;
        let (recording, flow) = one_flow(&provider).await;
        let callback = flow.callback.unwrap_or_else(|| panic!("{status}: {:?}", flow.obstacle));
        assert_eq!(recording.exchanges[callback.exchange].request.method, method, "{status}");
        assert_eq!(provider.count(&format!("{method} /checked")), 1);
        // The password went to the provider alone.
        assert!(recording.exchanges.iter().all(|e| e.request.url.starts_with(&provider.issuer)));
    }
    let provider = Provider::start(|seen, _| (seen.path == "/auth").then(|| redirect(300, BACK))).await;
    assert!(matches!(one_flow(&provider).await.1.obstacle, Some(Obstacle::ErrorPage(_))));
}

#[tokio::test]
async fn a_login_form_repeated_at_the_app_is_not_sent() {
    let provider = Provider::start(|seen, _| match seen.path.as_str() {
        "/auth" => Some(html(200, LOGIN)),
        "/login" => Some(redirect(307, "https://cloud.example.com/elsewhere")),
        _ => None,
    })
    .await;
    let (recording, flow) = one_flow(&provider).await;
    assert!(matches!(flow.obstacle, Some(Obstacle::Elsewhere(_))), "{:?}", flow.obstacle);
    assert!(recording.exchanges.iter().all(|e| e.request.url.starts_with(&provider.issuer)));
}

#[tokio::test]
async fn the_secret_does_not_follow_a_redirect_to_another_host() {
    let provider =
        Provider::start(|seen, _| (seen.path == "/token").then(|| redirect(307, "http://elsewhere.invalid/token"))).await;
    let (recording, flow) = one_flow(&provider).await;
    let kinds: Vec<_> = flow.token.exchanges.iter().map(|id| recording.exchanges[*id].failure.as_ref().map(|f| f.kind)).collect();
    assert_eq!(kinds, [None, Some(FailureKind::Refused)]);
}

#[tokio::test]
async fn redirects_of_app_calls_are_followed_as_guzzle_does() {
    let provider = Provider::start(|seen, issuer| match seen.path.as_str() {
        "/token" => Some(redirect(308, "/token2")),
        "/token2" if seen.body.contains("code=a-code") => Some(good(
            &Seen {
                path: "/token".to_owned(),
                ..Seen { method: String::new(), query: String::new(), body: String::new(), cookie: false, path: String::new() }
            },
            issuer,
        )),
        "/userinfo" => Some(redirect(302, "/userinfo")),
        _ => None,
    })
    .await;
    let (recording, flow) = one_flow(&provider).await;
    assert_eq!(flow.token.exchanges.len(), 2);
    // Five redirects are followed; the sixth answer is what the app is left with.
    assert_eq!(flow.userinfo.exchanges.len(), 6);
    assert_eq!(recording.exchanges[flow.userinfo.last().unwrap()].status(), Some(302));
}

#[tokio::test]
async fn form_post_fragment_error_and_bare_redirects_are_callbacks() {
    let page = format!(
        "<body onload='document.forms[0].submit()'><form method=post action={BACK}><input name=code value=x type=hidden></form>"
    );
    let provider = Provider::start(move |seen, _| (seen.path == "/auth").then(|| html(200, &page))).await;
    let (_, flow) = one_flow(&provider).await;
    assert_eq!(flow.callback.unwrap().mode, CallbackMode::FormPost);
    assert!(matches!(flow.token.status, StageStatus::Skipped(_)));

    let provider = Provider::start(|seen, _| (seen.path == "/auth").then(|| redirect(302, &format!("{BACK}#code=x")))).await;
    assert_eq!(one_flow(&provider).await.1.callback.unwrap().mode, CallbackMode::Fragment);

    let provider =
        Provider::start(|seen, _| (seen.path == "/auth").then(|| redirect(302, &format!("{BACK}?error=access_denied")))).await;
    let (_, flow) = one_flow(&provider).await;
    assert_eq!((flow.callback.unwrap().parameter("error"), flow.obstacle), (Some("access_denied"), None));

    // The app posts an empty code, so that the tester does it too.
    let provider = Provider::start(|seen, _| (seen.path == "/auth").then(|| redirect(302, BACK))).await;
    let (recording, flow) = one_flow(&provider).await;
    let sent = recording.exchanges[flow.token.exchanges[0]].request.body.as_ref().and_then(|b| b.text().map(str::to_owned));
    assert!(sent.unwrap().contains("&code=&"));
}

#[tokio::test]
async fn dead_ends_have_names() {
    type Answer = fn(&Seen, &str) -> Option<Response<Body>>;
    type Named = fn(&Obstacle) -> bool;
    let cases: [(Answer, Named); 6] = [
        (|s, _| (s.path == "/auth").then(|| redirect(302, "/auth")), |o| matches!(o, Obstacle::Loop(_))),
        (|s, _| s.path.starts_with("/a").then(|| redirect(302, &format!("{}a", s.path))), |o| matches!(o, Obstacle::Loop(_))),
        (|s, _| (s.path == "/auth").then(|| html(500, "<h1>Oops</h1>")), |o| o.said() == "Oops"),
        (
            |s, _| (s.path == "/auth").then(|| redirect(302, "https://cloud.example.com/other")),
            |o| matches!(o, Obstacle::Elsewhere(_)),
        ),
        (|s, _| (s.path == "/auth").then(|| redirect(302, "myapp:/cb")), |o| matches!(o, Obstacle::Elsewhere(_))),
        (
            |s, _| (s.path == "/auth").then(|| html(200, "<div id=app></div><script src=x.js></script>")),
            |o| matches!(o, Obstacle::PageNotUnderstood(_)),
        ),
    ];
    for (number, (script, named)) in cases.into_iter().enumerate() {
        let provider = Provider::start(script).await;
        let (_, flow) = one_flow(&provider).await;
        let obstacle = flow.obstacle.expect("an obstacle");
        assert!(named(&obstacle), "case {number}: {obstacle:?}");
    }
}

#[tokio::test]
async fn equal_documents_and_equal_flows_are_fetched_once() {
    let provider = Provider::start(|_, _| None).await;
    let recording = run(&provider, &[actor("app", &[Need::Flow]), actor("twin", &[Need::Flow])]).await;
    assert_eq!(provider.count("GET /.well-known/openid-configuration"), 1);
    assert_eq!((provider.count("GET /auth"), recording.flows.len()), (1, 1));
    let found = recording.steps.iter().filter(|s| s.step == Step::Discovery && s.exchanges == [0]).count();
    assert_eq!(found, 2);
}

#[tokio::test]
async fn an_html_page_for_an_issuer_is_recorded_and_nothing_else_is_tried() {
    let provider = Provider::start(|_, _| Some(html(200, "<h1>Welcome</h1>"))).await;
    let recording = run(&provider, &[actor("app", &[Need::Flow, Need::Step(Step::JwkSet)])]).await;
    assert_eq!((recording.exchanges.len(), recording.flows.len()), (1, 0));
    let jwks = recording.steps.iter().find(|s| s.step == Step::JwkSet).unwrap();
    assert!(matches!(&jwks.status, StageStatus::Skipped(why) if why.starts_with("no-discovery: ")));
}

const REFUSED: [Probe; 3] = [Probe::UnknownClientAtToken, Probe::NoClientAuthentication, Probe::WrongClientSecret];

#[path = "observing/drivers.rs"]
mod drivers;
#[path = "observing/logging_in.rs"]
mod logging_in;
#[path = "observing/patience.rs"]
mod patience;
#[path = "observing/probing.rs"]
mod probing;
