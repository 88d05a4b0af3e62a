//! The scenario law: every check is failed by at least one fault, every fault is seen by at least one check, and the
//! provider without a fault passes every suite.
//!
//! A scenario is data, in `tests/scenarios/*.toml`: the fault that is switched on, what must fail, and what each app would
//! do. Everything else must not fail. `BLESS=1 cargo test --test scenarios` writes down what happens now; read the
//! difference before you commit it.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use oidc_compat::checks;
use oidc_compat::cli::{Catalogue, Judged};
use oidc_compat::judge::{OutcomeWord, Verdict};
use oidc_compat::reference::Fault;
use oidc_compat::suite;
use serde::Deserialize;
use tokio::sync::Semaphore;

/// Whole checks that run at the same time.
const AT_ONCE: usize = 4;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    scenario: Vec<Scenario>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Scenario {
    /// The fault.
    fault: String,
    /// Settings of the apps, as on the command line.
    #[serde(default)]
    set: Vec<String>,
    /// Scope, as on the command line.
    scope: Option<String>,
    /// Why no check sees it, where none should.
    harmless: Option<String>,
    /// Requirements that fail, by `suite/id`.
    #[serde(default)]
    fails: BTreeSet<String>,
    /// App to its prediction in one line.
    #[serde(default)]
    predicts: BTreeMap<String, String>,
}

/// Checks that no fault of the embedded provider can make fail, with where they are proved instead.
const PROVED_ELSEWHERE: &[(&str, &str)] = &[];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios")
}

fn files() -> Vec<(PathBuf, Vec<Scenario>)> {
    let mut out = Vec::new();
    for entry in fs::read_dir(folder()).expect("tests/scenarios is there").flatten() {
        let text = fs::read_to_string(entry.path()).expect("readable");
        let file: File = toml::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", entry.path().display()));
        out.push((entry.path(), file.scenario));
    }
    out.sort_by(|a, b| a.0.cmp(&b.0));
    out
}

fn fault(id: &str) -> Fault {
    id.parse().unwrap_or_else(|e| panic!("{e}"))
}

async fn run_all(scenarios: Vec<Scenario>) -> Vec<(Scenario, Judged)> {
    let catalogue = Arc::new(Catalogue::built_in());
    let permits = Arc::new(Semaphore::new(AT_ONCE));
    let tasks: Vec<_> = scenarios
        .into_iter()
        .map(|scenario| {
            let (catalogue, permits) = (Arc::clone(&catalogue), Arc::clone(&permits));
            tokio::spawn(async move {
                let _permit = permits.acquire().await.expect("open");
                let judged =
                    common::check(&catalogue, vec![fault(&scenario.fault)], &scenario.set, scenario.scope.as_deref()).await;
                (scenario, judged)
            })
        })
        .collect();
    let mut out = Vec::new();
    for task in tasks {
        out.push(task.await.expect("no panic in a check"));
    }
    out
}

fn predictions(judged: &Judged) -> BTreeMap<String, String> {
    judged.judgement.apps.iter().map(|a| (a.id.clone(), common::in_one_line(&a.prediction))).collect()
}

fn written(scenarios: &[(Scenario, Judged)]) -> String {
    let mut out = String::new();
    for (scenario, judged) in scenarios {
        let quote = |text: &str| toml::Value::String(text.to_owned()).to_string();
        let _ = writeln!(out, "[[scenario]]\nfault = {}", quote(&scenario.fault));
        if let Some(why) = &scenario.harmless {
            let _ = writeln!(out, "harmless = {}", quote(why));
        }
        if let Some(scope) = &scenario.scope {
            let _ = writeln!(out, "scope = {}", quote(scope));
        }
        if !scenario.set.is_empty() {
            let list: Vec<String> = scenario.set.iter().map(|s| quote(s)).collect();
            let _ = writeln!(out, "set = [{}]", list.join(", "));
        }
        let list: String = common::failed(judged).iter().map(|id| format!("\n    {},", quote(id))).collect();
        let _ = writeln!(out, "fails = [{list}{}]", if list.is_empty() { "" } else { "\n" });
        out.push_str("[scenario.predicts]\n");
        for (app, line) in predictions(judged) {
            let _ = writeln!(out, "{app} = {}", quote(&line));
        }
        out.push('\n');
    }
    out
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_fault_fails_what_it_must_and_nothing_else() {
    let mut wrong = String::new();
    for (path, scenarios) in files() {
        let done = run_all(scenarios).await;
        if std::env::var_os("BLESS").is_some() {
            fs::write(&path, written(&done)).expect("writable");
            continue;
        }
        for (scenario, judged) in &done {
            let failed = common::failed(judged);
            let missing: Vec<_> = scenario.fails.difference(&failed).collect();
            let extra: Vec<_> = failed.difference(&scenario.fails).collect();
            let predicted = predictions(judged);
            if !missing.is_empty() || !extra.is_empty() || scenario.predicts != predicted {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                let _ = writeln!(wrong, "{name}: fault {}", scenario.fault);
                let _ = writeln!(wrong, "  should fail and does not: {missing:?}\n  fails and should not: {extra:?}");
                for (app, line) in &predicted {
                    let wanted = scenario.predicts.get(app);
                    if wanted != Some(line) {
                        let _ = writeln!(wrong, "  {app}: {line}\n    expected {wanted:?}");
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_fault_is_seen() {
    let all: Vec<Scenario> = files().into_iter().flat_map(|(_, s)| s).collect();
    let mut wrong = Vec::new();
    for fault in Fault::ALL {
        let id = fault.id();
        let mine: Vec<&Scenario> = all.iter().filter(|s| s.fault == id).collect();
        if mine.is_empty() {
            wrong.push(format!("{id}: has no scenario"));
        } else if mine.iter().all(|s| s.fails.is_empty() && s.harmless.is_none()) {
            wrong.push(format!("{id}: no check sees it; if none should, say why with `harmless`"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_check_is_failed_by_a_scenario() {
    let fails: BTreeSet<String> = files().into_iter().flat_map(|(_, s)| s).flat_map(|s| s.fails).collect();
    let suites = suite::built_in();
    let failed: BTreeSet<&str> = suites
        .iter()
        .flat_map(|s| s.requirements.iter().filter(|r| fails.contains(&format!("{}/{}", s.id, r.id))).map(|r| r.check.as_str()))
        .collect();
    let elsewhere = |id: &str| PROVED_ELSEWHERE.iter().any(|(check, _)| *check == id);
    let unproved: Vec<&str> =
        checks::all().iter().map(|c| c.meta.id).filter(|id| !failed.contains(id) && !elsewhere(id)).collect();
    assert!(unproved.is_empty(), "no scenario makes these checks fail:\n{}", unproved.join("\n"));
    let stale: Vec<&str> = PROVED_ELSEWHERE.iter().map(|(id, _)| *id).filter(|id| failed.contains(id)).collect();
    assert!(stale.is_empty(), "a scenario proves these now: {stale:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_provider_without_a_fault_passes_every_suite() {
    let judged = common::check(&Catalogue::built_in(), Vec::new(), &[], None).await;
    let open: Vec<String> = common::requirements(&judged)
        .into_iter()
        .filter(|(_, r)| matches!(r.outcome, OutcomeWord::Fail | OutcomeWord::Inconclusive))
        .map(|(id, r)| format!("{id}: {:?}: {}", r.outcome, r.message))
        .collect();
    assert!(open.is_empty(), "{}", open.join("\n"));
    for app in &judged.judgement.apps {
        assert_eq!(app.verdict, Verdict::Compatible, "{}", app.id);
    }
}
