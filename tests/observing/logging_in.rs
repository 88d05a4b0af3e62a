//! Logging in where one form is not all: second factors, steps, refusals, questions in between.

use oidc_compat::config::LoginWay;
use oidc_compat::login_steps::LoginStep;
use oidc_compat::observe::{Drivers, Script};

use super::*;

const KEY: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

fn now_s() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    i64::try_from(since.as_secs()).unwrap()
}

/// The code of this period or the one before, for a test that runs over the border.
fn is_code(code: &str) -> bool {
    let totp = Totp::parse(KEY).unwrap();
    [0, 30].iter().any(|ago| totp.code(now_s() - ago) == code)
}

async fn flow_of(mut observer: Observer, actors: &[Actor]) -> (FlowRecord, Recording) {
    observer.run(actors).await;
    let recording = observer.finish(actors).await;
    (recording.flows.first().cloned().expect("a flow"), recording)
}

fn code_of(flow: &FlowRecord) -> String {
    flow.callback.as_ref().and_then(|c| c.parameter("code")).unwrap_or_else(|| panic!("{:?}", flow.obstacle)).to_owned()
}

const CODE_FORM: &str =
    "<p>Code of your authenticator app</p><form method=post action=/otp><input name=otp><button>Verify</button></form>";

/// Password, code, whether to stay, each on a page of its own, on two hosts.
async fn thorough() -> Provider {
    Provider::start(|seen, issuer| match (seen.method.as_str(), seen.path.as_str()) {
        // A provider of two hosts, which names both.
        ("GET", "/.well-known/openid-configuration") => Some(json(
            200,
            &format!(
                r#"{{"issuer":"{issuer}","authorization_endpoint":"{issuer}/auth","token_endpoint":"{issuer}/token",
                "userinfo_endpoint":"{issuer}/userinfo","jwks_uri":"{issuer}/jwks","end_session_endpoint":"{}/logout"}}"#,
                issuer.replace("127.0.0.1", "localhost")
            ),
        )),
        // The same machine by another name: cookies of one do not count at the other.
        ("GET", "/auth") if !seen.cookie => {
            Some(redirect(302, &format!("{}/login", issuer.replace("127.0.0.1", "localhost"))))
        }
        ("GET", "/login") => Some(html(200, LOGIN)),
        ("POST", "/login") if seen.body.contains("pass=wonderland") => Some(html(200, CODE_FORM)),
        ("POST", "/otp") if seen.body.strip_prefix("otp=").is_some_and(is_code) => Some(html(
            200,
            "<p>Stay signed in?</p><form method=post action=/kmsi><button name=b value=no>No</button><button name=b value=yes>Yes</button></form>",
        )),
        ("POST", "/otp") => Some(html(200, &format!("<p class=error>Invalid code</p>{CODE_FORM}"))),
        ("POST", "/kmsi") if seen.body == "b=yes" => Some(redirect(303, &format!("{issuer}/back"))),
        ("GET", "/back") => Some(answer(303, &[("location", &format!("{BACK}?code=all&state=s")), ("set-cookie", "sid=1")], "")),
        _ => None,
    })
    .await
}

#[tokio::test]
async fn password_then_code_then_a_question_on_two_hosts() {
    let provider = thorough().await;
    let actors = [actor("app", &[Need::Flow, Need::Probe(Probe::PercentEncodedQuery)])];
    let (flow, recording) = flow_of(observer_with_totp(&provider, &actors, Some(Totp::parse(KEY).unwrap())), &actors).await;
    assert_eq!(code_of(&flow), "all");
    // The second one rides on the session.
    assert_eq!((provider.count("POST /otp"), recording.flows.len()), (1, 2));
    assert_eq!(code_of(&recording.flows[1]), "a-code");
    assert_eq!(recording.login.map(|l| l.by), Some("form".to_owned()));
}

#[tokio::test]
async fn a_code_is_asked_for_and_none_can_be_made() {
    let provider = thorough().await;
    let actors = [actor("app", &[Need::Flow])];
    let (flow, _) = flow_of(observer_with_totp(&provider, &actors, None), &actors).await;
    let Some(Obstacle::PageNotUnderstood(why)) = &flow.obstacle else { panic!("{:?}", flow.obstacle) };
    assert!(why.contains("second factor") && why.contains("authenticator app"), "{why}");
    assert_eq!(provider.count("POST /otp"), 0);
}

#[tokio::test]
async fn a_wrong_code_is_a_cause_of_its_own_and_is_sent_once() {
    let provider = thorough().await;
    let other = {
        let mut other = actor("other", &[Need::Flow]);
        other.target.client_id = Some("another".to_owned());
        other
    };
    let actors = [actor("app", &[Need::Flow]), other];
    let wrong = Totp::parse("AAAAAAAAAAAAAAAA").unwrap();
    let (_, recording) = flow_of(observer_with_totp(&provider, &actors, Some(wrong)), &actors).await;
    for flow in &recording.flows {
        let Some(Obstacle::LoginRefused(why)) = &flow.obstacle else { panic!("{:?}", flow.obstacle) };
        assert!(why.starts_with("Invalid code") && why.contains("--totp-secret"), "{why}");
    }
    assert_eq!((provider.count("POST /otp"), recording.flows.len()), (1, 2));
}

#[tokio::test]
async fn refusals_without_the_form_are_refusals() {
    for (status, page, said) in [
        (429, "<title>Slow down</title><p>Too many failed attempts.</p>", "Too many failed attempts"),
        (403, "<p class=error>Your account is locked.</p>", "locked"),
        (401, r#"{"error":"invalid_grant","message":"Wrong password"}"#, "Wrong password"),
    ] {
        let kind = if page.starts_with('{') { "application/json" } else { "text/html" };
        let provider = Provider::start(move |seen, _| match seen.path.as_str() {
            "/auth" => Some(html(200, LOGIN)),
            "/login" => Some(answer(status, &[("content-type", kind)], page)),
            _ => None,
        })
        .await;
        let (_, flow) = one_flow(&provider).await;
        let words = flow.obstacle.as_ref().map(Obstacle::said).unwrap_or_default().to_owned();
        assert!(words.contains(said), "{status}: {:?}", flow.obstacle);
        assert!(matches!(flow.obstacle, Some(Obstacle::LoginRefused(_))), "{status}: {:?}", flow.obstacle);
    }
}

#[tokio::test]
async fn a_token_that_only_scripts_read_is_named() {
    let page = format!("<meta name=csrf-token content=tok3n><script src=/app.js></script>{LOGIN}");
    let provider = Provider::start(move |seen, _| match seen.path.as_str() {
        "/auth" => Some(html(200, &page)),
        "/login" => Some(html(419, "<title>Page Expired</title>")),
        _ => None,
    })
    .await;
    let (_, flow) = one_flow(&provider).await;
    let Some(Obstacle::PageNotUnderstood(why)) = &flow.obstacle else { panic!("{:?}", flow.obstacle) };
    assert!(why.contains("Page Expired") && why.contains("meta csrf-token"), "{why}");
}

#[tokio::test]
async fn a_page_without_end_in_depth_is_not_read() {
    let provider = Provider::start(move |seen, _| {
        (seen.path == "/auth").then(|| html(200, &format!("{}{LOGIN}", "<div><p>".repeat(60_000))))
    })
    .await;
    let (_, flow) = one_flow(&provider).await;
    let Some(Obstacle::PageNotUnderstood(why)) = &flow.obstacle else { panic!("{:?}", flow.obstacle) };
    assert!(why.contains("nested more than 512 deep"), "{why}");
}

/// A login page that only a script can use, and what its script would send.
async fn by_calls() -> Provider {
    Provider::start(|seen, issuer| match (seen.method.as_str(), seen.path.as_str()) {
        ("GET", "/auth") if !seen.cookie => Some(redirect(
            302,
            &format!("{issuer}/login.html?next={issuer}%2Fauth%3F{}", seen.query.replace('&', "%26").replace('=', "%3D")),
        )),
        ("GET", "/login.html") => Some(html(200, "<div id=root></div><script src=/app.js></script>")),
        ("POST", "/api/login") if is_login(&seen.body) => {
            Some(answer(200, &[("content-type", "application/json"), ("set-cookie", "sid=1; Path=/")], r#"{"ok":true,"id":7}"#))
        }
        ("POST", "/api/login") => Some(json(422, r#"{"message":"no such thing"}"#)),
        ("PUT", "/api/grant/7") => Some(json(204, "")),
        _ => None,
    })
    .await
}

fn is_login(body: &str) -> bool {
    let told: serde_json::Value = serde_json::from_str(body).unwrap_or_default();
    told == serde_json::json!({"user": "alice", "password": "wonderland", "pin": "77"})
}

const STEPS: &str = r#"
[[step]]
at = "/login.html"
unless-cookie = "sid"
call = { method = "POST", url = "api/login", json = { user = "{user}", password = "{password}", pin = "{secret:pin}" }, refused = 422, take = { id = "/id" } }
[[step]]
at = "/login.html"
call = { method = "PUT", url = "/api/grant/{id}", json = {}, expect = 204 }
[[step]]
at = "/login.html"
go = "{page:next}&again=1"
"#;

fn script(steps: &str, pin: &str) -> Script {
    #[derive(serde::Deserialize)]
    struct File {
        step: Vec<LoginStep>,
    }
    let steps = toml::from_str::<File>(steps).unwrap().step;
    Script { source: "the steps of the test".to_owned(), steps, secrets: [("pin".to_owned(), Secret::new(pin))].into() }
}

fn scripted(script: Script) -> Drivers {
    let mut drivers = Drivers::new(LoginWay::Script, Err(String::new()), Err(String::new()));
    drivers.script = Some(Arc::new(script));
    drivers
}

#[tokio::test]
async fn steps_log_in_where_no_form_does() {
    let provider = by_calls().await;
    let actors = [actor("app", &[Need::Flow, Need::Probe(Probe::WithPkce)])];
    let observer = observer(&provider, &actors).with_drivers(scripted(script(STEPS, "77")));
    let (flow, recording) = flow_of(observer, &actors).await;
    assert_eq!(code_of(&flow), "a-code");
    assert_eq!((provider.count("POST /api/login"), provider.count("PUT /api/grant/7")), (1, 1));
    assert_eq!(recording.login.as_ref().map(|l| l.by.as_str()), Some("the steps of the test"));
    let call = recording.exchanges.iter().find(|e| e.request.url.ends_with("/api/login")).unwrap();
    let header = |name: &str| call.request.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.as_str());
    assert_eq!(header("origin"), Some(provider.issuer.as_str()));
    assert_eq!(header("content-type"), Some("application/json"));
    assert!(flow.authorization.exchanges.iter().any(|id| recording.exchanges[*id].request.url.ends_with("/api/login")));
}

#[tokio::test]
async fn steps_that_do_not_fit_say_which_and_why() {
    let actors = [actor("app", &[Need::Flow])];
    for (from, to, refused, said) in [
        ("", "", true, "/api/login was answered with 422: no such thing"),
        ("refused = 422, ", "", false, "step 1 of the steps of the test, at /login.html: POST /api/login was answered with 422"),
        ("/id\"", "/number\"", false, "has no text at \"/number\" to take as {id}"),
        (
            "call = { method = \"PUT\"",
            "click = \"#go\"\n#",
            false,
            "step 2 of the steps of the test, at /login.html: nothing on the page can be clicked at \"#go\"",
        ),
        ("{secret:pin}", "{secret:pun}", false, "--login-secret pun=…"),
        ("at = \"/login.html\"", "at = \"/elsewhere\"", false, "no step is for this page"),
    ] {
        let provider = by_calls().await;
        let right = if refused || from.starts_with("refused") { "78" } else { "77" };
        let text = if from.is_empty() { STEPS.to_owned() } else { STEPS.replace(from, to) };
        let observer = observer(&provider, &actors).with_drivers(scripted(script(&text, right)));
        let (flow, _) = flow_of(observer, &actors).await;
        let words = flow.obstacle.as_ref().map(Obstacle::said).unwrap_or_default();
        assert!(words.contains(said), "{from}: {:?}", flow.obstacle);
        assert_eq!(matches!(flow.obstacle, Some(Obstacle::LoginRefused(_))), refused, "{from}: {:?}", flow.obstacle);
    }
}

#[tokio::test]
async fn steps_fill_in_and_click_and_leave_the_rest_to_the_forms() {
    let provider = Provider::start(|seen, _| match (seen.method.as_str(), seen.path.as_str()) {
        ("GET", "/auth") if !seen.cookie => Some(html(
            200,
            "<form method=post action=/odd><input name=q1><input name=q2><button id=a>Nope</button><button id=b name=x value=1>Zap</button></form>",
        )),
        ("POST", "/odd") if seen.body == "q1=alice&q2=77&x=1" => Some(html(200, LOGIN)),
        ("POST", "/login") => Some(answer(303, &[("location", &format!("{BACK}?code=both&state=s")), ("set-cookie", "sid=1")], "")),
        _ => None,
    })
    .await;
    let steps = "[[step]]\nat = '/auth'\nfill = { 'input[name=q1]' = '{user}', 'input[name=q2]' = '{secret:pin}' }\n[[step]]\nat = '/auth'\nclick = '#b'";
    let actors = [actor("app", &[Need::Flow])];
    let observer = observer(&provider, &actors).with_drivers(scripted(script(steps, "77")));
    let (flow, _) = flow_of(observer, &actors).await;
    assert_eq!(code_of(&flow), "both");
}

#[tokio::test]
async fn a_password_in_a_step_stays_with_the_provider() {
    let provider = by_calls().await;
    let actors = [actor("app", &[Need::Flow])];
    let text = STEPS.replace("\"api/login\"", "\"http://elsewhere.invalid/api/login\"");
    let observer = observer(&provider, &actors).with_drivers(scripted(script(&text, "77")));
    let (flow, recording) = flow_of(observer, &actors).await;
    assert!(matches!(&flow.obstacle, Some(Obstacle::NotTried(why)) if why.contains("elsewhere.invalid")), "{:?}", flow.obstacle);
    assert!(recording.exchanges.iter().all(|e| !e.request.url.contains("elsewhere.invalid")));
}
