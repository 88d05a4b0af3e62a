//! What a run takes from the apps that were asked: the plan with their values in it. Flags still win.

use super::{Asked, Login};
use crate::cli::failure::Failure;
use crate::config::{Given, Keyed, Known, KnownApp, Layers};

/// What `check` takes from the apps that were asked: a plan with their values in it.
///
/// # Errors
/// When an app has several providers and none is picked, when none gave a request, or when no issuer is known.
pub fn overlay(asked: &[Asked], layers: Layers<'_>, picked: Option<&str>, known: &Known) -> Result<Given, Failure> {
    let mut plan = layers.plan.clone();
    let mut found: Vec<String> = Vec::new();
    let mut issuers: Vec<String> = Vec::new();
    for asked in asked {
        let chosen = choose(asked, layers, picked)?;
        for login in chosen.into_iter().filter(|l| wanted(l, layers)) {
            lay(&mut plan, asked, login, layers, known);
            found.push(item(login, layers, known));
            issuers.extend(login.issuer.as_ref().map(|i| i.issuer.clone()));
        }
    }
    if found.is_empty() {
        let all: Vec<&Login> = asked.iter().flat_map(Asked::read).collect();
        return Err(Failure::Usage(match (picked, all.first()) {
            (Some(picked), Some(first)) => pick(&first.client.app, &all, Some(picked)),
            _ => nothing_to_check(asked, layers),
        }));
    }
    let named = layers.list(|g| &g.apps);
    plan.apps = if named.is_empty() {
        found.clone()
    } else {
        let id = |item: &str| item.split('@').next().unwrap_or_default().to_owned();
        let better = |item: &String| found.iter().find(|f| !item.contains('@') && id(f) == *item).unwrap_or(item).clone();
        named.iter().map(better).collect()
    };
    let given = asked.iter().flat_map(Asked::read).any(|l| l.issuer.as_ref().is_some_and(|i| i.given));
    if !given {
        issuers.dedup();
        plan.issuer = match issuers.as_slice() {
            [issuer] => Some(issuer.clone()),
            [] => return Err(Failure::Usage(no_issuer(asked))),
            several => {
                return Err(Failure::Usage(format!(
                    "the apps use several providers ({}); one run checks one of them: name it, and pick the apps with --app",
                    several.join(", ")
                )));
            }
        };
    }
    Ok(plan)
}

/// Whether the operator asked for this app.
fn wanted(login: &Login, layers: Layers<'_>) -> bool {
    let named = layers.list(|g| &g.apps);
    login.name.is_some() && (named.is_empty() || named.iter().any(|item| item.split('@').next() == Some(&login.client.app)))
}

/// One login per app.
fn choose<'l>(asked: &'l Asked, layers: Layers<'_>, picked: Option<&str>) -> Result<Vec<&'l Login>, Failure> {
    let mut out: Vec<&Login> = Vec::new();
    let apps: std::collections::BTreeSet<&str> = asked.read().map(|l| l.client.app.as_str()).collect();
    for app in apps {
        let all: Vec<&Login> = asked.read().filter(|l| l.client.app == app).collect();
        let by = all.first().and_then(|l| l.client.picked_by());
        let named = by.and_then(|name| {
            let find = |g: &Given| g.settings.iter().rev().find(|(a, n, _)| a == app && n == name).map(|(_, _, v)| v.clone());
            find(layers.flags).or_else(|| find(layers.plan))
        });
        let named = picked.map(str::to_owned).or(named);
        let same_provider = |l: &&&Login| !l.comparison.differences.iter().any(|d| d.about == "endpoint");
        let matching: Vec<&&Login> = all.iter().filter(same_provider).collect();
        match (named, all.as_slice(), matching.as_slice()) {
            (Some(named), several, _) if by.is_some() => match several.iter().find(|l| l.client.provider == named) {
                Some(login) => out.push(login),
                // A name that fits another app of the same Nextcloud.
                None if picked.is_some() => {}
                None => return Err(Failure::Usage(pick(app, several, Some(&named)))),
            },
            (_, [one], _) => out.push(one),
            // Of several, the one that leads to the issuer of this run.
            (_, [first, ..], [one]) if first.issuer.as_ref().is_some_and(|i| i.given) => out.push(one),
            (_, several, _) if several.iter().any(|l| wanted(l, layers)) => {
                return Err(Failure::Usage(pick(app, several, None)));
            }
            _ => {}
        }
    }
    Ok(out)
}

fn pick(app: &str, several: &[&Login], named: Option<&str>) -> String {
    let one = |l: &&Login| {
        let endpoint = l.client.request.as_ref().map(|r| r.endpoint.as_str()).unwrap_or_default();
        format!("{} ({endpoint})", l.client.provider)
    };
    let list: Vec<String> = several.iter().map(one).collect();
    let setting = several.first().and_then(|l| l.client.picked_by()).unwrap_or("provider-id");
    let example = several.first().map(|l| l.client.provider.clone()).unwrap_or_default();
    let what = match named {
        Some(named) => format!("{app} has no provider {named:?} there"),
        None => format!("{app} has several providers there"),
    };
    format!("{what}: {}; pick one with --provider-id {example} or --set {app}.{setting}={example}", list.join(", "))
}

/// Lays what one login told over the plan; flags still win.
fn lay(plan: &mut Given, asked: &Asked, login: &Login, layers: Layers<'_>, known: &Known) {
    let Some(request) = &login.client.request else { return };
    let app = &login.client.app;
    let keyed = |value: &str| Keyed { app: Some(app.clone()), value: value.to_owned() };
    let redirect_uri = login.redirect_uri.as_deref().unwrap_or_default();
    if !redirect_uri.is_empty() {
        plan.redirect_uris.push(keyed(redirect_uri));
    }
    plan.app_urls.push(keyed(&own_address(redirect_uri, known.app(app)).unwrap_or_else(|| asked.inspection.app_url.clone())));
    plan.app_clients.entry(app.clone()).or_default().id = request.text("client_id").map(str::to_owned);
    let mut set = |name: &str, value: String| plan.settings.push((app.clone(), name.to_owned(), value));
    for (name, value) in &login.client.facts {
        set(name, value.clone());
    }
    for inferred in &login.comparison.inferred {
        // What stands on the command line as --scope is the operator's last word.
        let scope = inferred.setting == "scope" || inferred.setting.ends_with("_scope");
        if !scope || layers.flags.scope.is_none() {
            set(&inferred.setting, inferred.found.to_string());
        }
    }
}

/// The app's own idea of its address: its redirect URI without the path that its profile knows, where a name in braces
/// stands for any.
fn own_address(redirect_uri: &str, app: Option<&KnownApp>) -> Option<String> {
    let path = app?.redirect_path.as_str();
    let before = match path.split_once('{') {
        None => redirect_uri.strip_suffix(path)?,
        Some((fixed, _)) => redirect_uri.rsplit_once(fixed).filter(|(_, name)| !name.contains('/'))?.0,
    };
    Some(before.strip_suffix("/index.php").unwrap_or(before).to_owned())
}

/// The app for `--app`, with the version that it told.
fn item(login: &Login, layers: Layers<'_>, known: &Known) -> String {
    let app = &login.client.app;
    let named = layers.list(|g| &g.apps).iter().find(|item| item.split('@').next() == Some(app));
    match (named.filter(|item| item.contains('@')), &login.judged_as) {
        (Some(named), _) => named.clone(),
        (None, Some(version)) if known.app(app).is_some_and(|a| a.default_version.to_string() != *version) => {
            format!("{app}@{version}")
        }
        _ => app.clone(),
    }
}

fn nothing_to_check(asked: &[Asked], layers: Layers<'_>) -> String {
    let mut parts = Vec::new();
    for Asked { inspection, logins } in asked {
        let place = format!("{} ({})", inspection.app_url, inspection.product.name());
        let refused = logins.iter().filter_map(|l| l.client.refusal.as_ref().map(|r| (l, r)));
        let refused: Vec<String> = refused.map(|(l, r)| format!("{}: {}", l.client.app, r.message)).collect();
        parts.push(match (logins.as_slice(), refused.is_empty()) {
            ([], _) => format!("{place} has no login with a provider; {}", inspection.notes.join(" ")),
            (_, false) => format!("{place} gave no authorization request: {}", refused.join("; ")),
            (some, true) => {
                let apps: Vec<&str> = some.iter().map(|l| l.client.app.as_str()).collect();
                let named = layers.list(|g| &g.apps).join(", ");
                format!(
                    "{place} has {}, and this run is about {}",
                    apps.join(", "),
                    if named.is_empty() { "others" } else { &named }
                )
            }
        });
    }
    parts.join("; ")
}

fn no_issuer(asked: &[Asked]) -> String {
    let endpoints: Vec<&str> =
        asked.iter().flat_map(Asked::read).filter_map(|l| l.client.request.as_ref()).map(|r| r.endpoint.as_str()).collect();
    format!(
        "no discovery document was found above the app's authorization endpoint ({}); write the issuer after the command, as in `oidc-compat check https://sso.example.com --from-app …`",
        endpoints.join(", ")
    )
}
