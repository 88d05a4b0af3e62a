//! The lab's files fit together and name what there is. No provider is needed for that.

#[path = "common/cell.rs"]
#[expect(dead_code, reason = "the lab and the compatibility page use the rest")]
mod cell;
#[path = "common/measured.rs"]
#[expect(dead_code, reason = "the lab and the compatibility page use the rest")]
mod measured;

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use measured::{Entry, Measured, entries};
use oidc_compat::cli::Catalogue;
use oidc_compat::suite::{self, Suite};

fn lab() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/lab"))
}

/// Every variant that was measured, with the name to complain under.
fn all() -> Vec<(String, Entry, Measured)> {
    let of = |entry: Entry| {
        let expected = entry.expected().0;
        expected.into_iter().map(move |(variant, measured)| (format!("{}/{variant}", entry.id), entry.clone(), measured))
    };
    entries().into_iter().flat_map(of).collect()
}

fn suites() -> Vec<Suite> {
    suite::built_in()
}

/// `ID: what was said`.
fn id(finding: &str) -> &str {
    finding.split(':').next().unwrap_or(finding)
}

fn has(suite: &Suite, requirement: &str) -> bool {
    suite.requirements.iter().any(|r| r.id == requirement)
}

#[test]
fn an_entry_has_all_its_files() {
    let found = fs::read_dir(lab()).expect("tests/lab").flatten().filter(|e| e.path().is_dir()).count();
    assert_eq!(entries().len(), found, "a folder without entry.toml");
    for entry in entries() {
        for file in ["README.md", "plan.toml", "expected.json", "start"] {
            assert!(entry.folder.join(file).is_file(), "{} lacks {file}", entry.id);
        }
        for program in ["start", "install", "seed"].map(|name| entry.folder.join(name)).iter().filter(|p| p.exists()) {
            let mode = fs::metadata(program).expect("a file").permissions().mode();
            assert!(mode & 0o111 != 0, "{} cannot be run", program.display());
        }
    }
}

#[test]
fn every_variant_was_measured_and_no_other() {
    for entry in entries() {
        let measured: BTreeSet<String> = entry.expected().0.into_keys().collect();
        let there: BTreeSet<String> = entry.variant.keys().cloned().collect();
        assert_eq!(measured, there, "{}", entry.id);
    }
}

#[test]
fn what_was_measured_is_of_the_version_that_is_installed() {
    for (name, entry, measured) in all() {
        assert_eq!(measured.version, entry.version, "{name}");
    }
}

#[test]
fn every_app_was_judged_and_no_other() {
    let catalogue = Catalogue::built_in();
    for (name, _, measured) in all() {
        let cells = &measured.findings.apps;
        for app in catalogue.apps() {
            // One that speaks to another product alone is left out where that is not there.
            let alone = app.app.as_ref().is_some_and(|app| app.only_for.is_some());
            assert!(alone || cells.contains_key(&app.id), "{name}: nothing is expected of {}", app.id);
        }
        for app in cells.keys() {
            assert!(catalogue.apps().any(|suite| suite.id == *app), "{name}: there is no app {app:?}");
        }
    }
}

#[test]
fn requirements_and_settings_are_there_still() {
    let suites = suites();
    let suite = |id: &str| suites.iter().find(|s| s.id == id);
    for (name, entry, measured) in all() {
        let findings = &measured.findings;
        for (app, cell) in &findings.apps {
            let suite = suite(app).unwrap_or_else(|| panic!("{name}: there is no app {app:?}"));
            for requirement in cell.fails.iter().map(|f| id(f)).chain(cell.open.iter().map(String::as_str)) {
                assert!(has(suite, requirement), "{name}: {app} has no requirement {requirement:?}");
            }
            for setting in &cell.settings {
                let setting = setting.split('=').next().unwrap_or(setting);
                assert!(suite.setting(setting).is_some(), "{name}: {app} has no setting {setting:?}");
            }
        }
        for (spec, requirements) in findings.fails.iter().chain(&findings.open) {
            let suite = suite(spec).unwrap_or_else(|| panic!("{name}: there is no suite {spec:?}"));
            for requirement in requirements.iter().map(|f| id(f)).chain(entry.varies.iter().map(String::as_str)) {
                assert!(has(suite, requirement), "{name}: {spec} has no requirement {requirement:?}");
            }
        }
        let specs: BTreeSet<&str> = findings.fails.keys().map(String::as_str).collect();
        let wanted: BTreeSet<&str> = suites.iter().filter(|s| s.app.is_none()).map(|s| s.id.as_str()).collect();
        assert_eq!(specs, wanted, "{name}");
    }
}

#[test]
fn everything_was_gone_through_by_hand_or_is_named() {
    for (name, _, measured) in all() {
        let by_hand = measured.by_hand.unwrap_or_else(|| panic!("{name}: nobody went through it by hand"));
        for what in &by_hand.but_for {
            let failed = |(suite, requirement): (&str, &str)| {
                measured.findings.fails.get(suite).is_some_and(|fails| fails.iter().any(|f| id(f) == requirement))
            };
            let there = measured.findings.apps.contains_key(what) || what.split_once('/').is_some_and(failed);
            assert!(there, "{name}: by hand names {what:?}, which is not there any more");
        }
    }
}

#[test]
fn clients_are_there_for_every_app_and_the_specifications() {
    let text = fs::read_to_string(lab().join("clients.json")).expect("tests/lab/clients.json");
    let file: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let ids: Vec<&str> = file["clients"].as_array().into_iter().flatten().filter_map(|c| c["id"].as_str()).collect();
    let apps = suites().into_iter().filter(|s| s.app.as_ref().is_some_and(|app| app.only_for.is_none())).map(|s| s.id);
    for wanted in apps.chain(["spec".to_owned()]) {
        assert!(ids.contains(&wanted.as_str()), "no client for {wanted}");
    }
}
