//! Cloudreve: its documented API gives the authorization request to whoever asks (`PUT /api/v4/session/openid`).

use serde_json::{Value, json};

use super::caller::{Answer, AppCaller, Page};
use super::error::InspectError;
use super::page;
use crate::asked::AuthorizationRequest;
use crate::asked::{FoundClient, Inspection, Product, Refusal};

/// Version of the site.
pub(super) const PING: &str = "/api/v4/site/ping";
const LOGIN_SETTINGS: &str = "/api/v4/site/config/login";
const PREPARE: &str = "/api/v4/session/openid";

/// The slots of a site: number in the API, switch in its settings, profile, name for people.
const SLOTS: [(u8, &str, &str, &str); 2] =
    [(2, "oidc_enabled", "cloudreve", "OpenID Connect (OIDC)"), (0, "sso_enabled", "cloudreve-logto", "Logto")];

/// The version, if this is Cloudreve's answer to a ping.
pub(super) fn pong(page: &Page) -> Option<String> {
    let json = page.json()?;
    let version = json.get("data")?.as_str()?;
    let begins = version.starts_with(|c: char| c.is_ascii_digit()) && version.contains('.');
    (json.get("code")?.as_i64() == Some(0) && begins).then(|| version.to_owned())
}

/// Asks a Cloudreve.
pub(super) async fn ask(caller: &mut AppCaller, version: String) -> Result<Inspection, InspectError> {
    let mut notes = Vec::new();
    let settings = match caller.get(LOGIN_SETTINGS, "login settings of Cloudreve").await? {
        Answer::Page(page) => page.json().and_then(|j| j.get("data").cloned()).unwrap_or(Value::Null),
        Answer::Away(_) => Value::Null,
    };
    let is_pro = version.ends_with("-pro");
    if !is_pro {
        notes.push("This is Cloudreve's open edition; only Pro can log in at an OpenID Provider.".to_owned());
    }
    if settings.get("qq_enabled") == Some(&Value::Bool(true)) {
        notes.push("QQ is switched on as well; that is no OpenID Connect.".to_owned());
    }
    let mut clients = Vec::new();
    for (number, switch, app, name) in SLOTS {
        if settings.get(switch) == Some(&Value::Bool(true)) {
            clients.push(prepare(caller, number, app, name, &settings, &version).await?);
        }
    }
    if clients.is_empty() && is_pro {
        notes.push("Neither OIDC nor Logto is switched on: Settings > User session > Third-party sign-in.".to_owned());
    }
    Ok(Inspection {
        app_url: caller.base().to_owned(),
        product: Product::Cloudreve,
        version: Some(version),
        clients,
        notes,
        requests: 0,
    })
}

async fn prepare(
    caller: &mut AppCaller,
    number: u8,
    app: &str,
    name: &str,
    settings: &Value,
    version: &str,
) -> Result<FoundClient, InspectError> {
    let body = json!({ "provider": number }).to_string();
    let page = caller.put(PREPARE, body, &format!("authorization request of {app}")).await?;
    let mut client = FoundClient::new(app, "", format!("PUT {PREPARE} {{\"provider\":{number}}}"));
    let label = settings.get(if number == 2 { "oidc_display_name" } else { "sso_display_name" }).and_then(Value::as_str);
    client.label = Some(label.filter(|l| !l.is_empty()).map_or_else(|| name.to_owned(), page::shortened));
    client.version = Some(version.to_owned());
    let answer = page.json().unwrap_or(Value::Null);
    let url = answer.get("data").and_then(Value::as_str).unwrap_or_default();
    client.request = AuthorizationRequest::read(url);
    if client.request.is_none() {
        let status = page.response.status;
        let said = answer.get("msg").and_then(Value::as_str).filter(|m| !m.is_empty());
        let code = answer.get("code").and_then(Value::as_i64);
        let message = match (said, code) {
            (Some(said), Some(code)) => format!("Cloudreve answers \"{}\" ({code})", page::shortened(said)),
            _ if url.is_empty() => format!("HTTP {status}, \"{}\"", page::words(page.text())),
            _ => "Cloudreve's answer is no authorization request".to_owned(),
        };
        let advice = "Look at the client id and the imported Wellknown document: Settings > User session > Third-party sign-in.";
        client.refusal = Some(Refusal::new(Some(status), message, Some(advice)));
    }
    Ok(client)
}
