use super::*;

fn customs() -> Customs {
    let url = |text: &str| -> Url { text.parse().unwrap() };
    let mut guard = Guard::default();
    guard.name("https://op.example.com/");
    let apps = [url("https://cloud.example.org/").origin()];
    let start = url("https://op.example.com/authorize?a=1");
    Customs::new("login as x", &start, &url("https://cloud.example.org/code"), &apps, &guard)
}

fn leaving(url: &str, body: Option<&str>) -> Leaving {
    Leaving {
        id: "1".to_owned(),
        url: url.to_owned(),
        method: if body.is_some() { "POST" } else { "GET" }.to_owned(),
        headers: Vec::new(),
        body: body.map(|b| b.as_bytes().to_vec()),
        document: true,
        page: true,
    }
}

fn arriving(status: u16, location: Option<&str>) -> Arriving {
    let headers = location.map(|l| ("location".to_owned(), l.to_owned())).into_iter().collect();
    Arriving { id: "1".to_owned(), status, headers, body: b"<p>hi".to_vec(), page: true }
}

fn caught_of(customs: &Customs) -> Caught {
    match customs.stop() {
        Some(Stop::Caught(found)) => found,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_redirect_to_the_app_is_caught_as_it_was_written() {
    let customs = customs();
    assert_eq!(customs.leaves(&leaving("https://op.example.com/authorize?a=1", None)), Pass::On);
    let location = "https://cloud.example.org:443/code?code=a%2fb&state=s";
    assert_eq!(customs.arrives(arriving(302, Some(location))), Pass::Blank);
    assert_eq!(caught_of(&customs).url, location);
    let exchanges = customs.exchanges(false);
    assert_eq!((exchanges.len(), exchanges[0].status()), (1, Some(302)));
}

#[test]
fn fragments_and_forms_are_caught_before_they_leave() {
    let fragment = customs();
    assert_eq!(fragment.leaves(&leaving("https://cloud.example.org/code#code=c&state=s", None)), Pass::Blank);
    assert_eq!((caught_of(&fragment).mode, caught_of(&fragment).parameters.len()), (CallbackMode::Fragment, 2));
    let form = customs();
    assert_eq!(form.leaves(&leaving("https://cloud.example.org/code", Some("code=a+b&state=%C3%A9"))), Pass::Blank);
    let found = caught_of(&form);
    assert_eq!(found.mode, CallbackMode::FormPost);
    assert_eq!(found.parameters[1].1, "é");
    assert_eq!(form.exchanges(false).len(), 0, "what was caught was not sent");
}

#[test]
fn the_app_is_not_visited() {
    let elsewhere = customs();
    assert_eq!(elsewhere.leaves(&leaving("https://cloud.example.org/?x=1", None)), Pass::Stop);
    let Some(Stop::Obstacle(Obstacle::Elsewhere(said))) = elsewhere.stop() else { panic!("not stopped") };
    assert_eq!(said, "the browser was sent to https://cloud.example.org/ instead of https://cloud.example.org/code");
    let redirected = customs();
    redirected.leaves(&leaving("https://op.example.com/authorize", None));
    assert_eq!(redirected.arrives(arriving(302, Some("myapp://callback?code=1"))), Pass::Blank);
    assert!(matches!(redirected.stop(), Some(Stop::Obstacle(Obstacle::Elsewhere(_)))));
    let script = Leaving { document: false, page: false, ..leaving("https://cloud.example.org/code?code=1", None) };
    let fetched = customs();
    assert_eq!(fetched.leaves(&script), Pass::Stop);
    assert_eq!(fetched.stop(), None);
}

#[test]
fn the_password_is_not_typed_where_it_must_not_go() {
    let url = |text: &str| -> Url { text.parse().unwrap() };
    let page = url("https://op.example.com/login");
    let customs = customs();
    assert_eq!(customs.about_to_type("wonderland", &page, &page), Ok(()));
    let error = customs.about_to_type("wonderland", &page, &url("https://evil.example.net/")).unwrap_err();
    assert!(error.contains("evil.example.net"), "{error}");
    assert!(customs.about_to_type("wonderland", &url("http://op.example.com/"), &page).is_err());
    assert!(customs.exchanges(false).iter().all(|e| e.failure.as_ref().is_some_and(|f| f.kind == FailureKind::Refused)));
}

#[test]
fn what_was_typed_does_not_leave_for_strangers() {
    let customs = customs();
    let page: Url = "https://op.example.com/login".parse().unwrap();
    let stranger = leaving("https://evil.example.net/", Some("{\"p\":\"wonderland\"}"));
    assert_eq!(customs.leaves(&stranger), Pass::On, "nothing was typed yet");
    customs.about_to_type("wonderland", &page, &page).unwrap();
    assert_eq!(customs.leaves(&leaving("https://op.example.com/api", Some("{\"p\":\"wonderland\"}"))), Pass::On);
    assert_eq!(customs.leaves(&leaving("https://evil.example.net/", Some("{}"))), Pass::On);
    assert_eq!(customs.leaves(&stranger), Pass::Stop);
    assert!(matches!(customs.stop(), Some(Stop::Obstacle(Obstacle::NotTried(_)))));
}

#[test]
fn the_first_navigation_after_the_password_counts_as_a_login() {
    let customs = customs();
    let page: Url = "https://op.example.com/login".parse().unwrap();
    customs.leaves(&leaving("https://op.example.com/login", None));
    customs.arrives(arriving(200, None));
    customs.about_to_type("wonderland", &page, &page).unwrap();
    for _ in 0..2 {
        customs.leaves(&leaving("https://op.example.com/next", None));
        customs.arrives(arriving(200, None));
    }
    let counted: Vec<bool> = customs.exchanges(false).iter().map(|e| e.purpose.ends_with("(login form)")).collect();
    assert_eq!(counted, [false, true, false]);
}

#[test]
fn failures_and_certificates() {
    let untrusted = customs();
    untrusted.leaves(&leaving("https://login.example.com:8443/", None));
    untrusted.failed("1", "net::ERR_CERT_AUTHORITY_INVALID");
    assert_eq!(untrusted.stop(), Some(Stop::Untrusted("login.example.com".to_owned(), 8443)));
    let away = customs();
    away.leaves(&leaving("https://op.example.com/", None));
    away.failed("1", "net::ERR_ABORTED");
    assert_eq!((away.stop(), away.exchanges(true).len()), (None, 0));
    away.leaves(&leaving("https://op.example.com/", None));
    assert!(away.waits_for_an_answer());
    assert_eq!(away.exchanges(true)[0].failure.as_ref().map(|f| f.kind), Some(FailureKind::Timeout));
    away.failed("1", "net::ERR_NAME_NOT_RESOLVED");
    assert_eq!(away.exchanges(false)[0].failure.as_ref().map(|f| f.kind), Some(FailureKind::Dns));
}
