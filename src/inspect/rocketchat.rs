//! Rocket.Chat: its public API lists the custom OAuth services without their secrets. The classic flow builds the
//! authorization request in the browser, so it is built here from the same settings; the Passport flow has a login route.

use serde_json::Value;

use super::caller::{Answer, AppCaller, Page};
use super::error::InspectError;
use super::page;
use crate::asked::AuthorizationRequest;
use crate::asked::{FoundClient, Inspection, Product, Refusal};
use crate::wire::percent_encode;

/// Version of the workspace.
pub(super) const INFO: &str = "/api/info";
const SERVICES: &str = "/api/v1/settings.oauth";
const PUBLIC: &str = "/api/v1/settings.public?_id=Site_Url,Accounts_OAuth_Use_Modern_Flow&count=2";
const CLASSIC: &str = "rocketchat";
const PASSPORT: &str = "rocketchat-passport";
/// Services asked at one workspace.
const MOST: usize = 8;

/// Members of a service, and the suffix of the setting that each comes from
/// (apps/meteor/server/lib/oauth/updateOAuthServices.ts).
const MEMBERS: [(&str, &str); 21] = [
    ("serverURL", "url"),
    ("tokenPath", "token_path"),
    ("tokenSentVia", "token_sent_via"),
    ("identityTokenSentVia", "identity_token_sent_via"),
    ("identityPath", "identity_path"),
    ("authorizePath", "authorize_path"),
    ("scope", "scope"),
    ("accessTokenParam", "access_token_param"),
    ("loginStyle", "login_style"),
    ("keyField", "key_field"),
    ("usernameField", "username_field"),
    ("emailField", "email_field"),
    ("nameField", "name_field"),
    ("avatarField", "avatar_field"),
    ("rolesClaim", "roles_claim"),
    ("groupsClaim", "groups_claim"),
    ("mapChannels", "map_channels"),
    ("mergeUsers", "merge_users"),
    ("mergeUsersDistinctServices", "merge_users_distinct_services"),
    ("mergeRoles", "merge_roles"),
    ("rolesToSync", "roles_to_sync"),
];

/// The version, if this is Rocket.Chat's answer.
pub(super) fn info(page: &Page) -> Option<Option<String>> {
    let json = page.json()?;
    let version = json.get("version").or_else(|| json.get("info")?.get("version"));
    (json.get("success")?.as_bool() == Some(true)).then(|| version.and_then(Value::as_str).map(str::to_owned))
}

/// Asks a Rocket.Chat.
pub(super) async fn ask(caller: &mut AppCaller, version: Option<String>) -> Result<Inspection, InspectError> {
    let mut notes = Vec::new();
    let site = public(caller).await?;
    let site_url = site.url.unwrap_or_else(|| {
        notes.push(
            "The workspace does not tell its Site_Url; its redirect URIs are built from the address that was asked.".to_owned(),
        );
        caller.base().to_owned()
    });
    let services = match caller.get(SERVICES, "OAuth services of Rocket.Chat").await? {
        Answer::Page(page) if page.response.is_success() => page.json().and_then(|j| j.get("services")?.as_array().cloned()),
        _ => None,
    };
    let Some(services) = services else {
        notes.push("The workspace does not list its OAuth services.".to_owned());
        return Ok(inspection(caller, version, Vec::new(), notes));
    };
    let custom: Vec<&Value> = services.iter().filter(|s| s.get("custom") == Some(&Value::Bool(true))).collect();
    if custom.is_empty() {
        notes.push("No custom OAuth service is enabled: Administration > Workspace > Settings > OAuth.".to_owned());
    }
    if custom.len() > MOST {
        notes.push(format!("{} custom OAuth services; only the first {MOST} were looked at.", custom.len()));
    }
    let mut clients = Vec::new();
    for service in custom.into_iter().take(MOST) {
        let name = text(service, "service");
        let mut client = FoundClient::new(if site.passport { PASSPORT } else { CLASSIC }, &name, SERVICES);
        client.version.clone_from(&version);
        client.label = Some(text(service, "buttonLabelText")).filter(|l| !l.is_empty());
        client.fact("provider-name", name.as_str());
        for (member, setting) in MEMBERS {
            match service.get(member) {
                Some(Value::String(value)) => client.fact(setting, value.as_str()),
                Some(value @ (Value::Bool(_) | Value::Number(_))) => client.fact(setting, value.to_string()),
                _ => {}
            }
        }
        if site.passport {
            route(caller, &mut client, &name).await?;
        } else {
            let url = classic(service, &name, &site_url);
            client.request = AuthorizationRequest::read(&url);
            if client.request.is_none() {
                let advice = "URL and Authorize Path are joined as they stand: URL without, path with a slash.";
                let message =
                    format!("URL and Authorize Path make {}, which is no address", url.split('?').next().unwrap_or_default());
                client.refusal = Some(Refusal::new(None, message, Some(advice)));
            }
        }
        clients.push(client);
    }
    Ok(inspection(caller, version, clients, notes))
}

fn inspection(caller: &AppCaller, version: Option<String>, clients: Vec<FoundClient>, notes: Vec<String>) -> Inspection {
    let app_url = caller.base().to_owned();
    Inspection { app_url, product: Product::RocketChat, version, clients, notes, requests: 0 }
}

/// What the workspace tells of itself.
#[derive(Default)]
struct Site {
    url: Option<String>,
    passport: bool,
}

async fn public(caller: &mut AppCaller) -> Result<Site, InspectError> {
    let mut site = Site::default();
    let Answer::Page(page) = caller.get(PUBLIC, "public settings of Rocket.Chat").await? else { return Ok(site) };
    let settings = page.json().and_then(|j| j.get("settings")?.as_array().cloned()).unwrap_or_default();
    let value = |id: &str| settings.iter().find(|s| s.get("_id").and_then(Value::as_str) == Some(id))?.get("value").cloned();
    site.url = value("Site_Url").and_then(|v| Some(v.as_str()?.trim_end_matches('/').to_owned())).filter(|u| !u.is_empty());
    site.passport = value("Accounts_OAuth_Use_Modern_Flow") == Some(Value::Bool(true));
    Ok(site)
}

async fn route(caller: &mut AppCaller, client: &mut FoundClient, name: &str) -> Result<(), InspectError> {
    client.asked = format!("/oauth/{name}");
    match caller.get(&client.asked, "login route of rocketchat-passport").await? {
        Answer::Away(to) => client.request = AuthorizationRequest::read(&to),
        Answer::Page(page) => {
            let message = format!("HTTP {}, \"{}\"", page.response.status, page::words(page.text()));
            let advice = "A service without URL, Id or Secret has no login route.";
            client.refusal = Some(Refusal::new(Some(page.response.status), message, Some(advice)));
        }
    }
    if client.request.is_none() && client.refusal.is_none() {
        client.refusal = Some(Refusal::new(None, "the login route leads to no authorization request", None));
    }
    Ok(())
}

/// The address that the browser's script makes (apps/meteor/client/lib/customOAuth/CustomOAuth.ts): the client id goes in
/// as it is, the state is the browser's own.
fn classic(service: &Value, name: &str, site_url: &str) -> String {
    let path = text(service, "authorizePath");
    let absolute = ["http://", "https://", "data:"].iter().any(|scheme| path.starts_with(scheme));
    let endpoint = if absolute { path } else { format!("{}{path}", text(service, "serverURL")) };
    // Without a login style of its own the redirect URI asks for the popup to be closed.
    let close = if text(service, "loginStyle").is_empty() { "?close" } else { "" };
    let redirect_uri = format!("{site_url}/_oauth/{name}{close}");
    let glue = if endpoint.contains('?') { '&' } else { '?' };
    format!(
        "{endpoint}{glue}client_id={}&redirect_uri={}&response_type=code&state=&scope={}",
        text(service, "clientId"),
        percent_encode(&redirect_uri),
        percent_encode(&text(service, "scope"))
    )
}

fn text(value: &Value, member: &str) -> String {
    value.get(member).and_then(Value::as_str).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_classic_request_is_built_as_the_browser_builds_it() {
        let mut service = json!({ "serverURL": "https://op.example/realms/a", "authorizePath": "/auth", "clientId": "chat",
            "scope": "openid profile", "loginStyle": "popup" });
        let url = classic(&service, "idp", "https://chat.example");
        assert_eq!(
            url,
            "https://op.example/realms/a/auth?client_id=chat&redirect_uri=https%3A%2F%2Fchat.example%2F_oauth%2Fidp&response_type=code&state=&scope=openid%20profile"
        );
        service["loginStyle"] = json!("");
        service["authorizePath"] = json!("https://else.example/a?x=1");
        let url = classic(&service, "idp", "https://chat.example");
        assert!(url.starts_with("https://else.example/a?x=1&client_id=chat&") && url.contains("idp%3Fclose"), "{url}");
    }

    #[test]
    fn a_service_without_an_address_gives_no_request() {
        let url = classic(&json!({ "clientId": "x", "authorizePath": "/a" }), "idp", "https://chat.example");
        assert_eq!(AuthorizationRequest::read(&url), None);
    }
}
