//! Which product lives at an address.

use url::Url;

use super::caller::{Answer, AppCaller, Page};
use super::error::InspectError;
use super::nextcloud::without_query;
use super::{cloudreve, nextcloud, page, rocketchat};
use crate::asked::AuthorizationRequest;
use crate::asked::Inspection;
use crate::http::Client;
use crate::oidc::names::DISCOVERY_PATH;

/// Where the part of a pasted address begins that does not belong to the app's own.
const INSIDE: [&str; 10] =
    ["/index.php", "/status.php", "/login", "/apps/", "/settings", "/home", "/session", "/api/", "/admin", "/_oauth"];

/// Nextcloud's own words for its state.
const STATUS: &str = "/status.php";

/// The address of an app, from what an operator copies out of a browser.
pub fn app_address(url: &Url) -> Url {
    let mut url = url.clone();
    url.set_query(None);
    url.set_fragment(None);
    // Both succeed on URLs with a host; what stands before an @ is nobody's business here.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    let path = url.path().to_owned();
    let cut = INSIDE.iter().filter_map(|part| path.find(part)).min().unwrap_or(path.len());
    url.set_path(path.get(..cut).unwrap_or_default().trim_end_matches('/'));
    url
}

/// Asks what lives there, and for the authorization request of every login that leads to a provider. `picked`: the provider
/// that the operator named, asked even where no page shows it.
///
/// # Errors
/// When nothing can be reached there, or none of the apps that can be asked.
pub async fn inspect(client: &Client, url: &Url, picked: Option<&str>) -> Result<Inspection, InspectError> {
    let mut caller = AppCaller::new(client.clone(), app_address(url));
    let asked = ask(&mut caller, picked).await;
    let exchanges = caller.into_exchanges();
    asked.map(|inspection| Inspection { requests: exchanges.len(), ..inspection })
}

async fn ask(caller: &mut AppCaller, picked: Option<&str>) -> Result<Inspection, InspectError> {
    let first = first_answer(caller, STATUS).await?;
    if is_maintenance(&first) {
        return Err(nextcloud::maintenance(caller.base()));
    }
    if let Some((product, version, maintenance)) = nextcloud::status(&first) {
        caller.settle(STATUS, &first.url);
        if maintenance {
            return Err(nextcloud::maintenance(caller.base()));
        }
        if product == "ownCloud" {
            let found = "an ownCloud; its OpenID Connect app is another one".to_owned();
            return Err(InspectError::NotAnApp { url: caller.base().to_owned(), found });
        }
        return nextcloud::ask(caller, version, picked).await;
    }
    let second = first_answer(caller, rocketchat::INFO).await?;
    if let Some(version) = rocketchat::info(&second) {
        caller.settle(rocketchat::INFO, &second.url);
        return rocketchat::ask(caller, version).await;
    }
    let third = first_answer(caller, cloudreve::PING).await?;
    if let Some(version) = cloudreve::pong(&third) {
        caller.settle(cloudreve::PING, &third.url);
        return cloudreve::ask(caller, version).await;
    }
    let found = describe(caller, &first).await?;
    Err(InspectError::NotAnApp { url: caller.base().to_owned(), found })
}

async fn first_answer(caller: &mut AppCaller, path: &str) -> Result<Page, InspectError> {
    match caller.get(path, "what lives here").await? {
        Answer::Page(page) => Ok(page),
        Answer::Away(to) => {
            let (url, place) = (caller.base().to_owned(), without_query(&to).to_owned());
            Err(match AuthorizationRequest::read(&to) {
                Some(_) => InspectError::InFront { url, to: place },
                None => InspectError::Elsewhere { url, to: place },
            })
        }
    }
}

fn is_maintenance(page: &Page) -> bool {
    let header = page.response.header("x-nextcloud-maintenance-mode").is_some();
    page.response.status == 503 && (header || page::words(page.text()).to_lowercase().contains("maintenance mode"))
}

/// What is there instead, in words that help to find the slip.
async fn describe(caller: &mut AppCaller, first: &Page) -> Result<String, InspectError> {
    if let Answer::Page(page) = caller.get(DISCOVERY_PATH, "discovery document, in case this is a provider").await?
        && let Some(issuer) = page.json().as_ref().and_then(|j| j.get("issuer")?.as_str())
    {
        return Ok(format!(
            "an OpenID Provider ({}), which is what `oidc-compat check` takes, not an app",
            page::shortened(issuer)
        ));
    }
    let page = match caller.get("/", "front page").await? {
        Answer::Page(page) => page,
        Answer::Away(to) => return Ok(format!("a redirect to {}", without_query(&to))),
    };
    let status = page.response.status;
    let html = page.response.media_type().is_some_and(|m| m.contains("html"));
    Ok(match (page::title(page.text()).filter(|_| html), page.json()) {
        (Some(title), _) => format!("a page titled \"{}\" (HTTP {status})", page::shortened(&title)),
        (None, Some(_)) => format!("JSON of another kind (HTTP {status})"),
        (None, None) if html => format!("a page without a title (HTTP {status})"),
        (None, None) => {
            let kind = page.response.media_type().unwrap_or_else(|| "no content type".to_owned());
            format!("{kind} (HTTP {status}, and {} at {STATUS})", first.response.status)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_copied_out_of_a_browser_leads_to_the_app() {
        let address = |text: &str| app_address(&Url::parse(text).unwrap()).to_string();
        assert_eq!(address("https://c.example/"), "https://c.example/");
        assert_eq!(address("https://c.example/index.php/login?redirect_url=x#y"), "https://c.example/");
        assert_eq!(address("https://u:p@c.example/nc/apps/dashboard/"), "https://c.example/nc");
        assert_eq!(address("https://drive.example:5212/session?x"), "https://drive.example:5212/");
        assert_eq!(address("https://chat.example/sub/home"), "https://chat.example/sub");
    }
}
