//! The request that an app sends beside the one that its profile predicts: which settings explain what differs, and what
//! remains. Pure.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::claims;
use super::request::{AuthorizationRequest, Found};
use crate::wire::{
    AuthorizationPlan, ClientBehaviour, ClientContext, QueryEncoding, ScopeRule, SettingValue, Settings, flow_plan, query_string,
};

/// Settings with other values.
type Change = Vec<(String, SettingValue)>;

/// Settings that are changed to explain one request.
const MOST: usize = 12;

/// What is expected, and how it is computed.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'a> {
    /// How the app acts on the wire.
    pub behaviour: &'a ClientBehaviour,
    /// Its settings as far as they are known.
    pub settings: &'a Settings,
    /// The provider's metadata.
    pub metadata: &'a Value,
    /// Client, redirect URI, discovery URL, version.
    pub context: &'a ClientContext<'a>,
    /// Settings whose values may explain what differs.
    pub knobs: &'a [Knob],
}

/// A setting, and values worth trying besides those found in the request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Knob {
    /// Its name.
    pub name: String,
    /// Values of a switch or a choice; empty for a text.
    pub values: Vec<SettingValue>,
}

/// A request and its prediction, side by side.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Comparison {
    /// Settings under which the profile sends what the app sends.
    pub inferred: Vec<Inferred>,
    /// What no setting explains.
    pub differences: Vec<Difference>,
}

/// A setting of the app, told by what it sends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Inferred {
    /// The setting.
    pub setting: String,
    /// What was assumed.
    pub assumed: SettingValue,
    /// What the app has.
    pub found: SettingValue,
    /// Parameters that tell it.
    pub told_by: Vec<String>,
}

/// Something that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Difference {
    /// The parameter, or `endpoint`, `order`, `encoding`.
    pub about: String,
    /// Whether there is something to do.
    pub weight: Weight,
    /// What was expected.
    pub expected: Option<String>,
    /// What the app sends.
    pub found: Option<String>,
    /// In words.
    pub message: String,
    /// What to do.
    pub advice: Option<String>,
}

/// Whether there is something to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Weight {
    /// Worth knowing.
    Note,
    /// Something is wrong, here or there.
    Fix,
}

/// Compares.
///
/// The client, the redirect URI and the endpoint are not compared here: what is expected of them is the operator's word, not
/// the profile's; `beside` looks at them.
pub fn compare(found: &AuthorizationRequest, expected: &Expected<'_>) -> Comparison {
    let Some(mut plan) = plan(expected, expected.settings) else { return Comparison::default() };
    let mut settings = expected.settings.clone();
    let mut inferred: Vec<Inferred> = Vec::new();
    for _ in 0..MOST {
        let before = differing(&plan, found);
        if before.is_empty() {
            break;
        }
        let Some((changes, better)) = best_change(found, expected, &settings, before.len()) else { break };
        let after = differing(&better, found);
        let told_by: Vec<String> = before.into_iter().filter(|name| !after.contains(name)).collect();
        for (setting, value) in &changes {
            let assumed = expected.settings.get(setting).cloned().unwrap_or_else(|| SettingValue::Text(String::new()));
            inferred.retain(|i| i.setting != *setting);
            if assumed != *value {
                let told_by = told_by.clone();
                inferred.push(Inferred { setting: setting.clone(), assumed, found: value.clone(), told_by });
            }
        }
        settings = settings.with(&changes);
        plan = better;
    }
    let offered = expected.metadata.get("code_challenge_methods_supported").and_then(Value::as_array);
    let offers_s256 = offered.is_some_and(|methods| methods.iter().any(|m| m == "S256"));
    Comparison { inferred, differences: differences(&plan, found, offers_s256) }
}

fn plan(expected: &Expected<'_>, settings: &Settings) -> Option<AuthorizationPlan> {
    let plan = flow_plan(expected.behaviour, settings, Some(expected.metadata), expected.context);
    plan.ok().map(|plan| plan.authorization)
}

/// The smallest change of settings that leaves the fewest parameters different; `None`: no change helps.
fn best_change(
    found: &AuthorizationRequest,
    expected: &Expected<'_>,
    settings: &Settings,
    now: usize,
) -> Option<(Change, AuthorizationPlan)> {
    // Of several values that explain as much the first is taken.
    let sent = found.parameters.iter().filter_map(|p| if let Found::Text(text) = &p.value { Some(text.clone()) } else { None });
    let typed = typed_endpoint(&plan(expected, settings)?, found);
    let texts = scopes(found, expected).into_iter().chain([String::new(), typed]).chain(sent);
    let texts: Vec<SettingValue> = texts.map(SettingValue::Text).collect();
    let single = expected.knobs.iter().flat_map(|knob| {
        let values = if knob.values.is_empty() { &texts } else { &knob.values };
        values.iter().map(|value| vec![(knob.name.clone(), value.clone())])
    });
    let known = |changes: &Change| changes.iter().all(|(n, _)| expected.knobs.iter().any(|k| k.name == *n));
    let together = claims::readings(found.text("claims").unwrap_or_default()).into_iter().filter(known);
    let mut best: Option<(Change, AuthorizationPlan, usize)> = None;
    for changes in single.chain(together) {
        let changes: Change = changes.into_iter().filter(|(name, value)| settings.get(name) != Some(value)).collect();
        if changes.is_empty() {
            continue;
        }
        let Some(plan) = plan(expected, &settings.with(&changes)) else { continue };
        let left = differing(&plan, found).len();
        let so_far = best.as_ref().map_or(now, |(_, _, left)| *left);
        if left < so_far {
            best = Some((changes, plan, left));
        }
    }
    best.map(|(changes, plan, _)| (changes, plan))
}

/// What the setting of the scope may hold: less than is sent, where the app adds some of it by itself.
fn scopes(found: &AuthorizationRequest, expected: &Expected<'_>) -> Vec<String> {
    let sent = found.scopes();
    let mut out = Vec::new();
    if let ScopeRule::Always(always) = &expected.behaviour.authorization.scope {
        let always: Vec<&str> = always.split(' ').collect();
        out.push(sent.iter().copied().filter(|s| !always.contains(s)).collect::<Vec<_>>().join(","));
    }
    if let Some((_, before)) = sent.split_last() {
        out.push(before.join(" "));
    }
    out
}

/// The endpoint as an operator may have typed it into the app: with a query of its own.
fn typed_endpoint(plan: &AuthorizationPlan, found: &AuthorizationRequest) -> String {
    let more = found.parameters.iter().filter(|p| !plan.has(&p.name));
    let more: Vec<(String, String)> = more.filter_map(|p| Some((p.name.clone(), found.text(&p.name)?.to_owned()))).collect();
    format!("{}?{}", found.endpoint, query_string(&more, QueryEncoding::Percent))
}

/// Parameters that belong to the operator's word or to the single login.
const LEFT_OUT: [&str; 2] = ["client_id", "redirect_uri"];

/// Names of the parameters that differ in value or presence.
fn differing(plan: &AuthorizationPlan, found: &AuthorizationRequest) -> Vec<String> {
    let names = plan.parameters.iter().map(|(n, _)| n).chain(found.parameters.iter().map(|p| &p.name));
    let mut out: Vec<String> = Vec::new();
    for name in names.filter(|n| !LEFT_OUT.contains(&n.as_str())) {
        let same = match (plan.has(name), plan.fixed(name), found.value(name)) {
            (true, Some(text), Some(Found::Text(sent))) => text == sent,
            // An app that expects no blank sends an empty parameter or none.
            (true, Some(text), None) => text.is_empty(),
            (true, None, Some(Found::Random(_))) => true,
            _ => false,
        };
        if !same && !out.contains(name) {
            out.push(name.clone());
        }
    }
    out
}

fn differences(plan: &AuthorizationPlan, found: &AuthorizationRequest, offers_s256: bool) -> Vec<Difference> {
    let mut out = Vec::new();
    let note = |about: &str, expected: Option<String>, sent: Option<String>, message: String| Difference {
        about: about.to_owned(),
        weight: Weight::Note,
        expected,
        found: sent,
        message,
        advice: None,
    };
    for name in differing(plan, found) {
        let expected = plan.has(&name).then(|| plan.fixed(&name).unwrap_or("a random value").to_owned());
        let sent = found.value(&name).map(Found::words);
        let message = words(&name, expected.as_deref(), sent.as_deref(), offers_s256);
        let mut difference = note(&name, expected, sent, message);
        difference.advice = advice(&name, &difference, offers_s256);
        out.push(difference);
    }
    let shapes = [("state", Some(plan.state)), ("nonce", plan.nonce)];
    for (name, shape) in shapes {
        if let (Some(shape), Some(Found::Random(look))) = (shape, found.value(name))
            && look.length > 0
            && plan.has(name)
            && !look.fits(shape)
        {
            let message = format!("{name} is {}, which is not what this profile knows of the app.", look.words());
            out.push(note(name, serde_json::to_string(&shape).ok(), Some(look.words()), message));
        }
    }
    if let Some(encoding) = found.encoding.filter(|e| *e != plan.encoding) {
        let spelled = |e| serde_json::to_value(e).ok().and_then(|v| v.as_str().map(str::to_owned));
        let message = "The app encodes its query otherwise than this profile knows.".to_owned();
        out.push(note("encoding", spelled(plan.encoding), spelled(encoding), message));
    }
    if let Some((expected, sent)) = order(plan, found) {
        out.push(note(
            "order",
            Some(expected),
            Some(sent),
            "The parameters stand in another order than this profile knows.".to_owned(),
        ));
    }
    out
}

/// The order of the parameters that both have, where it differs.
fn order(plan: &AuthorizationPlan, found: &AuthorizationRequest) -> Option<(String, String)> {
    let expected: Vec<&str> = plan.parameters.iter().map(|(n, _)| n.as_str()).filter(|n| found.value(n).is_some()).collect();
    let sent: Vec<&str> = found.parameters.iter().map(|p| p.name.as_str()).filter(|n| expected.contains(n)).collect();
    (expected != sent).then(|| (expected.join(" "), sent.join(" ")))
}

fn words(name: &str, expected: Option<&str>, found: Option<&str>, offers_s256: bool) -> String {
    match (name, expected, found) {
        ("scope", Some(expected), Some(found)) => scope_words(expected, found),
        ("code_challenge" | "code_challenge_method", None, Some(_)) if offers_s256 => {
            format!("The app uses PKCE ({name}), which its profile does not know of.")
        }
        ("code_challenge" | "code_challenge_method", None, Some(_)) => {
            "The app uses PKCE, although this discovery document does not offer S256 to it.".to_owned()
        }
        ("code_challenge" | "code_challenge_method", Some(_), None) => {
            "The app uses no PKCE, although the provider offers S256.".to_owned()
        }
        (_, Some(expected), Some(found)) => format!("The app sends {name}={found}, and not {expected}."),
        (_, Some(_), None) => format!("The app sends no {name}."),
        (_, None, Some(found)) => format!("The app adds {name}={found}."),
        (_, None, None) => String::new(),
    }
}

fn advice(name: &str, difference: &Difference, offers_s256: bool) -> Option<String> {
    match (name, &difference.expected) {
        ("code_challenge" | "code_challenge_method", None) if !offers_s256 => {
            Some("Apps keep the discovery document for a while: if the provider changed it lately, ask again later.".to_owned())
        }
        ("claims" | "code_challenge" | "code_challenge_method" | "response_type" | "state" | "nonce", _) => {
            Some("Give the version of the app as it is installed: --app ID@VERSION.".to_owned())
        }
        (_, None) => Some(
            "It comes out of the address that was typed into the app: give the provider's address to `check` with the same query.".to_owned(),
        ),
        _ => None,
    }
}

/// What one scope lacks, and what it has more.
pub(super) fn scope_words(expected: &str, found: &str) -> String {
    let (expected, found): (Vec<&str>, Vec<&str>) = (expected.split_whitespace().collect(), found.split_whitespace().collect());
    let lacks: Vec<&str> = expected.iter().copied().filter(|s| !found.contains(s)).collect();
    let more: Vec<&str> = found.iter().copied().filter(|s| !expected.contains(s)).collect();
    match (lacks.as_slice(), more.as_slice()) {
        ([], []) => "The app asks for the same scopes in another order.".to_owned(),
        (lacks, []) => format!("The app does not ask for scope {}.", lacks.join(" ")),
        ([], more) => format!("The app also asks for scope {}.", more.join(" ")),
        (lacks, more) => format!("The app does not ask for scope {}, but for {}.", lacks.join(" "), more.join(" ")),
    }
}

#[cfg(test)]
#[path = "compare_tests.rs"]
mod tests;
