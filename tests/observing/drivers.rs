//! Who goes on where forms over HTTP do not: what a driver is given, and what becomes of what it brings back.

use oidc_compat::config::LoginWay;
use oidc_compat::http::JarCookie;
use oidc_compat::observe::{Answer, Drivers, HandedBack, HandedOver, Handover, Walk};

use super::*;

/// Stands for a real browser: notes what it was given, and answers what it is told to.
struct Stand {
    given: Mutex<Vec<HandedOver>>,
    back: HandedBack,
}

impl Handover for Stand {
    fn name(&self) -> String {
        "a stand-in".to_owned()
    }

    fn walk(&self, page: HandedOver) -> Walk<'_> {
        self.given.lock().unwrap().push(page.clone());
        let mut back = self.back.clone();
        if let Ok(answer) = &mut back.answer {
            answer.parameters.push(("state".to_owned(), state(&page.start)));
        }
        Box::pin(async move { back })
    }
}

fn state(url: &str) -> String {
    url.split(['?', '&']).find_map(|p| p.strip_prefix("state=")).unwrap_or_default().to_owned()
}

fn stand(answer: Result<Answer, Obstacle>, cookies: Option<Vec<JarCookie>>) -> Arc<Stand> {
    Arc::new(Stand { given: Mutex::default(), back: HandedBack { answer, cookies, exchanges: Vec::new(), picture: None } })
}

fn code() -> Answer {
    Answer {
        mode: CallbackMode::Query,
        url: format!("{BACK}?code=by-driver"),
        parameters: vec![("code".to_owned(), "by-driver".to_owned())],
    }
}

fn session() -> JarCookie {
    JarCookie {
        name: "sid".to_owned(),
        value: "1".to_owned(),
        domain: "127.0.0.1".to_owned(),
        host_only: true,
        path: "/".to_owned(),
        secure: false,
        expires: None,
    }
}

const SCRIPT_PAGE: &str = "<title>Sign in</title><div id=root>Loading</div><script src=/app.js></script>";

/// A provider whose login page is a script, and which knows its session.
async fn scripted() -> Provider {
    Provider::start(|seen, _| match seen.path.as_str() {
        "/auth" if !seen.cookie => Some(redirect(302, "/login")),
        "/login" => Some(html(200, SCRIPT_PAGE)),
        _ => None,
    })
    .await
}

async fn run_with(provider: &Provider, drivers: Drivers, actors: &[Actor]) -> Recording {
    let mut observer = observer(provider, actors).with_drivers(drivers);
    observer.run(actors).await;
    observer.finish(actors).await
}

#[tokio::test]
async fn a_page_for_scripts_is_handed_over_and_the_session_lives_on_over_http() {
    let provider = scripted().await;
    let browser = stand(Ok(code()), Some(vec![session()]));
    let drivers = Drivers::new(LoginWay::Auto, Ok(browser.clone()), Err("nobody there".to_owned()));
    let actors = [actor("app", &[Need::Flow, Need::Probe(Probe::PercentEncodedQuery), Need::Probe(Probe::WithPkce)])];
    let recording = run_with(&provider, drivers, &actors).await;
    let given = browser.given.lock().unwrap();
    let [page] = given.as_slice() else { panic!("handed over {} times", given.len()) };
    assert!(page.start.starts_with(&format!("{}/auth?", provider.issuer)), "{}", page.start);
    assert_eq!((page.page.clone(), page.redirect_uri.as_str()), (format!("{}/login", provider.issuer), BACK));
    assert!(page.why.contains("Sign in") && page.purpose == "login as app", "{page:?}");
    assert_eq!(page.user.as_ref().map(|u| u.user.as_str()), Some("alice"));
    assert!(page.cookies.is_empty());
    let codes: Vec<_> = recording.flows.iter().map(|f| f.callback.as_ref().and_then(|c| c.parameter("code"))).collect();
    assert_eq!(codes, [Some("by-driver"), Some("a-code"), Some("a-code")]);
    assert!(recording.flows.iter().all(|f| f.token.status == StageStatus::Done));
}

#[tokio::test]
async fn who_is_asked_follows_from_the_way() {
    let provider = scripted().await;
    let actors = [actor("app", &[Need::Flow])];
    let refused = || Err::<Arc<dyn Handover>, _>("no Chromium found".to_owned());
    let nobody = || Err::<Arc<dyn Handover>, _>("nobody there".to_owned());
    for (way, browser, person, code, said) in [
        (LoginWay::Form, true, true, None, "--login form"),
        (LoginWay::Browser, false, true, None, "no Chromium found"),
        (LoginWay::Browser, true, false, Some("by-driver"), ""),
        (LoginWay::Interactive, true, false, None, "nobody there"),
        (LoginWay::Interactive, false, true, Some("by-driver"), ""),
        (LoginWay::Auto, false, true, Some("by-driver"), ""),
        (LoginWay::Auto, false, false, None, "no Chromium found; nobody there"),
    ] {
        let one = stand(Ok(self::code()), Some(vec![session()]));
        let browser = if browser { Ok(one.clone() as Arc<dyn Handover>) } else { refused() };
        let person = if person { Ok(one.clone() as Arc<dyn Handover>) } else { nobody() };
        let recording = run_with(&provider, Drivers::new(way, browser, person), &actors).await;
        let flow = &recording.flows[0];
        assert_eq!(flow.callback.as_ref().and_then(|c| c.parameter("code")), code, "{way:?}");
        let words = flow.obstacle.as_ref().map(Obstacle::said).unwrap_or_default();
        assert!(words.contains(said), "{way:?}: {words}");
    }
}

#[tokio::test]
async fn a_plain_form_is_not_handed_over_unless_the_operator_wants_it() {
    let provider = Provider::start(|seen, _| match (seen.method.as_str(), seen.path.as_str()) {
        ("GET", "/auth") if !seen.cookie => Some(html(200, LOGIN)),
        ("POST", "/login") => Some(redirect(302, &format!("{BACK}?code=by-form&state=s"))),
        _ => None,
    })
    .await;
    let actors = [actor("app", &[Need::Flow])];
    for (way, code) in [(LoginWay::Auto, "by-form"), (LoginWay::Browser, "by-driver")] {
        let one = stand(Ok(self::code()), Some(vec![session()]));
        let drivers = Drivers::new(way, Ok(one.clone()), Err("nobody there".to_owned()));
        let recording = run_with(&provider, drivers, &actors).await;
        assert_eq!(recording.flows[0].callback.as_ref().and_then(|c| c.parameter("code")), Some(code), "{way:?}");
    }
}

#[tokio::test]
async fn what_a_driver_cannot_do_is_told_and_a_refusal_ends_all_logins() {
    let provider = scripted().await;
    let other = || {
        let mut other = actor("other", &[Need::Flow]);
        other.target.client_id = Some("another".to_owned());
        other
    };
    let mut one = stand(Err(Obstacle::PageNotUnderstood("a captcha".to_owned())), None);
    Arc::get_mut(&mut one).unwrap().back.picture = Some("stuck.png".to_owned());
    let drivers = Drivers::new(LoginWay::Auto, Ok(one.clone()), Err(String::new()));
    let recording = run_with(&provider, drivers, &[actor("app", &[Need::Flow])]).await;
    let said = recording.flows[0].obstacle.as_ref().map(Obstacle::said);
    assert_eq!(said, Some("a captcha (picture of the page: stuck.png)"));
    let one = stand(Err(Obstacle::LoginRefused("Wrong password".to_owned())), None);
    let drivers = Drivers::new(LoginWay::Auto, Ok(one.clone()), Err(String::new()));
    let recording = run_with(&provider, drivers, &[actor("app", &[Need::Flow]), other()]).await;
    for flow in &recording.flows {
        assert_eq!(flow.obstacle, Some(Obstacle::LoginRefused("Wrong password".to_owned())));
    }
    assert_eq!((recording.flows.len(), one.given.lock().unwrap().len()), (2, 1));
}

/// A person: keeps the session to itself, and counts.
struct Human(Mutex<Vec<(usize, Vec<String>)>>, Result<(), Obstacle>);

impl Handover for Human {
    fn name(&self) -> String {
        "a person".to_owned()
    }

    fn is_person(&self) -> bool {
        true
    }

    fn walk(&self, page: HandedOver) -> Walk<'_> {
        self.0.lock().unwrap().push(page.place.clone());
        let mut answer = code();
        answer.parameters.push(("state".to_owned(), state(&page.start)));
        let answer = self.1.clone().map(|()| answer);
        Box::pin(async { HandedBack { answer, ..HandedBack::nothing(Obstacle::NotTried(String::new())) } })
    }
}

fn two_apps() -> [Actor; 2] {
    let needs = [Need::Flow, Need::Probe(Probe::PromptNone), Need::Probe(Probe::SecondLogin), Need::Step(Step::Logout)];
    let mut other = actor("other", &needs);
    other.target.client_id = Some("another".to_owned());
    [actor("app", &needs), other]
}

#[tokio::test]
async fn a_person_is_asked_for_the_apps_own_logins_alone() {
    let provider = scripted().await;
    let human = Arc::new(Human(Mutex::default(), Ok(())));
    let drivers = Drivers::new(LoginWay::Interactive, Err(String::new()), Ok(human.clone()));
    let recording = run_with(&provider, drivers, &two_apps()).await;
    let names = vec!["app".to_owned(), "other".to_owned()];
    assert_eq!(*human.0.lock().unwrap(), [(0, names.clone()), (1, names)]);
    for flow in &recording.flows {
        match flow.probe {
            None => {
                assert!(flow.callback.as_ref().is_some_and(|c| c.unseen), "{flow:?}");
                assert_eq!(flow.token.status, StageStatus::Done);
            }
            // Without the person's session nothing can be said of them.
            Some(probe) => {
                assert!(matches!(flow.obstacle, Some(Obstacle::NeedsPerson(_))), "{probe:?}: {:?}", flow.obstacle);
                assert!(matches!(&flow.authorization.status, StageStatus::Failed(why) if why.starts_with("needs-person: ")));
            }
        }
    }
    assert_eq!(recording.login.map(|l| l.by), Some("a person".to_owned()));
}

#[tokio::test]
async fn who_did_not_come_is_not_asked_again() {
    let provider = scripted().await;
    let gone = Obstacle::NeedsPerson("nobody logged in within 1 s".to_owned());
    let human = Arc::new(Human(Mutex::default(), Err(gone.clone())));
    let drivers = Drivers::new(LoginWay::Interactive, Err(String::new()), Ok(human.clone()));
    let recording = run_with(&provider, drivers, &two_apps()).await;
    assert_eq!(human.0.lock().unwrap().len(), 1);
    assert!(recording.flows.iter().filter(|f| f.probe.is_none()).all(|f| f.obstacle == Some(gone.clone())));
}
