//! The registry of checks and the suites: ids, texts, references, and that nothing lies around unused.

use std::collections::{BTreeMap, BTreeSet};

use oidc_compat::check::Level;
use oidc_compat::checks;
use oidc_compat::cli::Catalogue;
use oidc_compat::suite::{self, Impact, SuiteKind};

fn is_kebab(id: &str) -> bool {
    !id.is_empty()
        && id.split('-').all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()))
}

#[test]
fn check_ids_are_unique_kebab_case_and_sorted_within_their_family() {
    let mut seen = BTreeMap::new();
    for (family, checks) in checks::families() {
        for check in *checks {
            assert!(is_kebab(check.meta.id), "{:?} is not kebab-case", check.meta.id);
            if let Some(other) = seen.insert(check.meta.id, family) {
                panic!("{:?} stands in {other} and in {family}", check.meta.id);
            }
        }
        assert!(!checks.is_empty(), "family {family} is empty");
    }
}

#[test]
fn every_check_says_what_why_and_how_to_mend() {
    for check in checks::all() {
        let m = check.meta;
        for (what, text) in [("title", m.title), ("why", m.why), ("fix", m.fix)] {
            assert!(text.len() > 10, "{}: {what} is too short: {text:?}", m.id);
        }
        assert!(!m.title.ends_with('.'), "{}: a title is no sentence with a full stop", m.id);
        assert!(m.why.ends_with('.') && m.fix.ends_with('.'), "{}: why and fix are sentences", m.id);
        assert!(!m.needs.is_empty(), "{}: needs nothing?", m.id);
        if m.level == Level::Must {
            assert!(!m.spec.is_empty(), "{}: a MUST cites the specification", m.id);
        }
        for reference in m.spec {
            assert!(!reference.section.is_empty(), "{}: a reference names its section", m.id);
        }
    }
}

#[test]
fn every_check_is_used_by_a_suite() {
    let suites = suite::built_in();
    let used: BTreeSet<&str> = suites.iter().flat_map(|s| s.requirements.iter().map(|r| r.check.as_str())).collect();
    let unused: Vec<&str> = checks::all().iter().map(|c| c.meta.id).filter(|id| !used.contains(id)).collect();
    assert!(unused.is_empty(), "no suite uses {unused:?}");
}

#[test]
fn every_requirement_is_complete() {
    for suite in suite::built_in() {
        for r in &suite.requirements {
            let id = format!("{}/{}", suite.id, r.id);
            assert!(is_kebab(&r.id), "{id}: not kebab-case");
            assert!(r.because.len() > 10 && r.because.ends_with('.'), "{id}: because is a sentence");
            assert!(r.source.len() > 3, "{id}: a source that can be read again");
            if suite.kind() == SuiteKind::App && r.impact == Impact::BlocksLogin {
                assert!(r.symptom.is_some(), "{id}: blocks the login, so the user sees something");
            }
        }
    }
}

#[test]
fn every_setting_is_used() {
    // A setting that nothing reads is a promise nobody keeps. Names are looked for in the whole profile and in the code.
    let read = |folder: &str| -> String {
        let mut out = String::new();
        let mut folders = vec![std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(folder)];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).expect("readable").flatten() {
                let path = entry.path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|e| e == "rs") {
                    out.push_str(&std::fs::read_to_string(path).expect("readable"));
                }
            }
        }
        out
    };
    let code = read("src");
    let files: Vec<String> = ["/suites/app", "/suites/spec"]
        .iter()
        .flat_map(|folder| std::fs::read_dir(format!("{}{folder}", env!("CARGO_MANIFEST_DIR"))).expect("readable").flatten())
        .map(|e| std::fs::read_to_string(e.path()).expect("readable"))
        .collect();
    for suite in suite::built_in() {
        let said = |file: &str, key: &str| file.parse::<toml::Table>().ok()?.get(key)?.as_str().map(str::to_owned);
        let of = |id: &str| files.iter().find(|file| said(file, "id").as_deref() == Some(id)).cloned();
        let own = of(&suite.id).expect("the suite's file");
        let base = said(&own, "base").and_then(|id| of(&id)).unwrap_or_default();
        let file = own + &base;
        for setting in &suite.settings {
            let quoted = format!("\"{}\"", setting.name);
            let in_file = file.matches(&quoted).count() + file.matches(&format!("\"${}\"", setting.name)).count();
            let printed = suite.paste.contains(&format!("{{{}}}", setting.name));
            let used = setting.inert || in_file > 1 || printed || code.contains(&quoted);
            assert!(used, "{}: nothing reads the setting {:?}", suite.id, setting.name);
        }
    }
}

#[test]
fn what_provider_profiles_point_to_exists() {
    use oidc_compat::provider_profile::{REFUSALS, Topic};
    let checks: BTreeSet<&str> = checks::all().iter().map(|c| c.meta.id).collect();
    let gone: Vec<&str> = Topic::checks().chain(REFUSALS.iter().copied()).filter(|id| !checks.contains(id)).collect();
    assert!(gone.is_empty(), "checks that are about a topic and do not exist: {gone:?}");
    let topics: Vec<&str> = Topic::checks().collect();
    let unique: BTreeSet<&str> = topics.iter().copied().collect();
    assert_eq!(unique.len(), topics.len(), "no check is about two topics");
}

#[test]
fn apps_of_provider_profiles_are_in_the_catalogue() {
    let known: Vec<String> = Catalogue::built_in().apps().map(|suite| suite.id.clone()).collect();
    for profile in oidc_compat::provider_profile::built_in() {
        let registered = profile.register_for.iter().flat_map(|r| &r.apps);
        for app in registered.chain(profile.deviations.iter().flat_map(|d| &d.apps)) {
            assert!(known.contains(app), "{}: no app {app:?}", profile.id);
        }
    }
}
