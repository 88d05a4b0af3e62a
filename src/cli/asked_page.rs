//! An app that was asked, for people.

use colored::Colorize as _;

use super::asking::{Asked, Login};
use crate::asked::{AuthorizationRequest, Difference, Found, Inferred, Weight};
use crate::report::{Page, counted, plain};
use crate::wire::Version;

/// What the page ends with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hint {
    /// How to check the provider with these values.
    Check,
    /// That the run uses these values.
    Used,
}

/// The page.
pub fn page(asked: &Asked, width: usize, hint: Hint) -> String {
    let mut page = Page::new(width);
    let inspection = &asked.inspection;
    let version = inspection.version.as_ref().map(|v| format!(" {v}")).unwrap_or_default();
    page.text(0, &inspection.app_url, |l| l.bold().to_string());
    let told = format!("{}{version}, {}", inspection.product.name(), counted(inspection.requests, "request"));
    page.text(0, &told, |l| l.dimmed().to_string());
    for note in &inspection.notes {
        page.hanging(&format!("{} ", "!".yellow()), 2, note, plain);
    }
    for login in &asked.logins {
        page.blank();
        one(&mut page, login);
    }
    let any = asked.read().any(|l| l.name.is_some());
    if any {
        page.blank();
        match hint {
            Hint::Check => page.text(0, &check_hint(asked), |l| l.dimmed().to_string()),
            Hint::Used => page.text(
                0,
                "The run takes client, redirect URI, scope and settings from here, unless a flag says otherwise.",
                |l| l.dimmed().to_string(),
            ),
        }
    }
    page.into_string()
}

fn one(page: &mut Page, login: &Login) {
    let client = &login.client;
    let name = login.name.as_deref().unwrap_or(&client.app);
    let provider = if client.provider.is_empty() { String::new() } else { format!(", provider {}", client.provider) };
    let label = client.label.as_ref().map(|l| format!(" (\"{l}\")")).unwrap_or_default();
    let worst = login.comparison.differences.iter().map(|d| d.weight).max();
    let mark = match (&client.request, worst) {
        (None, _) => "✗".red().bold(),
        (Some(_), Some(Weight::Fix)) => "✗".red().bold(),
        (Some(_), _) => "✓".green().bold(),
    };
    page.hanging(&format!("{mark} "), 2, &format!("{name}{provider}{label}"), |l| l.bold().to_string());
    if let Some(refusal) = &client.refusal {
        page.text(2, &format!("No authorization request: {}.", refusal.message.trim_end_matches('.')), plain);
        page.labelled(2, "asked", &client.asked, plain);
        page.labelled(2, "fix", refusal.advice.as_deref().unwrap_or_default(), plain);
    }
    if let Some(request) = &client.request {
        request_lines(page, request);
    }
    if let Some(issuer) = &login.issuer {
        let how = if issuer.given { "" } else { " (its discovery document names this endpoint)" };
        page.labelled(2, "issuer", &format!("{}{how}", issuer.issuer), plain);
    } else if client.request.is_some() {
        page.labelled(2, "issuer", "not found above the authorization endpoint; --issuer names it", plain);
    }
    if login.name.is_none() {
        page.text(2, "This build has no profile for this app, so nothing is compared.", plain);
        return;
    }
    if let (Some(version), Some(_)) = (&login.judged_as, &client.request) {
        let same = |told: &String| told.parse::<Version>().ok() == version.parse::<Version>().ok();
        let why = match &client.version {
            Some(told) if same(told) => String::new(),
            Some(told) => format!("compared as {version}: the app says {told} (--app {}@VERSION)", client.app),
            None => format!("compared as {version}: the app does not tell its version (--app {}@VERSION)", client.app),
        };
        page.labelled(2, "version", &why, plain);
    }
    for inferred in &login.comparison.inferred {
        setting(page, inferred);
    }
    for difference in &login.comparison.differences {
        told(page, difference);
    }
    if client.request.is_some() && login.comparison.inferred.is_empty() && login.comparison.differences.is_empty() {
        let version = login.judged_as.as_ref().map(|v| format!(" {v}")).unwrap_or_default();
        page.text(2, &format!("Just as the profile predicts for {name}{version} with these settings."), plain);
    }
}

fn request_lines(page: &mut Page, request: &AuthorizationRequest) {
    let text = |name: &str| request.text(name).unwrap_or("(none)").to_owned();
    page.labelled(2, "sends to", &request.endpoint, plain);
    page.labelled(2, "client", &text("client_id"), plain);
    page.labelled(2, "redirect", &text("redirect_uri"), plain);
    page.labelled(2, "scope", &text("scope"), plain);
    let method = request.text("code_challenge_method").map(str::to_owned);
    let pkce = match (request.value("code_challenge"), method) {
        (Some(_), method) => method.unwrap_or_else(|| "plain".to_owned()),
        (None, _) => "none".to_owned(),
    };
    page.labelled(2, "PKCE", &pkce, plain);
    let shown = ["client_id", "redirect_uri", "scope", "code_challenge", "code_challenge_method", "response_type"];
    let rest = request.parameters.iter().filter(|p| !shown.contains(&p.name.as_str()));
    let rest: Vec<String> = rest
        .map(|p| match &p.value {
            Found::Text(text) if p.name == "claims" => claims_words(text),
            Found::Text(text) => format!("{}={text}", p.name),
            Found::Random(look) if look.length == 0 => p.name.clone(),
            Found::Random(look) => format!("{} ({})", p.name, look.words()),
        })
        .collect();
    page.labelled(2, "also", &rest.join(", "), plain);
}

/// The `claims` parameter, member by member.
fn claims_words(text: &str) -> String {
    let member = |(name, claims): (&String, &serde_json::Value)| {
        let names: Vec<&str> = claims.as_object().into_iter().flatten().map(|(name, _)| name.as_str()).collect();
        format!("{name}: {}", if names.is_empty() { "none".to_owned() } else { names.join(" ") })
    };
    match serde_json::from_str::<serde_json::Value>(text) {
        Ok(serde_json::Value::Object(members)) => {
            format!("claims ({})", members.iter().map(member).collect::<Vec<_>>().join("; "))
        }
        _ => format!("claims={text}"),
    }
}

fn setting(page: &mut Page, inferred: &Inferred) {
    let shown = |value: String| if value.is_empty() { "nothing".to_owned() } else { value };
    let text = format!(
        "{} = {} (assumed: {}), told by {}",
        inferred.setting,
        shown(inferred.found.to_string()),
        shown(inferred.assumed.to_string()),
        inferred.told_by.join(", ")
    );
    page.labelled(2, "has", &text, plain);
}

fn told(page: &mut Page, difference: &Difference) {
    let mark = if difference.weight == Weight::Fix { "✗".red().bold() } else { "!".yellow().bold() };
    page.hanging(&format!("  {mark} "), 4, &difference.message, plain);
    page.labelled(4, "fix", difference.advice.as_deref().unwrap_or_default(), plain);
}

fn check_hint(asked: &Asked) -> String {
    format!(
        "To check the provider as this app uses it: oidc-compat check --from-app {} --client-secret-env SECRET --user NAME --password-env PASSWORD",
        asked.inspection.app_url
    )
}
