//! One login of an app beside its profile and beside what the operator says.

use std::collections::BTreeMap;

use serde_json::json;

use super::asker::{Asker, Login};
use crate::asked::{
    self, AuthorizationRequest, Comparison, Difference, Expected, FoundClient, Inspection, Knob, Said, Weight, compare,
};
use crate::cli::failure::Failure;
use crate::config::{self, ConfigError, Keyed, KnownApp, Layers};
use crate::oidc::names::DISCOVERY_PATH;
use crate::suite::{SettingDef, SettingKind, Suite};
use crate::wire::{ClientContext, SettingValue, Settings, Version, flow_plan, percent_encode};

/// What a login is compared with.
#[derive(Clone, Copy)]
pub(super) struct Beside<'b> {
    pub(super) inspection: &'b Inspection,
    pub(super) suite: &'b Suite,
    pub(super) app: &'b KnownApp,
    pub(super) version: &'b Version,
}

impl Asker<'_> {
    /// Fills in what the comparison tells.
    ///
    /// # Errors
    /// When a setting that the operator gave does not exist.
    pub(super) fn compare(&self, beside: &Beside<'_>, login: &mut Login) -> Result<(), Failure> {
        let Some(request) = login.client.request.clone() else { return Ok(()) };
        let Beside { inspection, suite, app, version } = *beside;
        let given = config::settings_of(self.layers, &self.known)?.remove(&app.id).unwrap_or_default();
        // Where the app lives is known now; the rest is as the operator says.
        let mut plan = self.layers.plan.clone();
        if self.layers.keyed(&app.id, |g| &g.app_urls).is_none() {
            plan.app_urls.push(Keyed { app: None, value: inspection.app_url.clone() });
        }
        let layers = Layers { plan: &plan, ..self.layers };
        let scope = layers.first(|g| g.scope.as_deref());
        let said = config::app_target(layers, app, version, scope, given)?;
        let mut told = login.client.facts.clone();
        told.extend(said.settings.clone());
        // The redirect URI may hold the app's name for the provider, which the app told.
        let here = config::app_target(layers, app, version, scope, told.clone())?;
        let settings = suite.settings_with(&told).map_err(|message| ConfigError::Setting { app: app.id.clone(), message })?;

        let document = login.issuer.as_ref().is_some_and(|i| i.metadata.is_object());
        let metadata = match &login.issuer {
            Some(issuer) if document => issuer.metadata.clone(),
            // Without a document: what the request itself tells.
            _ => {
                let methods = if request.value("code_challenge").is_some() { json!(["S256"]) } else { json!([]) };
                json!({ "authorization_endpoint": request.endpoint, "code_challenge_methods_supported": methods })
            }
        };
        if let Some(issuer) = login.issuer.as_mut().filter(|i| !i.given && suite.wire.authorization.copy_discovery_query) {
            issuer.issuer = with_query(&issuer.issuer, &added(&request, suite, &settings, version));
        }
        let discovery_url = login.issuer.as_ref().map(|i| i.discovery_url()).unwrap_or_default();
        let client_id = request.text("client_id").unwrap_or_default();
        let context = ClientContext { client_id, redirect_uri: &here.redirect_uri, discovery_url: &discovery_url, version };
        let knobs = knobs(suite, version);
        let expected =
            Expected { behaviour: &suite.wire, settings: &settings, metadata: &metadata, context: &context, knobs: &knobs };
        let mut comparison = compare(&request, &expected);
        comparison.differences.extend(contradictions(&comparison, &login.client, &said.settings));
        let found: Vec<_> = comparison.inferred.iter().map(|i| (i.setting.clone(), i.found.clone())).collect();
        let settings = settings.with(&found);
        let sent_as = |redirect_uri: &str| {
            let plan = flow_plan(&suite.wire, &settings, Some(&metadata), &ClientContext { redirect_uri, ..context.clone() });
            plan.map_or_else(|_| redirect_uri.to_owned(), |p| p.authorization.redirect_uri)
        };
        let sent = request.text("redirect_uri").unwrap_or_default();
        let bare = sent.split('?').next().unwrap_or_default();
        login.redirect_uri = Some(if sent_as(sent) != sent && sent_as(bare) == sent { bare } else { sent }.to_owned());
        let redirect_uri = sent_as(&here.redirect_uri);

        let word = Said {
            product: inspection.product,
            client_id: said.client_id.as_deref(),
            redirect_uri: &redirect_uri,
            redirect_uri_given: self.layers.keyed(&app.id, |g| &g.redirect_uris).is_some(),
        };
        comparison.differences.extend(asked::beside(&request, &word, document.then_some(&metadata)));
        comparison.differences.sort_by_key(|d| std::cmp::Reverse(d.weight));
        login.comparison = comparison;
        Ok(())
    }
}

/// Settings that may explain a request.
fn knobs(suite: &Suite, version: &Version) -> Vec<Knob> {
    let defs = suite.settings.iter().filter(|d| !d.inert && version.within(d.since.as_ref(), d.until.as_ref()));
    let knob = |d: &SettingDef| {
        let values = match d.kind {
            SettingKind::Bool => vec![SettingValue::Bool(true), SettingValue::Bool(false)],
            SettingKind::Tristate => vec![SettingValue::Bool(true), SettingValue::Bool(false), d.default.clone()],
            SettingKind::Choice => d.values.iter().cloned().map(SettingValue::Text).collect(),
            SettingKind::Integer => return None,
            SettingKind::Text | SettingKind::JsonObject | SettingKind::List => Vec::new(),
        };
        Some(Knob { name: d.name.clone(), values })
    };
    defs.filter_map(knob).collect()
}

/// Parameters that no setting of the app makes: user_oidc takes them out of the discovery URL.
fn added(request: &AuthorizationRequest, suite: &Suite, settings: &Settings, version: &Version) -> Vec<(String, String)> {
    let context = ClientContext { client_id: "", redirect_uri: "", discovery_url: "", version };
    let metadata = json!({ "authorization_endpoint": request.endpoint, "code_challenge_methods_supported": ["S256"] });
    let plan = flow_plan(&suite.wire, settings, Some(&metadata), &context).map(|p| p.authorization);
    let known = |name: &str| name == "prompt" || plan.as_ref().is_ok_and(|p| p.has(name));
    let texts = request.parameters.iter().filter_map(|p| request.text(&p.name).map(|text| (p.name.clone(), text.to_owned())));
    texts.filter(|(name, _)| !known(name)).collect()
}

fn with_query(issuer: &str, query: &[(String, String)]) -> String {
    if query.is_empty() {
        return issuer.to_owned();
    }
    let pairs: Vec<String> = query.iter().map(|(n, v)| format!("{}={}", percent_encode(n), percent_encode(v))).collect();
    format!("{}{DISCOVERY_PATH}?{}", issuer.trim_end_matches('/'), pairs.join("&"))
}

/// Where the operator says one thing of a setting and the app shows another.
fn contradictions(comparison: &Comparison, client: &FoundClient, said: &BTreeMap<String, String>) -> Vec<Difference> {
    let difference = |setting: &str, said: &str, found: &str| Difference {
        about: setting.to_owned(),
        weight: Weight::Fix,
        expected: Some(said.to_owned()),
        found: Some(found.to_owned()),
        message: format!("You gave {setting} = {said}, and the app has {}.", if found.is_empty() { "none" } else { found }),
        advice: Some(format!("Set {setting} in the app, or give it as the app has it.")),
    };
    let inferred = comparison.inferred.iter().filter_map(|i| Some((i, said.get(&i.setting)?)));
    let told = client.facts.iter().filter_map(|(name, value)| Some((name, value, said.get(name).filter(|s| *s != value)?)));
    let mut out: Vec<Difference> = inferred.map(|(i, said)| difference(&i.setting, said, &i.found.to_string())).collect();
    out.extend(told.map(|(name, value, said)| difference(name, said, value)));
    out
}
