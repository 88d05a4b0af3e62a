//! What to do with a page: which form, which button, which link. Pure; the words it goes by are all here.

use std::sync::LazyLock;

use regex::Regex;
use url::Url;

use super::callback::{Caught, caught, is_redirect_uri};
use super::html::{Button, Control, Form, HtmlPage};
use super::submit::entries;
use crate::recording::{CallbackMode, Obstacle};

/// Longest words of a page that are kept, characters.
const WORDS: usize = 300;

/// What was done on earlier pages of this login.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Progress {
    pub(super) user_sent: bool,
    pub(super) password_sent: bool,
}

/// What a page wants.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Wants {
    /// It sends the browser to the app.
    Callback(Caught),
    /// It sends the browser on by itself, or by its only link.
    Go(Url),
    /// A form without anything to decide, submitted by a script.
    AutoSubmit(Choice),
    /// The user name alone.
    UserName { choice: Choice, field: usize },
    /// User name and password, or the password alone.
    Login { choice: Choice, user: Option<usize>, password: usize },
    /// Consent, or another page with one way on.
    Consent(Choice),
    /// There is no way on.
    Nothing(Obstacle),
}

/// A form with the button to press and the boxes to tick.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Choice {
    pub(super) form: usize,
    pub(super) button: Option<usize>,
    pub(super) fill: Vec<(usize, String)>,
}

macro_rules! words {
    ($name:ident, $pattern:expr) => {
        static $name: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new($pattern).ok());
    };
}

words!(
    YES,
    r"(?i)\b(allow|accept|approve|agree|yes|ok|okay|continue|proceed|consent|authori[sz]e|grant|confirm|submit|next|log ?in|sign ?in|log ?on|sign ?on|connect|true|erlauben|zulassen|gew[äa]hren|akzeptieren|zustimmen|best[äa]tigen|weiter|fortfahren|ja|anmelden|einloggen|autoriser|accepter|continuer|valider|oui|confirmer|connexion|connecter|permitir|aceptar|autorizar|continuar|confirmar|s[íi]|entrar|consenti|accetta|conferma|continua|accedi|toestaan|akkoord|doorgaan|inloggen|akceptuj|zezw[óo]l|zaloguj|dalej|tak)\b"
);
words!(
    NO,
    r"(?i)\b(cancel|deny|denied|reject|rejected|refuse|decline|disallow|abort|no|not|don.?t|false|stay|back|log ?out|sign ?out|register|registration|sign ?up|create|forgot|forgotten|reset|help|language|another|different|switch|abbrechen|ablehnen|verweigern|nein|zur[üu]ck|abmelden|registrieren|annuler|refuser|non|retour|d[ée]connexion|cancelar|rechazar|denegar|volver|annulla|rifiuta|indietro|annuleren|weigeren|anuluj|odm[óo]w|nie)\b"
);
words!(
    USER,
    r"(?i)user|login|log.?in|e?-?mail|identifier|account|benutzer|konto|utilisateur|identifiant|usuario|utente|gebruiker|\buid\b|\bname\b"
);
words!(
    SECOND_FACTOR,
    r"(?i)\botp\b|one.?time|totp|\bmfa\b|\b2fa\b|verification.?code|security.?code|auth(enticator)?.?code|\bpin\b|captcha"
);
words!(
    SIDE,
    r"(?i)search|log.?out|sign.?out|language|\blang\b|locale|register|registration|sign.?up|newsletter|theme|forgot|reset|recover"
);
words!(NEW_PASSWORD, r"(?i)new.?pass|confirm.?pass|pass(word)?.?(confirm|repeat|again|2)|repeat|current.?pass|old.?pass");
words!(GRANTS, r"(?i)scope|claim|grant|consent|agree|accept|terms");
words!(
    LOG_IN_LINK,
    r"(?i)\b(log ?in|sign ?in|log ?on|continue|proceed|next|anmelden|weiter|connexion|continuer|entrar|accedi|inloggen)\b"
);
words!(
    LOG_OUT,
    r"(?i)log ?out|sign ?out|log ?off|sign ?off|end session|answer|abmelden|d[ée]connexion|cerrar|esci|uitloggen|wyloguj"
);
words!(STAY, r"(?i)\b(stay|cancel|no|not|back|keep|abbrechen|nein|annuler|non|cancelar|annulla|annuleren|anuluj)\b");
words!(
    LOCATION,
    r#"(?:\blocation(?:\.href)?\s*=\s*|\blocation\.(?:replace|assign)\(\s*)(?:"((?:[^"\\]|\\.)+)"|'((?:[^'\\]|\\.)+)')"#
);

fn says(words: &LazyLock<Option<Regex>>, text: &str) -> bool {
    // Underscores and hyphens in names stand between words.
    words.as_ref().is_some_and(|w| w.is_match(&text.replace(['_', '-'], " ")))
}

/// Decides what to do with a page.
pub(super) fn choose(page: &HtmlPage, url: &Url, status: u16, redirect_uri: &Url, progress: Progress) -> Wants {
    if let Some(found) = to_the_app(page, url, redirect_uri) {
        return Wants::Callback(found);
    }
    let plain = !page.forms.iter().any(has_fields);
    if status < 400
        && plain
        && let Some(target) = sends_itself_on(page, url)
    {
        return Wants::Go(target);
    }
    if let Some(form) = auto_submitted(page) {
        return Wants::AutoSubmit(form);
    }
    if let Some(wants) = login(page, progress) {
        return wants;
    }
    if status >= 400 {
        return Wants::Nothing(Obstacle::ErrorPage(words(page, status)));
    }
    if page.forms.iter().any(|f| f.controls.iter().any(|c| is_text(c) && says(&SECOND_FACTOR, &c.hint))) {
        return Wants::Nothing(Obstacle::PageNotUnderstood(format!(
            "the page asks for a further factor: {}",
            words(page, status)
        )));
    }
    if let Some(choice) = consent(page) {
        return Wants::Consent(choice);
    }
    if let Some(target) = only_link(page, url) {
        return Wants::Go(target);
    }
    let said = words(page, status);
    let is_error = page.has_error_box && plain;
    Wants::Nothing(if !is_error && (page.has_scripts || page.forms.iter().any(has_fields)) {
        Obstacle::PageNotUnderstood(said)
    } else {
        Obstacle::ErrorPage(said)
    })
}

/// What to do with a page after a logout request: confirm, or go where the page sends the browser.
pub(super) fn confirmation(page: &HtmlPage, url: &Url) -> Option<Wants> {
    let with_password = page.forms.iter().any(|f| f.controls.iter().any(|c| c.kind == "password"));
    if with_password {
        return None;
    }
    if let Some(choice) = auto_submitted(page) {
        return Some(Wants::Consent(choice));
    }
    let asks_nothing = |f: &Form| !f.controls.iter().any(is_text);
    for (form, button, says_so) in page.forms.iter().enumerate().filter(|(_, f)| asks_nothing(f)).flat_map(|(i, f)| {
        f.buttons.iter().enumerate().map(move |(b, button)| (i, b, says_logout(button) || says(&YES, &button.text)))
    }) {
        let button_text = page.forms.get(form).and_then(|f| f.buttons.get(button)).map(|b| b.text.as_str());
        if says_so && !button_text.is_some_and(stays) {
            return Some(Wants::Consent(Choice { form, button: Some(button), fill: Vec::new() }));
        }
    }
    sends_itself_on(page, url).map(Wants::Go)
}

fn says_logout(button: &Button) -> bool {
    says(&LOG_OUT, &button.text) || says(&LOG_OUT, &button.value) || says(&LOG_OUT, &button.name)
}

/// `Stay logged in`, `Cancel`, `No`: the way that ends nothing.
fn stays(text: &str) -> bool {
    says(&STAY, text)
}

/// Title and main words of a page, shortened.
pub(super) fn words(page: &HtmlPage, status: u16) -> String {
    let text = if page.text.starts_with(&page.title) { page.text.clone() } else { format!("{}: {}", page.title, page.text) };
    let text = text.trim_matches([':', ' ']).to_owned();
    if text.is_empty() { format!("an empty page (HTTP {status})") } else { shortened(&text) }
}

/// At most so many characters as are kept, cut at a word.
pub(super) fn shortened(text: &str) -> String {
    if text.chars().count() <= WORDS {
        return text.to_owned();
    }
    let cut: String = text.chars().take(WORDS).collect();
    let end = cut.rfind(' ').unwrap_or(cut.len());
    format!("{} …", cut.get(..end).unwrap_or(&cut))
}

fn refusal(page: &HtmlPage) -> Obstacle {
    let said = page.alerts.join(" ");
    Obstacle::LoginRefused(if said.is_empty() { "the login form came again".to_owned() } else { shortened(&said) })
}

/// A form, a refresh, a script or a link that leads to the redirect URI.
fn to_the_app(page: &HtmlPage, url: &Url, redirect_uri: &Url) -> Option<Caught> {
    for form in &page.forms {
        let Some(action) = form.action.as_ref().filter(|a| is_redirect_uri(a, redirect_uri)) else {
            continue;
        };
        let parameters = entries(form, &[], form.buttons.first());
        if form.post {
            return Some(Caught { mode: CallbackMode::FormPost, url: action.as_str().to_owned(), parameters });
        }
        let mut to = action.clone();
        to.query_pairs_mut().clear().extend_pairs(&parameters);
        return caught(&to, to.as_str(), redirect_uri);
    }
    let written = page.refresh.iter().cloned().chain(locations(page));
    for target in written {
        if let Some(found) = url.join(&target).ok().and_then(|to| caught(&to, &target, redirect_uri)) {
            return Some(found);
        }
    }
    // A bare link back to the app stands on many error pages; only one that carries an answer is a way on.
    page.links.iter().find_map(|link| {
        let found = caught(&link.to, link.to.as_str(), redirect_uri)?;
        found.parameters.iter().any(|(n, _)| n == "code" || n == "error").then_some(found)
    })
}

fn sends_itself_on(page: &HtmlPage, url: &Url) -> Option<Url> {
    let target = page.refresh.clone().or_else(|| locations(page).next())?;
    let to = url.join(&target).ok()?;
    (to != *url && matches!(to.scheme(), "http" | "https")).then_some(to)
}

/// Literal URLs that scripts assign to the location.
fn locations(page: &HtmlPage) -> impl Iterator<Item = String> + '_ {
    page.scripts.iter().flat_map(|script| {
        let found = LOCATION.as_ref().into_iter().flat_map(move |l| l.captures_iter(script));
        found.filter_map(|c| c.get(1).or_else(|| c.get(2))).map(|m| unescaped(m.as_str()))
    })
}

/// A JavaScript string literal without its escapes.
fn unescaped(text: &str) -> String {
    let mut out = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        let length = match chars.next() {
            Some('u') => 4,
            Some('x') => 2,
            Some(other) => {
                out.push(other);
                continue;
            }
            None => break,
        };
        let code: String = chars.by_ref().take(length).collect();
        out.extend(u32::from_str_radix(&code, 16).ok().and_then(char::from_u32));
    }
    out
}

fn auto_submitted(page: &HtmlPage) -> Option<Choice> {
    let submits = page.scripts.iter().any(|s| s.contains(".submit()"));
    let [form] = page.forms.as_slice() else {
        return None;
    };
    let hidden = !form.controls.is_empty() && form.controls.iter().all(|c| c.kind == "hidden");
    (submits && hidden && form.buttons.len() <= 1).then(|| Choice { form: 0, button: None, fill: Vec::new() })
}

fn is_text(control: &Control) -> bool {
    !matches!(control.kind.as_str(), "hidden" | "password" | "checkbox" | "radio" | "select" | "range" | "color")
}

fn has_fields(form: &Form) -> bool {
    form.controls.iter().any(|c| c.kind != "hidden") || !form.buttons.is_empty()
}

fn login(page: &HtmlPage, progress: Progress) -> Option<Wants> {
    let passwords = |f: &Form| f.controls.iter().filter(|c| c.kind == "password").count();
    let with_password = || page.forms.iter().enumerate().filter(|(_, f)| passwords(f) > 0);
    let is_aside =
        |f: &Form| says(&SIDE, &f.hint) || f.controls.iter().any(|c| c.kind == "password" && says(&NEW_PASSWORD, &c.hint));
    let plain = with_password().find(|(_, f)| passwords(f) == 1 && !is_aside(f));
    let found = plain.or_else(|| with_password().find(|(_, f)| passwords(f) == 1));
    if let Some((index, form)) = found {
        if progress.password_sent {
            return Some(Wants::Nothing(refusal(page)));
        }
        let password = form.controls.iter().position(|c| c.kind == "password")?;
        if let Some(other) = form.controls.iter().find(|c| is_text(c) && says(&SECOND_FACTOR, &c.hint)) {
            let what = format!("the login form asks for more than user name and password: {}", other.name);
            return Some(Wants::Nothing(Obstacle::PageNotUnderstood(what)));
        }
        return Some(Wants::Login { choice: choice(index, form), user: user_field(form, false), password });
    }
    if with_password().next().is_some() {
        let what = format!("the page asks for a new password: {}", words(page, 200));
        return Some(Wants::Nothing(Obstacle::PageNotUnderstood(what)));
    }
    let user_forms = || page.forms.iter().enumerate().filter(|(_, f)| !says(&SIDE, &f.hint));
    let (index, form, field) = user_forms().find_map(|(i, f)| Some((i, f, user_field(f, true)?)))?;
    if progress.user_sent || progress.password_sent {
        return Some(Wants::Nothing(refusal(page)));
    }
    Some(Wants::UserName { choice: choice(index, form), field })
}

/// The field for the user name; `surely`: only one that is named like it.
fn user_field(form: &Form, surely: bool) -> Option<usize> {
    let fields =
        || form.controls.iter().enumerate().filter(|(_, c)| is_text(c) && c.kind != "search" && !says(&SECOND_FACTOR, &c.hint));
    let named = fields().find(|(_, c)| c.kind == "email" || says(&USER, &c.hint));
    let any = if surely { None } else { fields().next() };
    named.or(any).map(|(i, _)| i)
}

/// The form with its first button that does not say no.
fn choice(index: usize, form: &Form) -> Choice {
    let fine = |b: &&Button| !says(&NO, &b.text);
    let buttons = || form.buttons.iter().filter(fine);
    let best = buttons().find(|b| says(&YES, &b.text)).or_else(|| buttons().next());
    let button = best.and_then(|b| form.buttons.iter().position(|other| std::ptr::eq(other, b)));
    Choice { form: index, button, fill: Vec::new() }
}

fn consent(page: &HtmlPage) -> Option<Choice> {
    let mut best: Option<(u8, Choice)> = None;
    for (index, form) in page.forms.iter().enumerate() {
        if says(&SIDE, &form.hint) || form.controls.iter().any(|c| is_text(c) && c.required && c.value.is_empty()) {
            continue;
        }
        let fine: Vec<(usize, &Button)> = form.buttons.iter().enumerate().filter(|(_, b)| !refuses(b)).collect();
        for (at, button) in &fine {
            let score = match button {
                b if says(&YES, &b.text) => 4,
                b if says(&YES, &b.value) => 3,
                b if says(&YES, &b.name) || says(&YES, &b.hint) => 2,
                _ if fine.len() == 1 => 1,
                _ => continue,
            };
            if best.as_ref().is_none_or(|(other, _)| score > *other) {
                best = Some((score, Choice { form: index, button: Some(*at), fill: ticks(form) }));
            }
        }
    }
    best.map(|(_, choice)| choice)
}

fn refuses(button: &Button) -> bool {
    says(&NO, &button.text)
        || says(&NO, &button.value)
        || says(&SIDE, &button.text)
        || !says(&YES, &button.text) && says(&NO, &button.name)
}

/// Boxes that stand for what is granted, and one radio button of a group without a choice.
fn ticks(form: &Form) -> Vec<(usize, String)> {
    let mut out: Vec<(usize, String)> = Vec::new();
    for (i, control) in form.controls.iter().enumerate().filter(|(_, c)| !c.on) {
        let wanted = match control.kind.as_str() {
            "checkbox" => control.required || says(&GRANTS, &control.name),
            "radio" => {
                let group = || form.controls.iter().enumerate().filter(|(_, c)| c.kind == "radio" && c.name == control.name);
                let first = group().find(|(_, c)| says(&YES, &c.value)).or_else(|| group().find(|(_, c)| !says(&NO, &c.value)));
                !group().any(|(_, c)| c.on) && first.is_some_and(|(at, _)| at == i)
            }
            _ => false,
        };
        if wanted {
            out.push((i, control.value.clone()));
        }
    }
    out
}

/// The one link that leads to a login, on a page without any form.
fn only_link(page: &HtmlPage, url: &Url) -> Option<Url> {
    if page.forms.iter().any(has_fields) {
        return None;
    }
    let sensible = |l: &&super::html::Link| {
        l.to.host_str() == url.host_str() && says(&LOG_IN_LINK, &l.text) && !says(&NO, &l.text) && l.to != *url
    };
    let mut targets: Vec<&Url> = page.links.iter().filter(sensible).map(|l| &l.to).collect();
    targets.dedup();
    match targets.as_slice() {
        [only] => Some((*only).clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BACK: &str = "https://cloud.example.com/apps/user_oidc/code";

    fn at(status: u16, html: &str, progress: Progress) -> Wants {
        let url = "https://op.example/login".parse().unwrap();
        choose(&HtmlPage::read(html, &url), &url, status, &BACK.parse().unwrap(), progress)
    }

    fn first(html: &str) -> Wants {
        at(200, html, Progress::default())
    }

    const AFTER_PASSWORD: Progress = Progress { user_sent: true, password_sent: true };

    #[test]
    fn a_login_form_among_others() {
        let Wants::Login { choice, user, password } = first(
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
        let page =
            "<form method=post action=/identifier><label>E-mail<input type=email name=id></label><button>Next</button></form>";
        assert!(matches!(first(page), Wants::UserName { field: 0, .. }));
        let again = Progress { user_sent: true, password_sent: false };
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
        let radios = "<form method=post><input type=radio name=c value=no><input type=radio name=c value=yes><button>Submit</button></form>";
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
        assert!(matches!(at(200, otp, AFTER_PASSWORD), Wants::Nothing(Obstacle::PageNotUnderstood(_))));
        let new = "<form method=post><input type=password name=password-new><input type=password name=password-confirm><button>Submit</button></form>";
        assert!(matches!(at(200, new, AFTER_PASSWORD), Wants::Nothing(Obstacle::PageNotUnderstood(_))));
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
}
