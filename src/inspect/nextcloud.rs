//! Nextcloud: which of its login apps are there, from the login page; one file per app reads its login route.

use url::Url;

use super::caller::{Answer, AppCaller, Page};
use super::error::InspectError;
use super::page;
use super::{oidc_login, social_login, user_oidc};
use crate::asked::AuthorizationRequest;
use crate::asked::{FoundClient, Inspection, Product, Refusal};

/// The login page itself, even where an app would send every browser on to its provider (`direct`: user_oidc, `noredir`:
/// Social Login and oidc_login).
const LOGIN_PAGE: &str = "/index.php/login?direct=1&noredir=1";
/// Login routes asked at one Nextcloud: each opens a session there.
const MOST: usize = 12;

/// A way to log in that the login page offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Login {
    /// Profile of the app; absent: an app that can not be asked.
    pub(super) app: Option<&'static str>,
    /// The app's name for the provider.
    pub(super) provider: String,
    /// Where the button leads.
    pub(super) to: String,
    /// What it says.
    pub(super) label: String,
}

/// Whether `status.php` answered as Nextcloud's does, and what it says: product, version, maintenance.
pub(super) fn status(page: &Page) -> Option<(String, Option<String>, bool)> {
    let json = page.json()?;
    let product = json.get("productname")?.as_str()?.to_owned();
    json.get("installed")?;
    let version = json.get("versionstring").and_then(|v| v.as_str()).map(str::to_owned);
    Some((product, version, json.get("maintenance").and_then(serde_json::Value::as_bool).unwrap_or(false)))
}

/// Asks a Nextcloud.
pub(super) async fn ask(
    caller: &mut AppCaller,
    version: Option<String>,
    picked: Option<&str>,
) -> Result<Inspection, InspectError> {
    let mut notes = Vec::new();
    let (mut logins, at) = match caller.get(LOGIN_PAGE, "login page of Nextcloud").await? {
        Answer::Away(to) => {
            notes.push(format!("The login page sends every browser to {}; its buttons could not be read.", without_query(&to)));
            (Vec::new(), None)
        }
        Answer::Page(page) if page.response.status == 503 => return Err(maintenance(caller.base())),
        Answer::Page(page) => (logins(page.text(), &page.url), Some(page)),
    };
    if let Some(page) = at.filter(|_| logins.is_empty()) {
        notes.push(no_logins(&page));
    }
    // An operator who names the provider knows better than a login page that hides its button.
    if let Some(id) = picked.filter(|id| id.parse::<u64>().is_ok() && !logins.iter().any(|l| l.provider == **id)) {
        logins.push(Login {
            app: Some(user_oidc::APP),
            provider: id.to_owned(),
            to: format!("/index.php/apps/user_oidc/login/{id}"),
            label: String::new(),
        });
    }
    let others: Vec<&str> = logins.iter().filter(|l| l.app.is_none()).map(|l| l.label.as_str()).take(MOST).collect();
    if !others.is_empty() {
        notes.push(format!("Other ways to log in, which are no OpenID Connect app that can be asked: {}.", others.join(", ")));
    }
    let known: Vec<&Login> = logins.iter().filter(|l| l.app.is_some()).collect();
    if known.len() > MOST {
        notes.push(format!("{} ways to log in; only the first {MOST} were asked.", known.len()));
    }
    let mut clients = Vec::new();
    for login in known.into_iter().take(MOST) {
        let mut client = match login.app {
            Some(user_oidc::APP) => user_oidc::ask(caller, login).await?,
            Some(social_login::APP) => social_login::ask(caller, login).await?,
            _ => oidc_login::ask(caller, login).await?,
        };
        client.label = (!login.label.is_empty()).then(|| login.label.clone());
        if let Some(version) = &version {
            client.fact("nextcloud-version", version.as_str());
        }
        clients.push(client);
    }
    Ok(Inspection { app_url: caller.base().to_owned(), product: Product::Nextcloud, version, clients, notes, requests: 0 })
}

/// A Nextcloud that is closed.
pub(super) fn maintenance(base: &str) -> InspectError {
    InspectError::Maintenance { product: "Nextcloud", url: base.to_owned(), how: " (`occ maintenance:mode --off`)" }
}

/// Asks a login route: the authorization request, or what the app says instead. `explain` knows the app's own words.
pub(super) async fn route(
    caller: &mut AppCaller,
    client: &mut FoundClient,
    explain: fn(u16, &str) -> Option<&'static str>,
) -> Result<(), InspectError> {
    let purpose = format!("login route of {}", client.app);
    let answer = match caller.get(&client.asked, &purpose).await {
        // One login that leads nowhere says nothing about the others.
        Err(error @ (InspectError::Loop { .. } | InspectError::Downgrade { .. } | InspectError::Unreachable { .. })) => {
            client.refusal = Some(Refusal::new(None, error.to_string(), None));
            return Ok(());
        }
        other => other?,
    };
    match answer {
        Answer::Away(to) => match AuthorizationRequest::read(&to) {
            Some(request) => client.request = Some(request),
            None => {
                let message = format!("the browser is sent to {}, which is no authorization request", without_query(&to));
                client.refusal = Some(Refusal::new(None, message, None));
            }
        },
        Answer::Page(page) => {
            let status = page.response.status;
            let words = page::words(page.text());
            let advice = explain(status, &words).or_else(|| generic(status));
            let back = page.url.path().ends_with("/login") && status == 200;
            let message = match back {
                true => "the browser is sent back to the login page: the app hides an error of its own".to_owned(),
                false if words.is_empty() => format!("HTTP {status} without words"),
                false => format!("HTTP {status}, \"{words}\""),
            };
            client.refusal = Some(Refusal::new(Some(status), message, advice));
        }
    }
    Ok(())
}

fn generic(status: u16) -> Option<&'static str> {
    match status {
        429 => Some(
            "Nextcloud slows this address down after failed attempts (brute force protection); wait some minutes, or `occ security:bruteforce:reset ADDRESS`.",
        ),
        500 => Some("The reason stands in Nextcloud's log: Administration settings > Logging, or data/nextcloud.log."),
        503 => Some("Nextcloud is in maintenance mode or overloaded; ask again later."),
        _ => None,
    }
}

fn no_logins(page: &Page) -> String {
    let path = page.url.path();
    if path.contains("/apps/user_saml/") {
        return "The login page belongs to user_saml, which hides the other apps; `occ config:app:set user_saml general-allow_multiple_user_back_ends --value=1` shows them.".to_owned();
    }
    match page.response.status {
        200 => {
            "The login page offers no login with an OpenID Connect app: none is enabled (`occ app:enable user_oidc`), none has a \
                provider (`occ user_oidc:provider` lists them), or the page hides them."
                .to_owned()
        }
        status => format!("The login page answers HTTP {status}: \"{}\".", page::words(page.text())),
    }
}

/// The ways to log in that a login page offers: links, and what its script is given.
pub(super) fn logins(html: &str, at: &Url) -> Vec<Login> {
    let mut out: Vec<Login> = Vec::new();
    let mut add = |to: Url, label: &str| {
        let Some((app, provider)) = known(&to) else { return };
        if !out.iter().any(|l| l.app == app && l.provider == provider) {
            out.push(Login { app, provider, to: to.into(), label: page::shortened(&page::squeezed(label)) });
        }
    };
    for link in page::links(html, at) {
        add(link.to, &link.text);
    }
    let state = page::initial_state(html, "core-alternativeLogins");
    let given: Vec<serde_json::Value> = match state {
        Some(serde_json::Value::Array(items)) => items,
        Some(serde_json::Value::Object(items)) => items.into_iter().map(|(_, item)| item).collect(),
        _ => Vec::new(),
    };
    for item in &given {
        let text = |name: &str| item.get(name).and_then(serde_json::Value::as_str).unwrap_or_default();
        if let Ok(to) = at.join(text("href")) {
            add(to, text("name"));
        }
    }
    out
}

/// The app that a login button belongs to (absent: one that cannot be asked), and its provider.
fn known(to: &Url) -> Option<(Option<&'static str>, String)> {
    let path = to.path();
    let after = |part: &str| path.split_once(part).map(|(_, rest)| decoded(rest.trim_end_matches('/')));
    if let Some(id) = after("/apps/user_oidc/login/") {
        return Some((Some(user_oidc::APP), id));
    }
    if let Some(name) = after("/apps/sociallogin/custom_oidc/") {
        return Some((Some(social_login::APP), name));
    }
    if path.ends_with("/apps/oidc_login/oidc") {
        return Some((Some(oidc_login::APP), String::new()));
    }
    let other = ["/apps/sociallogin/", "/apps/user_saml/", "/apps/user_oidc/id4me", "/apps/oidc/"];
    other.iter().any(|part| path.contains(part)).then(|| (None, path.to_owned()))
}

fn decoded(text: &str) -> String {
    // A path is not form encoded: its plus signs stay.
    let text = text.replace('+', "%2B");
    url::form_urlencoded::parse(format!("x={text}").as_bytes()).map(|(_, v)| v.into_owned()).collect()
}

/// An address without what follows the `?`: it may hold what belongs to one session.
pub(super) fn without_query(url: &str) -> &str {
    url.split(['?', '#']).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(html: &str) -> Vec<(Option<&'static str>, String, String)> {
        let at = Url::parse("https://c.example/nc/index.php/login?direct=1").unwrap();
        logins(html, &at).into_iter().map(|l| (l.app, l.provider, l.to)).collect()
    }

    #[test]
    fn links_of_the_login_page() {
        let html = r#"<div id="alternative-logins">
            <a class="button" href="/nc/index.php/apps/user_oidc/login/3?redirectUrl=x">Login with idp</a>
            <a href="/nc/index.php/apps/sociallogin/custom_oidc/my.idp?login_redirect_url=">Log in with IdP</a>
            <a href="/nc/apps/oidc_login/oidc">OpenID Connect</a>
            <a href="/nc/index.php/apps/sociallogin/oauth/google">Google</a>
            <a href="/nc/index.php/login/forgot">?</a></div>"#;
        let found = read(html);
        assert_eq!(found[0].0, Some("nextcloud-user-oidc"));
        assert_eq!(
            (found[0].1.as_str(), found[0].2.as_str()),
            ("3", "https://c.example/nc/index.php/apps/user_oidc/login/3?redirectUrl=x")
        );
        assert_eq!((found[1].0, found[1].1.as_str()), (Some("nextcloud-sociallogin"), "my.idp"));
        assert_eq!(found[2].0, Some("nextcloud-oidc-login"));
        assert_eq!((found[3].0, found.len()), (None, 4));
    }

    #[test]
    fn the_same_from_what_the_script_is_given_once() {
        use base64::Engine as _;
        let state = r#"[{"name":"Login with idp","href":"\/nc\/index.php\/apps\/user_oidc\/login\/1","class":""},{"name":7}]"#;
        let value = base64::engine::general_purpose::STANDARD.encode(state);
        let html = format!(
            r#"<a href="/nc/index.php/apps/user_oidc/login/1">x</a><input type="hidden" id="initial-state-core-alternativeLogins" value="{value}">"#
        );
        assert_eq!(read(&html).len(), 1);
        assert_eq!(read(&html[html.find("<input").unwrap()..])[0].1, "1");
    }

    #[test]
    fn a_name_is_decoded() {
        assert_eq!(decoded("a%40b+c"), "a@b+c");
    }
}
