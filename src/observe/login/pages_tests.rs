//! Pages shaped like those of real products, and what the form driver makes of them.

use url::Url;

use super::choose::{Hints, Progress, Wants, choose};
use super::html::HtmlPage;
use super::submit::entries;
use crate::recording::Obstacle;

/// When the page comes.
#[derive(Debug, Clone, Copy)]
enum When {
    First,
    AfterUser,
    AfterPassword,
    AfterCode,
    /// The password was sent from a page with a token in a meta element.
    TokenLeftOut,
}
use When::{AfterCode, AfterPassword, AfterUser, First, TokenLeftOut};

fn progress(when: When) -> Progress {
    let password_sent = matches!(when, AfterPassword | AfterCode | TokenLeftOut);
    Progress {
        user_sent: !matches!(when, First),
        password_sent,
        code_sent: matches!(when, AfterCode),
        token_left_out: matches!(when, TokenLeftOut),
    }
}

fn page(name: &str) -> HtmlPage {
    let file = format!("{}/fixtures/login-pages/{name}.html", env!("CARGO_MANIFEST_DIR"));
    let html = std::fs::read_to_string(&file).unwrap_or_else(|why| panic!("{file}: {why}"));
    HtmlPage::read(&html, &at())
}

fn at() -> Url {
    "http://op.example/oauth2/authorize?client_id=rp1".parse().unwrap()
}

/// What is done, in one line: what is sent where, or the words of the obstacle.
fn done(page: &HtmlPage, status: u16, when: When) -> String {
    let back = "https://cloud.example.com/cb".parse().unwrap();
    let (kind, mut choice, fill) = match choose(page, &at(), status, &back, progress(when), &Hints::default()) {
        Wants::Login { choice, user, password, code } => {
            let fill = [user.map(|at| (at, "USER")), Some((password, "PASSWORD")), code.map(|at| (at, "CODE"))];
            ("login", choice, fill.into_iter().flatten().collect())
        }
        Wants::UserName { choice, field } => ("user", choice, vec![(field, "USER")]),
        Wants::Code { choice, field } => ("code", choice, vec![(field, "CODE")]),
        Wants::Consent(choice) => ("yes", choice, Vec::new()),
        Wants::AutoSubmit(choice) => ("auto", choice, Vec::new()),
        Wants::Go(to) => return format!("go {}", to.path()),
        Wants::Callback(found) => return format!("callback {}", found.url),
        Wants::Person(said) => return format!("person: {said}"),
        Wants::Nothing(Obstacle::PageNotUnderstood(said)) => return format!("script: {said}"),
        Wants::Nothing(Obstacle::LoginRefused(said)) => return format!("refused: {said}"),
        Wants::Nothing(Obstacle::ErrorPage(said)) => return format!("error: {said}"),
        Wants::Nothing(other) => return format!("{other:?}"),
    };
    choice.fill.extend(fill.into_iter().map(|(at, text): (usize, &str)| (at, text.to_owned())));
    let form = &page.forms[choice.form];
    let button = choice.button.and_then(|b| form.buttons.get(b));
    let action = button.and_then(|b| b.action.as_ref()).or(form.action.as_ref()).map(Url::path).unwrap_or_default();
    let sent: Vec<String> = entries(form, &choice.fill, button).iter().map(|(n, v)| format!("{n}={v}")).collect();
    format!("{kind} {action} {}", sent.join("&"))
}

#[test]
fn what_is_done_with_each_page() {
    let mut wrong = Vec::new();
    for (name, status, when, expected) in PAGES {
        let found = done(&page(name), *status, *when);
        if found != *expected {
            wrong.push(format!("{name} {when:?}\n  is       {found}\n  expected {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_page_is_looked_at() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/login-pages");
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let is_page = path.extension().is_some_and(|e| e == "html");
        assert!(!is_page || PAGES.iter().any(|(page, ..)| *page == name), "{name} is in no test");
    }
}

/// Page, status, moment, and what is done: with what names and values the form is sent, or whose turn it is.
const PAGES: &[(&str, u16, When, &str)] = &[
    ("authelia", 200, First, "script: Login - Authelia"),
    ("authentik", 200, First, "script: authentik"),
    ("between-rows", 200, First, "login /cgi-bin/login uname=USER&upass=PASSWORD"),
    ("buttons-outside", 200, First, "login /session user=USER&pass=PASSWORD&do=login"),
    (
        "by-url",
        200,
        First,
        "script: the login page \"Sign in\" needs a script: its form would put the password into the URL, so that a script sends it, or it is not safe to use",
    ),
    ("canaille-consent", 200, AfterPassword, "yes /oauth2/authorize csrf_token=x&answer=accept"),
    ("canaille-login", 200, First, "user /oauth2/authorize csrf_token=x&login=USER"),
    ("canaille-password", 200, AfterUser, "login /oauth2/authorize csrf_token=x&username=alice&password=PASSWORD"),
    ("captcha", 200, First, "person: the login page has a captcha: Sign in"),
    ("csrf-meta", 200, First, "login /session user=USER&pass=PASSWORD"),
    (
        "csrf-refused",
        419,
        TokenLeftOut,
        "script: the login form was refused (419 Page Expired: Page Expired): its page gives a token against forgery to scripts alone (meta csrf-token)",
    ),
    ("csrf-refused", 419, AfterPassword, "error: 419 Page Expired: Page Expired"),
    ("dex-approval", 200, AfterPassword, "yes /oauth2/authorize req=x&approval=approve"),
    ("dex-connectors", 200, First, "go /dex/auth/local"),
    ("dex-login", 200, First, "login /dex/auth/local/login login=USER&password=PASSWORD"),
    ("dex-wrong", 200, AfterPassword, "refused: Invalid Email Address and password."),
    (
        "django-consent-language-first",
        200,
        AfterPassword,
        "yes /oauth2/authorize csrfmiddlewaretoken=x&scope=openid&allow=Authorize",
    ),
    (
        "django-language-first",
        200,
        First,
        "login /oauth2/authorize csrfmiddlewaretoken=x&username=USER&password=PASSWORD&next=/o/authorize/",
    ),
    ("entra-id", 200, First, "script: Sign in to your account"),
    ("entra-stay", 200, AfterPassword, "yes /kmsi flowToken=x"),
    ("forgot-first-two-step", 200, First, "user /identifier identifier=USER"),
    ("glewlwyd", 200, First, "script: Glewlwyd: Loading..."),
    ("google-identifier", 200, First, "user /signin/v1/lookup identifier=USER&hiddenPassword="),
    ("google-password", 200, AfterUser, "login /signin/challenge/pwd identifier=alice@example.com&Passwd=PASSWORD"),
    (
        "keycloak-locked",
        200,
        AfterPassword,
        "refused: Account is temporarily disabled, contact your administrator or try again later. (the account is locked or tried too often, whatever the password)",
    ),
    (
        "keycloak-login",
        200,
        First,
        "login /realms/cloud/login-actions/authenticate username=USER&password=PASSWORD&credentialId=&login=",
    ),
    (
        "keycloak-otp",
        200,
        AfterPassword,
        "code /realms/cloud/login-actions/authenticate selectedCredentialId=61f2&otp=CODE&login=Sign In",
    ),
    (
        "keycloak-otp-wrong",
        200,
        AfterCode,
        "refused: Invalid authenticator code. (the code of the second factor was refused: is --totp-secret this account's, and the clock right?)",
    ),
    (
        "keycloak-setup-otp",
        200,
        AfterPassword,
        "person: the account has to set up a second factor first: Mobile Authenticator Setup: You need to set up Mobile Authenticator to activate your account. Scan: Submit",
    ),
    ("keycloak-terms", 200, AfterPassword, "yes /realms/cloud/login-actions/required-action accept=Accept"),
    ("keycloak-wrong", 200, AfterPassword, "refused: Invalid username or password."),
    ("lemonldap-consent", 200, AfterPassword, "yes /oauth2/authorize confirm=x"),
    (
        "lemonldap-login",
        200,
        First,
        "login /oauth2/authorize url=aHR0cA==&timezone=&skin=bootstrap&token=1_2&user=USER&password=PASSWORD",
    ),
    (
        "nameless",
        200,
        First,
        "script: the login page \"Sign in\" needs a script: its field has no name, so that a script sends what is typed",
    ),
    ("npm-consent", 200, AfterPassword, "yes /interaction/abc prompt=consent"),
    ("npm-login", 200, First, "login /interaction/abc prompt=login&login=USER&password=PASSWORD"),
    (
        "openliberty-consent",
        200,
        AfterPassword,
        "script: the page \"Grant access\" needs a script: its form is sent to \"javascript\", so that a script sends it",
    ),
    ("passkey-offer", 200, AfterPassword, "yes /passkey a=later"),
    ("password-expires", 200, AfterPassword, "go /login/continue"),
    ("password-old", 200, AfterPassword, "person: the page asks for a new password: Change your password: Change"),
    ("registration-first", 200, First, "login /session email=USER&password=PASSWORD"),
    ("scopes", 200, AfterPassword, "yes /oauth2/authorize email=1&scp=profile&allow=1"),
    (
        "sent-code",
        200,
        AfterPassword,
        "person: the page asks for a code that was sent by mail or to a phone: Check your mail: We sent a code to a***@example.com. Verify",
    ),
    ("stay-or-not", 200, AfterPassword, "yes /oauth2/authorize stay=1"),
    (
        "too-many",
        429,
        AfterPassword,
        "refused: Slow down: Too many failed attempts. Try again in 15 minutes. (the account is locked or tried too often, whatever the password)",
    ),
    ("unknown-client", 400, First, "error: We are sorry: Client not found."),
    ("unknown-client", 400, AfterPassword, "error: We are sorry: Client not found."),
    ("zitadel-loginname", 200, First, "user /ui/login/loginname gorilla.csrf.Token=x&authRequestID=1&loginName=USER"),
    ("zitadel-mfa-prompt", 200, AfterPassword, "yes /ui/login/mfa/prompt gorilla.csrf.Token=x&provider=0&skip=true"),
    ("zitadel-otp", 200, AfterPassword, "code /ui/login/mfa/verify gorilla.csrf.Token=x&mfaType=0&code=CODE"),
    ("zitadel-password", 200, AfterUser, "login /ui/login/password gorilla.csrf.Token=x&loginName=alice&password=PASSWORD"),
];
