//! The scenario law: every check is failed by at least one fault, every fault is seen by at least one check, and the
//! provider without a fault passes every suite.
//!
//! A scenario is data, in `tests/scenarios/*.toml`: the fault that is switched on, what must fail, and what each app would
//! do. Everything else must not fail. `BLESS=1 cargo test --test scenarios every_fault_fails` writes down what happens now;
//! read the difference before you commit it. `ONLY=token-,none` runs only the scenarios whose fault begins like that, or who have none.

mod common;
#[path = "common/embedded.rs"]
mod embedded;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use embedded::Wanted;
use oidc_compat::checks;
use oidc_compat::cli::{Catalogue, Judged};
use oidc_compat::config::{ClientGiven, Given};
use oidc_compat::judge::{OutcomeWord, Prediction, Verdict};
use oidc_compat::reference::{Config, Fault, Provider};
use oidc_compat::suite;
use serde::Deserialize;
use tokio::sync::Semaphore;

/// Whole checks that run at the same time.
///
/// More than there are processors, since many scenarios only wait for time-outs.
const AT_ONCE: usize = 8;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// The apps that are judged in these scenarios.
    apps: Vec<String>,
    /// Whether the specifications are judged, too.
    #[serde(default)]
    specs: bool,
    scenario: Vec<Scenario>,
}

/// Who judges in the scenarios of one file; empty `apps` stands for all.
#[derive(Debug, Clone, Default)]
struct Judges {
    apps: Vec<String>,
    specs: bool,
}

#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Scenario {
    /// The fault; without one, the settings alone make checks fail.
    fault: Option<String>,
    /// Settings of the apps, as on the command line.
    #[serde(default)]
    set: Vec<String>,
    /// Clients are registered for the run.
    #[serde(default)]
    register: bool,
    /// Logout Tokens are listened for; clients are registered so that the provider knows where.
    #[serde(default)]
    listen: bool,
    /// Scope, as on the command line.
    scope: Option<String>,
    /// Why no check sees it, where none should.
    harmless: Option<String>,
    /// Requirements that fail or not, as it comes, because two things race; they are not compared.
    #[serde(default)]
    may_fail: BTreeSet<String>,
    /// Requirements that fail, by `suite/id`.
    #[serde(default)]
    fails: BTreeSet<String>,
    /// App to its prediction in one line.
    #[serde(default)]
    predicts: BTreeMap<String, String>,
}

/// Checks that no fault of the embedded provider can make fail, with where they are proved instead.
///
/// Each is proved by the unit tests in its own file.
const PROVED_ELSEWHERE: &[(&str, &str)] = &[
    ("account-ownership", "says what cannot be seen from outside, and never fails"),
    ("cloudreve-email-conflict", "says what cannot be seen from outside, and never fails"),
    ("rocketchat-client-id", "takes a client id that a query needs encoded"),
    ("rocketchat-provider-registered", "takes an empty client secret"),
    ("app-over-https", "the address of the app is no setting and no fault"),
    ("social-login-credentials", "takes a client without a secret"),
    ("client-secret-basic", "takes two faults at once: Basic refused, and nothing else listed"),
    ("client-secret-post", "takes two faults at once: the secret in the body refused, and nothing else listed"),
    ("client-secret-basic-encoding", "takes a secret that form-encoding changes"),
    ("nextcloud-basic-credentials", "takes a client id that form-encoding changes"),
    ("client-wrong-secret-challenge", "takes two faults at once: no client_secret_post, and a 401 without a challenge"),
    ("pkce-enforced-and-announced", "takes two faults at once: PKCE demanded, and not announced"),
];

/// A prediction in one line: `refused 403: The nonce does not match`.
fn in_one_line(prediction: &Prediction) -> String {
    let login = serde_json::to_value(prediction.login).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default();
    let status = prediction.http_status.map(|s| format!(" {s}")).unwrap_or_default();
    let message = prediction.message.as_deref().map(|m| format!(": {}", without_chance(m))).unwrap_or_default();
    format!("{login}{status}{message}")
}

/// A message without what is another thing in every run: ports, times, random values.
fn without_chance(message: &str) -> String {
    let message = between(message, "127.0.0.1:", |c: char| c.is_ascii_digit(), "PORT");
    let message = between(&message, " after ", |c: char| c.is_ascii_digit(), "N");
    let message = between(&message, "[state=HA-", |c: char| c.is_ascii_alphanumeric(), "RANDOM");
    let message = between(&message, "[state=ha-", |c: char| c.is_ascii_alphanumeric(), "random");
    between(&message, "&quot;id_token&quot;:&quot;", |c: char| c.is_ascii_alphanumeric() || "._-".contains(c), "TOKEN")
}

/// What follows each `mark`, as long as it is made of these characters, replaced.
fn between(text: &str, mark: &str, made_of: impl Fn(char) -> bool, by: &str) -> String {
    let mut parts = text.split(mark);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let rest = part.trim_start_matches(&made_of);
        let by = if rest.len() == part.len() { "" } else { by };
        out.push_str(&format!("{mark}{by}{rest}"));
    }
    out
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios")
}

fn files() -> Vec<(PathBuf, Judges, Vec<Scenario>)> {
    let mut out = Vec::new();
    for entry in fs::read_dir(folder()).expect("tests/scenarios is there").flatten() {
        let text = fs::read_to_string(entry.path()).expect("readable");
        let file: File = toml::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", entry.path().display()));
        out.push((entry.path(), Judges { apps: file.apps, specs: file.specs }, file.scenario));
    }
    out.sort_by(|a, b| a.0.cmp(&b.0));
    out
}

impl Scenario {
    fn faults(&self) -> Vec<Fault> {
        self.fault.iter().map(|id| id.parse().unwrap_or_else(|e| panic!("{e}"))).collect()
    }

    fn is_wanted(&self) -> bool {
        let mine = self.fault.as_deref().unwrap_or("none");
        std::env::var("ONLY").map_or(true, |only| only.split(',').any(|begin| mine.starts_with(begin)))
    }
}

/// Starts the embedded provider with these faults and runs a whole `check` on it.
async fn check(catalogue: &Catalogue, judges: &Judges, scenario: &Scenario) -> Judged {
    let faults = scenario.faults();
    let provider = Provider::start(Config { faults: faults.clone(), ..Config::default() }).await.expect("loopback is there");
    // Only where the provider is silent on purpose a short wait will do; elsewhere it would blame a slow machine.
    let silent = |id: &str| ["stalls", "unresponsive", "never-ends"].iter().any(|word| id.ends_with(word));
    let timeout = if faults.iter().any(|fault| silent(fault.id())) { 2 } else { 30 };
    let (settings, scope) = (&scenario.set, scenario.scope.as_deref());
    let wanted = Wanted { apps: &judges.apps, specs: judges.specs, settings, scope, timeout };
    let backchannel_listen = scenario.listen.then(|| "127.0.0.1:0".to_owned());
    let judged = match scenario.register || scenario.listen {
        true => {
            let client = ClientGiven { register: Some(true), ..ClientGiven::default() };
            embedded::check_as(catalogue, &provider, &wanted, Given { client, backchannel_listen, ..Given::default() }).await
        }
        false => embedded::check(catalogue, &provider, &wanted).await,
    };
    provider.shutdown().await;
    judged
}

/// What happens in a scenario, in the form of a scenario.
async fn run(catalogue: &Catalogue, judges: &Judges, scenario: Scenario) -> Scenario {
    let judged = check(catalogue, judges, &scenario).await;
    let predicts = judged.judgement.apps.iter().map(|a| (a.id.clone(), in_one_line(&a.prediction))).collect();
    let fails = common::failed(&judged).difference(&scenario.may_fail).cloned().collect();
    Scenario { fails, predicts, ..scenario }
}

/// Runs the wanted scenarios of all files; for each file what was written and what happened.
async fn run_all() -> Vec<(PathBuf, Judges, Vec<(Scenario, Scenario)>)> {
    let catalogue = Arc::new(Catalogue::built_in());
    let permits = Arc::new(Semaphore::new(AT_ONCE));
    let start = |judges: &Judges, scenario: Scenario| {
        let (catalogue, permits, judges) = (Arc::clone(&catalogue), Arc::clone(&permits), judges.clone());
        tokio::spawn(async move {
            let _permit = permits.acquire().await.expect("open");
            let happened = if scenario.is_wanted() { run(&catalogue, &judges, scenario.clone()).await } else { scenario.clone() };
            (scenario, happened)
        })
    };
    let mut started = Vec::new();
    for (path, judges, scenarios) in files() {
        let tasks: Vec<_> = scenarios.into_iter().map(|scenario| start(&judges, scenario)).collect();
        started.push((path, judges, tasks));
    }
    let mut out = Vec::new();
    for (path, judges, tasks) in started {
        let mut done = Vec::new();
        for task in tasks {
            done.push(task.await.expect("no panic in a check"));
        }
        out.push((path, judges, done));
    }
    out
}

fn written<'a>(judges: &Judges, scenarios: impl Iterator<Item = &'a Scenario>) -> String {
    let quote = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let apps: Vec<String> = judges.apps.iter().map(|app| quote(app)).collect();
    let mut out = format!("apps = [{}]\n", apps.join(", "));
    if judges.specs {
        out.push_str("specs = true\n");
    }
    for scenario in scenarios {
        out.push_str("\n[[scenario]]\n");
        for (name, text) in [("fault", &scenario.fault), ("harmless", &scenario.harmless), ("scope", &scenario.scope)] {
            if let Some(text) = text {
                let _ = writeln!(out, "{name} = {}", quote(text));
            }
        }
        if scenario.register {
            out.push_str("register = true\n");
        }
        if scenario.listen {
            out.push_str("listen = true\n");
        }
        if !scenario.set.is_empty() {
            let list: Vec<String> = scenario.set.iter().map(|s| quote(s)).collect();
            let _ = writeln!(out, "set = [{}]", list.join(", "));
        }
        if !scenario.may_fail.is_empty() {
            let list: Vec<String> = scenario.may_fail.iter().map(|id| quote(id)).collect();
            let _ = writeln!(out, "may_fail = [{}]", list.join(", "));
        }
        let list: String = scenario.fails.iter().map(|id| format!("\n    {},", quote(id))).collect();
        let _ = writeln!(out, "fails = [{list}{}]", if list.is_empty() { "" } else { "\n" });
        out.push_str("[scenario.predicts]\n");
        for (app, line) in &scenario.predicts {
            let _ = writeln!(out, "{app} = {}", quote(line));
        }
    }
    out
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_fault_fails_what_it_must_and_nothing_else() {
    let bless = std::env::var_os("BLESS").is_some();
    let mut wrong = String::new();
    for (path, judges, done) in run_all().await {
        if bless {
            fs::write(&path, written(&judges, done.iter().map(|(_, happened)| happened))).expect("writable");
            continue;
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        for (wanted, happened) in done.iter().filter(|(wanted, happened)| wanted != happened) {
            let _ = writeln!(wrong, "{name}: {:?} {:?}", wanted.fault, wanted.set);
            let missing: Vec<_> = wanted.fails.difference(&happened.fails).collect();
            let extra: Vec<_> = happened.fails.difference(&wanted.fails).collect();
            let _ = writeln!(wrong, "  should fail and does not: {missing:?}\n  fails and should not: {extra:?}");
            for (app, line) in happened.predicts.iter().filter(|(app, line)| wanted.predicts.get(*app) != Some(*line)) {
                let _ = writeln!(wrong, "  {app}: {line}\n    expected {:?}", wanted.predicts.get(app));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_fault_is_seen() {
    let all: Vec<Scenario> = files().into_iter().flat_map(|(_, _, s)| s).collect();
    let mut wrong = Vec::new();
    for fault in Fault::ALL {
        let id = fault.id();
        let mine: Vec<&Scenario> = all.iter().filter(|s| s.fault.as_deref() == Some(id)).collect();
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
    let fails: BTreeSet<String> = files().into_iter().flat_map(|(_, _, s)| s).flat_map(|s| s.fails).collect();
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

/// Without these an app lets nobody new in, or asks for less than every user has; the search for settings finds them.
const SETTINGS_OF_EVERY_OPERATOR: &[&str] = &[
    "nextcloud-oidc-login.oidc_login_disable_registration=false",
    "nextcloud-oidc-login.oidc_login_scope=openid profile email",
    "rocketchat.identity_token_sent_via=header",
    "rocketchat.scope=openid profile email",
    "rocketchat.username_field=preferred_username",
    "rocketchat.merge_users=true",
    "rocketchat-passport.identity_token_sent_via=header",
    "rocketchat-passport.scope=openid profile email",
    "rocketchat-passport.username_field=preferred_username",
    "rocketchat-passport.merge_users=true",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_provider_without_a_fault_passes_every_suite() {
    let settings: Vec<String> = SETTINGS_OF_EVERY_OPERATOR.iter().map(|set| (*set).to_owned()).collect();
    let everybody = Judges { specs: true, ..Judges::default() };
    for (register, listen) in [(false, false), (true, false), (true, true)] {
        let scenario = Scenario { set: settings.clone(), register, listen, ..Scenario::default() };
        passes_everything(&check(&Catalogue::built_in(), &everybody, &scenario).await);
    }
}

fn passes_everything(judged: &Judged) {
    let open: Vec<String> = common::requirements(judged)
        .into_iter()
        .filter(|(_, r)| matches!(r.outcome, OutcomeWord::Fail | OutcomeWord::Inconclusive))
        .map(|(id, r)| format!("{id}: {:?}: {}", r.outcome, r.message))
        .collect();
    assert!(open.is_empty(), "{}", open.join("\n"));
    for app in &judged.judgement.apps {
        assert_eq!(app.verdict, Verdict::Compatible, "{}", app.id);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn settings_that_ship_and_suit_no_provider_are_told_from_a_fault() {
    let apps = ["rocketchat", "rocketchat-passport"].map(str::to_owned).to_vec();
    let judged = check(&Catalogue::built_in(), &Judges { apps, specs: false }, &Scenario::default()).await;
    for app in &judged.judgement.apps {
        assert_eq!(app.verdict, Verdict::CompatibleWithSettings, "{}", app.id);
        let advice = app.with_settings.as_ref().expect("a verdict with settings names them");
        assert!(advice.proved_on_the_wire && advice.changes.iter().any(|c| c.setting == "identity_token_sent_via"), "{}", app.id);
        let suites = suite::built_in();
        let suite = suites.iter().find(|s| s.id == app.id).expect("the suite");
        let failed = app.requirements.iter().filter(|r| r.outcome == OutcomeWord::Fail);
        let entries = failed.filter_map(|f| suite.requirements.iter().find(|r| r.id == f.id));
        assert!(entries.clone().count() > 0 && entries.clone().all(|r| !r.helped_by.is_empty()), "{}", app.id);
    }
}

/// What the search for settings must come to, with the way in that a fault leaves open.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn settings_that_are_proposed_are_the_best_there_are() {
    let cases = [
        // The app gets in with Basic alone; only then can a second login tell who comes.
        ("token-post-refused", "token_sent_via=header", Verdict::Compatible),
        // No claim but sub: a username made of an e-mail address that is not there would read "undefined".
        ("userinfo-sub-only", "username_field=sub", Verdict::Degraded),
    ];
    for (fault, wanted, verdict) in cases {
        let scenario = Scenario { fault: Some(fault.to_owned()), ..Scenario::default() };
        let judges = Judges { apps: vec!["rocketchat".to_owned()], specs: false };
        let judged = check(&Catalogue::built_in(), &judges, &scenario).await;
        let advice = judged.judgement.apps[0].with_settings.as_ref().unwrap_or_else(|| panic!("{fault}: no settings"));
        let changes: Vec<String> = advice.changes.iter().map(|c| format!("{}={}", c.setting, c.to)).collect();
        assert!(changes.iter().any(|change| change == wanted), "{fault}: {changes:?}");
        assert_eq!((advice.verdict, advice.proved_on_the_wire), (verdict, true), "{fault}: {changes:?}");
    }
}
