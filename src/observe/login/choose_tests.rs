//! Pages of several shapes, and what they want.

use super::*;

const BACK: &str = "https://cloud.example.com/apps/user_oidc/code";

fn at(status: u16, html: &str, progress: Progress) -> Wants {
    let url = "https://op.example/login".parse().unwrap();
    choose(&HtmlPage::read(html, &url), &url, status, &BACK.parse().unwrap(), progress, &Hints::default())
}

fn first(html: &str) -> Wants {
    at(200, html, Progress::default())
}

const AFTER_PASSWORD: Progress = Progress { user_sent: true, password_sent: true, code_sent: false, token_left_out: false };

#[test]
fn a_login_form_among_others() {
    let Wants::Login { choice, user, password, .. } = first(
        "<form action=/search><input name=q type=search><button>Search</button></form>
        <form action=/register method=post><input name=user><input type=password name=p1><input type=password name=p2></form>
        <form method=post><input type=hidden name=csrf value=x><input name=username><input type=password name=password>
        <button type=button>Show</button><button name=cancel>Cancel</button><button name=go>Sign in</button></form>",
    ) else {
        panic!("this is a login form")
    };
    assert_eq!((choice.form, choice.button, user, password), (2, Some(1), Some(1), 2));
}

#[test]
fn user_name_first() {
    let page = "<form method=post action=/identifier><label>E-mail<input type=email name=id></label><button>Next</button></form>";
    assert!(matches!(first(page), Wants::UserName { field: 0, .. }));
    let again = Progress { user_sent: true, ..Progress::default() };
    assert!(matches!(at(200, page, again), Wants::Nothing(Obstacle::LoginRefused(_))));
}

#[test]
fn a_refused_login_in_the_words_of_the_page() {
    let page = "<div class='alert alert-danger'>Invalid credentials</div><form method=post><input name=user><input type=password name=p></form>";
    let Wants::Nothing(Obstacle::LoginRefused(words)) = at(401, page, AFTER_PASSWORD) else { panic!("this is a refusal") };
    assert_eq!(words, "Invalid credentials");
    // A status of 401 alone is no refusal: some providers send the first login page with it.
    assert!(matches!(at(401, page, Progress::default()), Wants::Login { .. }));
}

#[test]
fn consent_never_says_no() {
    let page = "<form action=/logout method=post><button>Log out</button></form><form action=/lang><button>Continue in English</button></form>
        <form method=post><input type=checkbox name=scope value=email><input type=checkbox name=remember value=1>
        <button name=action value=deny>Do not allow</button><button name=action value=allow>Allow access</button></form>";
    let Wants::Consent(choice) = first(page) else { panic!("this is a consent page") };
    assert_eq!((choice.form, choice.button), (2, Some(1)));
    assert_eq!(choice.fill, [(0, "email".to_owned())]);
}

#[test]
fn consent_in_two_forms_and_in_other_languages() {
    let two = "<form method=post><input type=hidden name=approval value=rejected><button>Cancel</button></form>
        <form method=post><input type=hidden name=approval value=approve><button>Grant Access</button></form>";
    assert!(matches!(first(two), Wants::Consent(Choice { form: 1, .. })));
    let german = "<form method=post><button name=a value=0>Ablehnen</button><button name=a value=1>Zulassen</button></form>";
    assert!(matches!(first(german), Wants::Consent(Choice { button: Some(1), .. })));
    let by_value =
        "<form method=post><input type=submit name=allow value='Authorize'><input type=submit name=no value=Cancel></form>";
    assert!(matches!(first(by_value), Wants::Consent(Choice { button: Some(0), .. })));
    let radios =
        "<form method=post><input type=radio name=c value=no><input type=radio name=c value=yes><button>Submit</button></form>";
    let Wants::Consent(choice) = first(radios) else { panic!("this is a consent page") };
    assert_eq!(choice.fill, [(1, "yes".to_owned())]);
}

#[test]
fn a_page_that_posts_itself_to_the_app() {
    let page = format!(
        "<body onload='document.forms[0].submit()'><form method=post action={BACK}><input type=hidden name=code value=a&amp;b>
        <input type=hidden name=state value=s></form>"
    );
    let Wants::Callback(found) = first(&page) else { panic!("this leads to the app") };
    assert_eq!(found.mode, CallbackMode::FormPost);
    assert_eq!(found.parameters, [("code".to_owned(), "a&b".to_owned()), ("state".to_owned(), "s".to_owned())]);
}

#[test]
fn refreshes_scripts_and_links_to_the_app() {
    for page in [
        format!("<meta http-equiv=refresh content=\"0;url={BACK}?code=x&amp;state=s\">"),
        format!("<script>setTimeout(function () {{ window.location.href = '{BACK}?code=x\\u0026state=s'; }})</script>"),
        format!("<script>location.replace(\"{}?code=x\\x26state=s\")</script>", BACK.replace('/', "\\/")),
        format!("<a href='{BACK}?code=x&amp;state=s'>Go on</a>"),
    ] {
        let Wants::Callback(found) = first(&page) else { panic!("this leads to the app: {page}") };
        assert_eq!(found.parameters.len(), 2, "{page}");
    }
    let bare = format!("<p>Something went wrong</p><a href='{BACK}'>Back to the app</a>");
    assert!(matches!(first(&bare), Wants::Nothing(Obstacle::ErrorPage(_))));
}

#[test]
fn pages_that_go_on_by_themselves() {
    assert!(matches!(first("<script>location = '/next'</script>"), Wants::Go(to) if to.path() == "/next"));
    assert!(matches!(first("<meta http-equiv=refresh content='1; url=/next'>"), Wants::Go(_)));
    let form = "<form method=post action=/acs><input type=hidden name=SAMLResponse value=x></form><script>document.forms[0].submit()</script>";
    assert!(matches!(first(form), Wants::AutoSubmit(_)));
    assert!(matches!(first("<a href=/local>Log in with e-mail</a>"), Wants::Go(to) if to.path() == "/local"));
    // Two ways are no way: nobody knows which one the operator means.
    assert!(!matches!(first("<a href=/a>Log in with A</a><a href=/b>Log in with B</a>"), Wants::Go(_)));
}

#[test]
fn pages_without_a_way_on() {
    let error = "<title>Oops</title><p>redirect_uri did not match</p>";
    let Wants::Nothing(Obstacle::ErrorPage(words)) = at(400, error, Progress::default()) else { panic!("an error page") };
    assert_eq!(words, "Oops: redirect_uri did not match");
    assert!(matches!(first(error), Wants::Nothing(Obstacle::ErrorPage(_))));
    let script = "<title>Login</title><div id=root></div><script src=/app.js></script>";
    assert!(matches!(first(script), Wants::Nothing(Obstacle::PageNotUnderstood(_))));
    let boxed = "<div class='message message-negative alert' role=alert></div><script src=/app.js></script>";
    assert!(matches!(first(boxed), Wants::Nothing(Obstacle::ErrorPage(_))));
    let otp = "<form method=post><input name=otp autocomplete=one-time-code><button>Continue</button></form>";
    assert!(matches!(at(200, otp, AFTER_PASSWORD), Wants::Code { field: 0, .. }));
    let new = "<form method=post><input type=password name=password-new><input type=password name=password-confirm><button>Submit</button></form>";
    assert!(matches!(at(200, new, AFTER_PASSWORD), Wants::Person(_)));
}

#[test]
fn logout_is_confirmed_and_a_login_page_left_alone() {
    let url = "https://op.example/logout".parse().unwrap();
    let confirm = |html: &str| confirmation(&HtmlPage::read(html, &url), &url);
    let ask = "<form method=post><button name=logout value=no>No, stay signed in</button><button name=logout value=yes>Yes, sign me out</button></form>";
    assert!(matches!(confirm(ask), Some(Wants::Consent(Choice { button: Some(1), .. }))));
    assert_eq!(confirm("<form method=post><input name=login><button>Continue</button></form>"), None);
    assert_eq!(confirm("<p>Goodbye</p>"), None);
    assert!(matches!(confirm("<meta http-equiv=refresh content='0;url=https://cloud.example.com/'>"), Some(Wants::Go(_))));
}

/// What is known of products' login pages serves the driver: by the names of the fields alone, without labels, it finds its way.
#[test]
fn the_fields_of_known_products_are_found_by_their_names() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/providers");
    let mut seen = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let profile: toml::Table = toml::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let login = profile.get("login").and_then(toml::Value::as_table);
        let text = |name: &str| login.and_then(|l| l.get(name)).and_then(toml::Value::as_str);
        if let (Some(user), Some(password)) = (text("user"), text("password")) {
            seen += 1;
            let page = format!(
                "<form><input type=search name=q><button>Go</button></form><form method=post><input type=hidden name=csrf value=x>
                <input name=tenant><input name={user}><input type=password name={password}><button>OK</button></form>"
            );
            let Wants::Login { choice, user, password, .. } = first(&page) else { panic!("{}", path.display()) };
            assert_eq!((choice.form, user, password), (1, Some(2), 3), "{}", path.display());
        }
        if let Some(consent) = login.and_then(|l| l.get("consent")).and_then(toml::Value::as_array) {
            let [name, value] = consent.as_slice() else { panic!("{}", path.display()) };
            let (name, value) = (name.as_str().unwrap(), value.as_str().unwrap());
            let page = format!(
                "<form method=post><button name={name} value=deny>Nein</button><button name={name} value={value}>Weiter</button></form>"
            );
            let Wants::Consent(choice) = at(200, &page, AFTER_PASSWORD) else { panic!("{}", path.display()) };
            assert_eq!(choice.button, Some(1), "{}", path.display());
        }
    }
    assert!(seen >= 5, "only {seen} products say what their fields are called");
}

/// What is known of a product counts where words say nothing, or something else.
#[test]
fn known_names_come_first() {
    let url = "https://op.example/login".parse().unwrap();
    let known = |html: &str, hints: &Hints| {
        choose(&HtmlPage::read(html, &url), &url, 200, &BACK.parse().unwrap(), Progress::default(), hints)
    };
    let two = "<form method=post action=/a><input name=login><input type=password name=one><button>OK</button></form>
        <form method=post action=/register/b><input name=tenant><input name=qx><input type=password name=two><button>OK</button></form>";
    let hints = Hints { user: Some("qx".to_owned()), password: Some("two".to_owned()), ..Hints::default() };
    let Wants::Login { choice, user, password, .. } = known(two, &hints) else { panic!("a login form") };
    assert_eq!((choice.form, user, password), (1, Some(1), 2));
    assert!(matches!(known(two, &Hints::default()), Wants::Login { choice: Choice { form: 0, .. }, .. }));
    let odd = "<form method=post><button name=d value=0>Ahoj</button><button name=d value=1>Nazdar</button></form>";
    let hints = Hints { consent: Some(("d".to_owned(), "1".to_owned())), ..Hints::default() };
    assert!(matches!(known(odd, &hints), Wants::Consent(Choice { button: Some(1), .. })));
    assert!(matches!(known(odd, &Hints::default()), Wants::Nothing(_)));
    let script = "<div id=root></div><script src=/app.js></script>";
    let hints = Hints { scripts: Some("Product: its pages are scripts".to_owned()), ..Hints::default() };
    let Wants::Nothing(Obstacle::PageNotUnderstood(said)) = known(script, &hints) else { panic!("a script page") };
    assert!(said.contains("Product: its pages are scripts"), "{said}");
}
