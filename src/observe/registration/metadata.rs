//! The client metadata to register for an actor.

use serde_json::{Map, Value, json};

use crate::observe::steps::Informed;
use crate::recording::{Need, Step};
use crate::wire::{ClientAuthentication, FlowPlan};

/// The client metadata of this actor, exactly as it would have to be registered.
pub(super) fn document(informed: &Informed<'_>, typed_discovery_url: &str) -> Option<Map<String, Value>> {
    let actor = informed.actor;
    let wanted = actor.register.as_ref()?;
    let plan = informed.plan_of("unknown-yet", typed_discovery_url, &actor.settings).ok()?;
    let mut out = Map::new();
    let mut put = |name: &str, value: Value| out.insert(name.to_owned(), value);
    put("client_name", json!(wanted.client_name));
    put("application_type", json!("web"));
    put("redirect_uris", json!(wanted.redirect_uris));
    if !wanted.post_logout_redirect_uris.is_empty() {
        put("post_logout_redirect_uris", json!(wanted.post_logout_redirect_uris));
    }
    if let Some(uri) = &wanted.backchannel_logout_uri {
        put("backchannel_logout_uri", json!(uri));
        let sessions = informed.metadata.as_ref().and_then(|m| m.get("backchannel_logout_session_supported")?.as_bool());
        if sessions == Some(true) {
            put("backchannel_logout_session_required", json!(true));
        }
    }
    put("token_endpoint_auth_method", json!(method(&plan)));
    put("grant_types", json!(grants(informed)));
    put("response_types", json!(["code"]));
    if let Some(scope) = plan.authorization.fixed("scope").filter(|scope| !scope.is_empty()) {
        put("scope", json!(scopes(informed, scope, &wanted.more_scopes)));
    }
    // Every app takes RS256; the specification's own client leaves the choice to the provider.
    if actor.app.is_some() && lists(informed, "id_token_signing_alg_values_supported", "RS256") == Some(true) {
        put("id_token_signed_response_alg", json!("RS256"));
    }
    Some(out)
}

/// What the actor asks for, and what it may be advised to ask for, where the provider has that.
fn scopes(informed: &Informed<'_>, asked: &str, more: &[String]) -> String {
    let mut out: Vec<&str> = asked.split(' ').filter(|scope| !scope.is_empty()).collect();
    for scope in more {
        if !out.contains(&scope.as_str()) && lists(informed, "scopes_supported", scope) == Some(true) {
            out.push(scope);
        }
    }
    out.join(" ")
}

fn method(plan: &FlowPlan) -> &'static str {
    match plan.token.authentication {
        ClientAuthentication::Post => "client_secret_post",
        ClientAuthentication::None => "none",
        ClientAuthentication::Basic | ClientAuthentication::BasicEncoded | ClientAuthentication::BasicEncodedThenPost => {
            "client_secret_basic"
        }
    }
}

fn grants(informed: &Informed<'_>) -> Vec<&'static str> {
    let refreshes = informed.actor.needs.contains(&Need::Step(Step::Refresh));
    let offered = lists(informed, "grant_types_supported", "refresh_token") != Some(false);
    if refreshes && offered { vec!["authorization_code", "refresh_token"] } else { vec!["authorization_code"] }
}

/// Whether a list of the metadata has this; `None` without such a list.
fn lists(informed: &Informed<'_>, list: &str, item: &str) -> Option<bool> {
    let list = informed.metadata.as_ref()?.get(list)?.as_array()?;
    Some(list.iter().any(|l| l == item))
}
