//! What to paste: the profile's template with the operator's values, and every setting that differs from the default.

use super::AppRequest;
use super::judgement::Change;
use super::provider_entry::{provider_entry, published, with_endpoints};
use super::registered::is_of_this_run;
use crate::evidence::{Evidence, View};
use crate::recording::Recording;
use crate::suite::{SettingKind, SettingPlace};
use crate::wire::{RocketChatFlow, SettingValue, Settings, TypedEndpoints};

/// The line for one setting, and where it goes.
pub(super) fn how(request: &AppRequest<'_>, name: &str, to: &SettingValue) -> (String, SettingPlace) {
    let place = request.suite.setting(name).map_or(SettingPlace::Fact, |d| d.place);
    let provider = request.settings.text("provider-id");
    let unset = *to == SettingValue::Text(String::new());
    let line = match place {
        SettingPlace::ConfigPhpUserOidc if unset => format!("remove '{name}' from 'user_oidc' in config.php"),
        SettingPlace::ConfigPhp if unset => format!("remove '{name}' from config.php"),
        SettingPlace::Occ => format!("--{name}={}", shell(&on_off(to))),
        SettingPlace::ConfigPhpUserOidc => format!("'user_oidc' => ['{name}' => {}]", php(to)),
        SettingPlace::ConfigPhp => format!("'{name}' => {},", php_of(request, name, to)),
        SettingPlace::ConfigPhpMember => {
            let (list, member) = name.split_once('.').unwrap_or((name, ""));
            format!("'{list}' => ['{member}' => {}],", php_of(request, name, to))
        }
        SettingPlace::AppConfig => {
            let app = request.suite.app.as_ref().and_then(|app| app.occ_app.as_deref()).unwrap_or("user_oidc");
            format!("occ config:app:set {app} {name} --value={}", shell(&on_off(to)))
        }
        SettingPlace::ProviderConfig => {
            format!("occ config:app:set user_oidc provider-{provider}-{name} --value={} --type=string --lazy", shell(&on_off(to)))
        }
        SettingPlace::Certificates => "occ security:certificates:import ca.pem".to_owned(),
        SettingPlace::CertificateFile => format!("{name}=/path/to/ca.pem"),
        SettingPlace::Form => {
            let label = request.suite.setting(name).and_then(|d| d.label.as_deref());
            format!("{}: {to}", label.unwrap_or(name))
        }
        SettingPlace::Fact => format!("{name}: {to}"),
    };
    (line, place)
}

/// The block to paste, with these changes built in.
pub(super) fn paste(recording: &Recording, request: &AppRequest<'_>, changes: &[Change]) -> String {
    let mut settings = request.settings.clone();
    settings.0.extend(changes.iter().map(|c| (c.setting.clone(), c.to.clone())));
    let mut redirect_uri = request.target.redirect_uri.clone();
    if let Some(flow) = request.suite.wire.discovery.rocket_chat() {
        let AppRequest { suite, version, target, .. } = request;
        let given = settings.clone();
        let view =
            View { app: Some(&suite.id), version, target, settings: &given, behaviour: &suite.wire, claims: &suite.claims };
        let evidence = Evidence::new(recording, view);
        settings.0.extend(typed_endpoints(&evidence, flow));
        if let Ok(plan) = evidence.plan() {
            redirect_uri.clone_from(&plan.authorization.redirect_uri);
        }
    }
    let lines = |wanted: SettingPlace, before: &str| -> String {
        // What the template names itself is not listed once more.
        let named = |name: &str| request.suite.paste.contains(&format!("{{{name}}}"));
        let defs = request.suite.settings.iter().filter(|d| d.place == wanted && !named(&d.name));
        let changed = defs.filter(|d| settings.get(&d.name) != Some(&d.default));
        changed
            .filter_map(|d| settings.get(&d.name).map(|value| (d, value)))
            .map(|(d, value)| {
                let line = match wanted {
                    SettingPlace::ConfigPhpUserOidc => format!("'{}' => {},", d.name, php(value)),
                    _ => how(request, &d.name, value).0,
                };
                format!("{before}{line}")
            })
            .collect()
    };
    let metadata = published(recording);
    // A client of this run alone is gone when the report is read.
    let client_id = request.target.client_id.as_deref().filter(|_| !is_of_this_run(recording, &request.suite.id));
    let client_id = client_id.unwrap_or("CLIENT_ID");
    let entry = provider_entry(request, client_id, &settings, &metadata);
    let mut out = String::new();
    for line in request.suite.paste.lines() {
        let line = line
            .replace("{client_id}", &shell_inner(client_id))
            .replace("{discovery_url}", &recording.target.discovery_url)
            .replace("{issuer}", &recording.target.issuer)
            .replace("{logto_endpoint}", recording.target.issuer.trim_end_matches('/').trim_end_matches("/oidc"))
            .replace("{redirect_uri}", &redirect_uri)
            .replace("{app_url}", &request.target.app_url)
            .replace("{scope}", &shell_inner(&settings.text("scope")))
            .replace("{provider_entry}", &shell_inner(&entry.json()))
            .replace("{logoutUrl}", &entry.logout_url)
            .replace("{occ}", &lines(SettingPlace::Occ, " "))
            .replace("{form}", &lines(SettingPlace::Form, "\n"));
        // Any other setting by its own name.
        let line = settings.0.iter().fold(line, |line, (name, value)| line.replace(&format!("{{{name}}}"), &value.to_string()));
        let line = with_endpoints(&line, &metadata);
        // A line that holds nothing but a list disappears when the list is empty.
        let (line, alone) = match line.as_str() {
            "{config_php_user_oidc}" => {
                let list = lines(SettingPlace::ConfigPhpUserOidc, "\n    ");
                (if list.is_empty() { list } else { format!("'user_oidc' => [{list}\n],") }, true)
            }
            "{config_php_file}" => {
                let own = lines(SettingPlace::ConfigPhpUserOidc, "\n    ");
                let own = if own.is_empty() { own } else { format!("\n'user_oidc' => [{own}\n],") };
                let list = format!("{own}{}", lines(SettingPlace::ConfigPhp, "\n"));
                (if list.is_empty() { list } else { format!("// config/config.php{list}") }, true)
            }
            "{config_php_members}" => (members(request, &settings), true),
            "{config_php}" => (lines(SettingPlace::ConfigPhp, "\n").trim_start().to_owned(), true),
            "{app_config}" => (lines(SettingPlace::AppConfig, "\n").trim_start().to_owned(), true),
            "{provider_config}" => (lines(SettingPlace::ProviderConfig, "\n").trim_start().to_owned(), true),
            "{certificate_file}" => (lines(SettingPlace::CertificateFile, "\n").trim_start().to_owned(), true),
            "{certificates}" => (lines(SettingPlace::Certificates, "\n").trim_start().to_owned(), true),
            _ => (line.clone(), false),
        };
        if alone && line.is_empty() {
            continue;
        }
        out.push_str(&line);
        out.push('\n');
    }
    out
}

/// What the operator types for the endpoints.
fn typed_endpoints(evidence: &Evidence<'_>, flow: RocketChatFlow) -> Vec<(String, SettingValue)> {
    let metadata = evidence.metadata().ok().map(|m| m.0);
    let typed = TypedEndpoints::of(flow, evidence.settings(), metadata).unwrap_or_default();
    let all = [
        ("url", typed.url),
        ("authorize_path", typed.authorize_path),
        ("token_path", typed.token_path),
        ("identity_path", typed.identity_path),
    ];
    let given = all.into_iter().filter(|(_, text)| !text.is_empty());
    given.map(|(name, text)| (name.to_owned(), SettingValue::Text(text))).collect()
}

fn on_off(value: &SettingValue) -> String {
    match value {
        SettingValue::Bool(on) => if *on { "1" } else { "0" }.to_owned(),
        other => other.to_string(),
    }
}

/// Lists at the top level of config.php, each with the members that differ from the default.
fn members(request: &AppRequest<'_>, settings: &Settings) -> String {
    let defs = request.suite.settings.iter().filter(|d| d.place == SettingPlace::ConfigPhpMember);
    let mut lists: Vec<(&str, Vec<String>)> = Vec::new();
    for def in defs.filter(|d| settings.get(&d.name) != Some(&d.default)) {
        let (Some((list, member)), Some(value)) = (def.name.split_once('.'), settings.get(&def.name)) else { continue };
        let line = format!("    '{member}' => {},", php_of(request, &def.name, value));
        match lists.iter_mut().find(|(name, _)| *name == list) {
            Some((_, members)) => members.push(line),
            None => lists.push((list, vec![line])),
        }
    }
    let blocks = lists.iter().map(|(list, members)| format!("'{list}' => [\n{}\n],", members.join("\n")));
    blocks.collect::<Vec<_>>().join("\n")
}

/// A value in PHP; a list where the setting is one.
fn php_of(request: &AppRequest<'_>, name: &str, value: &SettingValue) -> String {
    let is_list = request.suite.setting(name).is_some_and(|def| def.kind == SettingKind::List);
    let SettingValue::Text(text) = value else { return php(value) };
    let items: Option<Vec<String>> = serde_json::from_str(text).ok();
    match items {
        Some(items) => php_list(&items),
        None if is_list && !text.is_empty() => php_list(&text.split(',').map(|word| word.trim().to_owned()).collect::<Vec<_>>()),
        None if text == "null" => text.clone(),
        None => php(value),
    }
}

fn php_list(items: &[String]) -> String {
    let quoted: Vec<String> = items.iter().map(|item| php(&SettingValue::Text(item.clone()))).collect();
    format!("[{}]", quoted.join(", "))
}

fn php(value: &SettingValue) -> String {
    match value {
        SettingValue::Bool(on) => on.to_string(),
        SettingValue::Integer(n) => n.to_string(),
        SettingValue::Text(text) => {
            format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
        }
    }
}

/// Quotes for a POSIX shell, only where needed.
fn shell(text: &str) -> String {
    let plain = !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "-_./:@%+,".contains(c));
    if plain { text.to_owned() } else { format!("'{}'", shell_inner(text)) }
}

fn shell_inner(text: &str) -> String {
    text.replace('\'', "'\\''")
}
