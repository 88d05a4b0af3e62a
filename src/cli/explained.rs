//! One thing that `explain` found, as text and as JSON.

use std::path::Path;

use colored::Colorize as _;
use serde_json::{Value, json};

use crate::check::{CheckDef, Need, Parameter};
use crate::checks;
use crate::provider_profile::{Kind, ProviderProfile, Topic};
use crate::reference::Fault;
use crate::report::{Page, impact_words, plain};
use crate::suite::{Requirement, SettingPlace, Suite};

/// What was found.
pub enum Explained<'c> {
    /// A check, with the requirements bound to it.
    Check(CheckDef, Vec<String>),
    /// An app profile or a specification suite, and its file if it is the operator's own.
    Suite(&'c Suite, Option<&'c Path>),
    /// A requirement of a suite.
    Requirement(&'c Suite, &'c Requirement),
    /// A fault of the embedded provider.
    Fault(Fault),
    /// A known product.
    Provider(&'static ProviderProfile),
}

impl Explained<'_> {
    /// For people.
    pub fn text(&self, width: usize) -> String {
        let mut page = Page::new(width);
        match self {
            Self::Check(found, used) => {
                page.line(&format!("{}  {}", found.meta.id.bold(), "check".dimmed()));
                check(&mut page, found);
                page.labelled(2, "used by", &used.join(", "), plain);
                parameters(&mut page, found);
            }
            Self::Suite(found, file) => suite(&mut page, found, *file),
            Self::Provider(found) => provider(&mut page, found),
            Self::Requirement(suite, found) => requirement(&mut page, suite, found),
            Self::Fault(fault) => {
                page.line(&format!("{}  {}", fault.id().bold(), "fault of the embedded provider".dimmed()));
                page.text(2, fault.sentence(), plain);
                page.labelled(2, "spec", fault.spec(), plain);
                page.labelled(2, "try it", &format!("oidc-compat provider --fault {}", fault.id()), plain);
            }
        }
        page.into_string()
    }

    /// For programs.
    pub fn json(&self) -> Value {
        match self {
            Self::Check(found, used) => {
                let mut value = check_json(found);
                value["used_by"] = json!(used);
                value
            }
            Self::Suite(suite, file) => suite_json(suite, *file),
            Self::Provider(profile) => provider_json(profile),
            Self::Requirement(suite, requirement) => requirement_json(suite, requirement),
            Self::Fault(fault) => {
                json!({"kind": "fault", "id": fault.id(), "sentence": fault.sentence(), "spec": fault.spec()})
            }
        }
    }
}

fn check(page: &mut Page, check: &CheckDef) {
    let meta = check.meta;
    page.text(2, meta.title, plain);
    page.labelled(2, "level", meta.level.word(), plain);
    for spec in meta.spec {
        page.labelled(2, "spec", &format!("{}  {}", spec.words(), spec.url()), plain);
    }
    page.labelled(2, "why", meta.why, plain);
    page.labelled(2, "fix", meta.fix, plain);
    page.labelled(2, "needs", &meta.needs.iter().map(need).collect::<Vec<_>>().join(", "), plain);
}

fn parameters(page: &mut Page, check: &CheckDef) {
    let parameters = check.parameters();
    if !parameters.is_empty() {
        page.blank();
        page.line(&format!("  {} {}", "Parameters".bold(), "in `params` of a suite's requirement".dimmed()));
        parameters.iter().for_each(|p| parameter(page, p));
    }
}

fn parameter(page: &mut Page, parameter: &Parameter) {
    let optional = if parameter.required { "" } else { ", may be left out" };
    page.line(&format!("  {}  {}", parameter.name, format!("{}{optional}", parameter.kind).dimmed()));
    page.text(4, &parameter.about, plain);
}

fn suite(page: &mut Page, suite: &Suite, file: Option<&Path>) {
    let kind = if suite.app.is_some() { "app profile" } else { "specification" };
    page.line(&format!("{}  {}", suite.name.bold(), format!("{}, {kind}", suite.id).dimmed()));
    page.text(2, &suite.about, plain);
    page.labelled(2, "file", &file.map(|f| f.display().to_string()).unwrap_or_default(), plain);
    if let Some(app) = &suite.app {
        let versions: Vec<String> = app.versions.iter().map(ToString::to_string).collect();
        page.labelled(2, "versions", &format!("{} ({} unless given)", versions.join(", "), app.default_version), plain);
        page.labelled(2, "redirect", &format!("{}{}", app.default_url, app.redirect_path), plain);
    }
    if !suite.settings.is_empty() {
        page.blank();
        page.line(&format!("{} {}", "Settings".bold(), format!("(--set {}.NAME=VALUE)", suite.id).dimmed()));
        for setting in &suite.settings {
            let default = setting.default.to_string();
            let default = if default.is_empty() { "empty".to_owned() } else { default };
            let place = place(setting.place);
            page.line(&format!("  {} = {default}  {}", setting.name, place.dimmed()));
            page.text(4, &setting.help, plain);
        }
    }
    if !suite.requirements.is_empty() {
        page.blank();
        page.line(&format!("{} {}", "Requirements".bold(), "in the order in which they are met".dimmed()));
        for requirement in &suite.requirements {
            let title =
                requirement.title.as_deref().or(checks::by_id(&requirement.check).map(|c| c.meta.title)).unwrap_or_default();
            page.line(&format!("  {}/{}  {}", suite.id, requirement.id, impact_words(requirement.impact).dimmed()));
            page.text(4, title, plain);
        }
    }
}

fn provider(page: &mut Page, profile: &ProviderProfile) {
    page.line(&format!("{}  {}", profile.name.bold(), format!("{}, provider", profile.id).dimmed()));
    page.text(2, &profile.about, plain);
    page.labelled(2, "issuer", &profile.address.issuer, plain);
    page.labelled(2, "discovery", profile.address.discovery.as_deref().unwrap_or_default(), plain);
    for parameter in &profile.address.parameters {
        let default = parameter.default.as_ref().map(|d| format!(" ({d} unless given)")).unwrap_or_default();
        page.labelled(2, "param", &format!("{}: {}{default}", parameter.name, parameter.help), plain);
    }
    page.labelled(2, "instead", profile.address.instead.as_deref().unwrap_or_default(), plain);
    page.labelled(2, "login", profile.login.as_ref().map(|l| l.note.as_str()).unwrap_or_default(), plain);
    page.labelled(2, "basis", &profile.source, plain);
    if let Some(at) = &profile.register {
        page.blank();
        page.line(&format!("{} {}", "Register at".bold(), at.page));
        let fields =
            [("redirect", Some(&at.redirect)), ("logout", at.post_logout.as_ref()), ("back-ch.", at.back_channel.as_ref())];
        for (label, name) in fields {
            page.labelled(2, label, name.map_or("no such field", String::as_str), plain);
        }
        page.labelled(2, "note", at.note.as_deref().unwrap_or_default(), plain);
        for more in &profile.register_for {
            let apps = if more.apps.is_empty() { "every app".to_owned() } else { more.apps.join(", ") };
            page.text(2, &format!("{apps}: {}", more.what), plain);
        }
    }
    if !profile.screens.is_empty() {
        page.blank();
        page.line(&"Where fixes are made".bold().to_string());
        for screen in &profile.screens {
            page.line(&format!("  {}", topic_name(screen.topic).dimmed()));
            page.text(4, &screen.at, plain);
        }
    }
    if !profile.deviations.is_empty() {
        page.blank();
        page.line(&"Known deviations".bold().to_string());
        for deviation in &profile.deviations {
            page.line(&format!("  {}  {}", deviation.id, deviation.apps.join(", ").dimmed()));
            page.text(4, &deviation.what, plain);
            page.labelled(4, "works", deviation.works.as_deref().unwrap_or_default(), plain);
            page.labelled(4, "source", &deviation.source, plain);
        }
    }
}

/// A product for programs.
pub fn provider_json(profile: &ProviderProfile) -> Value {
    let parameters: Vec<Value> = profile
        .address
        .parameters
        .iter()
        .map(|p| json!({"name": p.name, "help": p.help, "example": p.example, "default": p.default}))
        .collect();
    let screens: Vec<Value> = profile.screens.iter().map(|s| json!({"topic": s.topic, "at": s.at})).collect();
    let register = profile.register.as_ref().map(|at| {
        json!({
            "page": at.page, "redirect": at.redirect, "post_logout": at.post_logout, "back_channel": at.back_channel, "note": at.note,
        })
    });
    json!({
        "kind": if profile.kind == Kind::Oidc { "provider" } else { "no-openid-connect" },
        "id": profile.id, "name": profile.name, "about": profile.about, "basis": profile.basis, "source": profile.source,
        "issuer": profile.address.issuer, "discovery": profile.address.discovery, "parameters": parameters,
        "instead": profile.address.instead, "login": profile.login.as_ref().map(|l| l.note.as_str()), "register": register,
        "screens": screens, "deviations": profile.deviations,
    })
}

fn topic_name(topic: Topic) -> String {
    serde_json::to_value(topic).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

fn requirement(page: &mut Page, suite: &Suite, requirement: &Requirement) {
    let name = format!("{}/{}", suite.id, requirement.id);
    page.line(&format!("{}  {}", name.bold(), format!("requirement of {}", suite.name).dimmed()));
    page.labelled(2, "asks", requirement.title.as_deref().unwrap_or_default(), plain);
    page.labelled(2, "impact", impact_words(requirement.impact), plain);
    page.labelled(2, "because", &requirement.because, plain);
    if let Some(symptom) = &requirement.symptom {
        let status = symptom.status.map(|s| format!("HTTP {s}"));
        let words = symptom.message.as_ref().map(|m| if m.is_empty() { "an empty page".to_owned() } else { format!("\"{m}\"") });
        let seen: Vec<String> = status.into_iter().chain(words).collect();
        page.labelled(2, "the user", &format!("sees {}", seen.join(", ")), plain);
    }
    page.labelled(2, "fix", requirement.fix.as_deref().unwrap_or_default(), plain);
    let versions = [("from", &requirement.since), ("until", &requirement.until)];
    let versions = versions.iter().filter_map(|(word, v)| v.as_ref().map(|v| format!("{word} {v}")));
    page.labelled(2, "versions", &versions.collect::<Vec<_>>().join(", "), plain);
    let when: Vec<String> = requirement.when.iter().map(|w| format!("not when {}", w.words())).collect();
    page.labelled(2, "applies", &when.join(", "), plain);
    page.labelled(2, "settings", &requirement.helped_by.join(", "), plain);
    page.labelled(2, "source", &requirement.source, plain);
    if let Some(found) = checks::by_id(&requirement.check) {
        page.blank();
        page.line(&format!("{}  {}", found.meta.id.bold(), "check".dimmed()));
        check(page, &found);
        parameters(page, &found);
    }
}

fn check_json(check: &CheckDef) -> Value {
    let meta = check.meta;
    let parameters = check.parameters();
    let params: Vec<Value> =
        parameters.iter().map(|p| json!({"name": p.name, "takes": p.kind, "required": p.required, "about": p.about})).collect();
    let spec: Vec<Value> = meta.spec.iter().map(|s| json!({"words": s.words(), "url": s.url()})).collect();
    json!({
        "kind": "check", "id": meta.id, "title": meta.title, "level": meta.level.word(), "spec": spec,
        "why": meta.why, "fix": meta.fix, "needs": meta.needs.iter().map(need).collect::<Vec<_>>(), "params": params,
    })
}

fn requirement_json(suite: &Suite, r: &Requirement) -> Value {
    let symptom = r.symptom.as_ref().map(|s| json!({"http_status": s.status, "message": s.message}));
    let meta = checks::by_id(&r.check).map(|c| c.meta);
    json!({
        "kind": "requirement", "id": format!("{}/{}", suite.id, r.id), "check": r.check,
        "title": r.title.as_deref().or(meta.map(|m| m.title)), "level": meta.map(|m| m.level.word()), "impact": r.impact,
        "because": r.because, "fix": r.fix.as_deref().or(meta.map(|m| m.fix)), "source": r.source, "symptom": symptom,
        "since": r.since.as_ref().map(ToString::to_string), "until": r.until.as_ref().map(ToString::to_string),
        "helped_by": r.helped_by,
    })
}

fn suite_json(suite: &Suite, file: Option<&Path>) -> Value {
    let settings: Vec<Value> = suite
        .settings
        .iter()
        .map(|s| json!({"name": s.name, "default": s.default, "values": s.values, "place": s.place, "help": s.help}))
        .collect();
    let requirements: Vec<Value> = suite.requirements.iter().map(|r| requirement_json(suite, r)).collect();
    let app = suite.app.as_ref().map(|a| {
        json!({
            "versions": a.versions.iter().map(ToString::to_string).collect::<Vec<_>>(),
            "default_version": a.default_version.to_string(), "default_url": a.default_url, "redirect_path": a.redirect_path,
        })
    });
    json!({
        "kind": if suite.app.is_some() { "app" } else { "spec" }, "id": suite.id, "name": suite.name, "about": suite.about,
        "file": file, "app": app, "settings": settings, "requirements": requirements,
    })
}

fn need(need: &Need) -> String {
    let name = |value: serde_json::Result<Value>| value.ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default();
    match need {
        Need::Step(step) => name(serde_json::to_value(step)),
        Need::Flow => "a login".to_owned(),
        Need::Probe(probe) => format!("a login with the deviation {}", name(serde_json::to_value(probe))),
    }
}

fn place(place: SettingPlace) -> &'static str {
    match place {
        SettingPlace::Occ => "occ user_oidc:provider",
        SettingPlace::ConfigPhpUserOidc => "config.php, 'user_oidc'",
        SettingPlace::ConfigPhp => "config.php",
        SettingPlace::ConfigPhpMember => "config.php, a member",
        SettingPlace::AppConfig => "occ config:app:set",
        SettingPlace::ProviderConfig => "occ config:app:set, per provider",
        SettingPlace::Certificates => "occ security:certificates:import",
        SettingPlace::Form => "administration page",
        SettingPlace::CertificateFile => "environment of the server",
        SettingPlace::Fact => "a fact about the installation",
    }
}
