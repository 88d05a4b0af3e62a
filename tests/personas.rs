//! What every app would do with every persona of the embedded provider, over real HTTP: one table, tests/personas.toml, and the
//! page that shows it, docs/COMPATIBILITY.md.
//!
//! `BLESS=1 cargo test --test personas` writes both; read the difference before you commit it. `ONLY=konnect` runs only the
//! personas that begin like that.

#[path = "common/embedded.rs"]
mod embedded;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use embedded::Wanted;
use oidc_compat::cli::Catalogue;
use oidc_compat::judge::{AppJudgement, OutcomeWord, Verdict};
use oidc_compat::provider_profile;
use oidc_compat::recording::Recording;
use oidc_compat::reference::{Config, Persona, Provider};
use oidc_compat::report::{TerminalOptions, account_words, prediction_words, terminal};
use oidc_compat::suite::Impact;
use serde::{Deserialize, Serialize};
use tokio::sync::Semaphore;

/// Whole checks that run at the same time.
const AT_ONCE: usize = 4;

/// Persona to app to what happens; in the order of the personas.
type Table = BTreeMap<String, BTreeMap<String, Cell>>;

/// One app at one persona.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Cell {
    verdict: String,
    /// What the app would do, with its settings as they are out of the box.
    predicts: String,
    /// The account it would make.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    account: String,
    /// Requirements that fail and cost something, in the app's order, with what is said about them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    fails: Vec<String>,
    /// Requirements that nobody could judge.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    open: Vec<String>,
    /// Settings that do better, and the verdict with them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    settings: Vec<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    then: String,
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn personas() -> Vec<Persona> {
    Persona::all().expect("good files")
}

fn table() -> Table {
    let text = fs::read_to_string(root().join("tests/personas.toml")).unwrap_or_default();
    toml::from_str(&text).expect("tests/personas.toml")
}

impl Cell {
    fn of(app: &AppJudgement, base: &str) -> Self {
        let here = |text: String| text.replace(base, "{base}");
        let requirements =
            |outcome: OutcomeWord| app.requirements.iter().filter(move |r| r.outcome == outcome && r.impact != Impact::Info);
        let advice = app.with_settings.as_ref();
        let settings = advice.iter().flat_map(|a| &a.changes).map(|c| format!("{}={}", c.setting, c.to)).collect();
        Self {
            verdict: app.verdict.word().to_owned(),
            predicts: prediction_words(&app.prediction),
            account: here(app.prediction.account.as_ref().map(account_words).unwrap_or_default()),
            fails: requirements(OutcomeWord::Fail).map(|r| here(format!("{}: {}", r.id, r.message))).collect(),
            open: requirements(OutcomeWord::Inconclusive).map(|r| r.id.clone()).collect(),
            settings,
            then: advice.map(|a| a.verdict.word().to_owned()).unwrap_or_default(),
        }
    }
}

/// Runs a whole check of all apps on one persona.
async fn run(catalogue: &Catalogue, persona: Persona) -> BTreeMap<String, Cell> {
    let product = persona.provider().to_owned();
    let config = Config { persona: Some(persona), ..Config::default() };
    let provider = Provider::start(config).await.expect("loopback is there");
    let wanted = Wanted { apps: &[], specs: true, settings: &[], scope: None, timeout: 30 };
    let judged = embedded::check(catalogue, &provider, &wanted).await;
    provider.shutdown().await;
    assert_eq!(judged.judgement.provider.recognised_as.as_deref(), Some(product.as_str()));
    let base = base(&judged.recording);
    judged.judgement.apps.iter().map(|app| (app.id.clone(), Cell::of(app, &base))).collect()
}

/// Scheme, host and port of the provider.
fn base(recording: &Recording) -> String {
    let url = url::Url::parse(&recording.target.discovery_url).expect("a URL");
    url.origin().ascii_serialization()
}

async fn happens() -> Table {
    let catalogue = Arc::new(Catalogue::built_in());
    let permits = Arc::new(Semaphore::new(AT_ONCE));
    let only = std::env::var("ONLY").unwrap_or_default();
    let wanted = personas().into_iter().filter(|persona| persona.id().starts_with(&only));
    let tasks: Vec<_> = wanted
        .map(|persona| {
            let (catalogue, permits) = (Arc::clone(&catalogue), Arc::clone(&permits));
            tokio::spawn(async move {
                let _permit = permits.acquire().await.expect("open");
                (persona.id().to_owned(), run(&catalogue, persona).await)
            })
        })
        .collect();
    let mut table = Table::new();
    for task in tasks {
        let (id, cells) = task.await.expect("no panic in a check");
        table.insert(id, cells);
    }
    table
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_app_at_every_persona_does_what_the_table_says() {
    let now = happens().await;
    if std::env::var_os("BLESS").is_some() {
        let mut all = table();
        all.extend(now);
        all.retain(|id, _| personas().iter().any(|persona| persona.id() == id));
        let head = "# Generated by `BLESS=1 cargo test --test personas`: persona, app, what happens.\n\n";
        fs::write(root().join("tests/personas.toml"), format!("{head}{}", toml::to_string(&all).expect("TOML")))
            .expect("writable");
        fs::write(root().join("docs/COMPATIBILITY.md"), page(&all)).expect("writable");
        return;
    }
    let written = table();
    let mut wrong = String::new();
    for (persona, cells) in &now {
        for (app, cell) in cells {
            let expected = written.get(persona).and_then(|cells| cells.get(app));
            if expected != Some(cell) {
                let _ = writeln!(wrong, "{persona}, {app}:\n  expected {expected:?}\n  now      {cell:?}");
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// Advice names the product's own screen, and what the product's refusal is about decides which one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn advice_names_the_screen_of_the_product() {
    let cases = [
        ("pocket-id-pkce", "nextcloud-sociallogin", "fix Make PKCE optional", "CLIENT > PKCE."),
        ("pocket-id-fosite-pkce", "nextcloud-sociallogin", "because of missing PKCE", "CLIENT > PKCE."),
        ("clavex", "nextcloud-user-oidc", "\"Internal Server Error\"", "Where in Clavex: "),
        ("google", "nextcloud-user-oidc", "send_userinfo_claims", "Register at Google: "),
    ];
    let catalogue = Catalogue::built_in();
    for (persona, app, first, then) in cases {
        let persona = personas().into_iter().find(|p| p.id() == persona).expect("a persona");
        let provider = Provider::start(Config { persona: Some(persona), ..Config::default() }).await.expect("loopback is there");
        let apps = [app.to_owned()];
        let wanted = Wanted { apps: &apps, specs: false, settings: &[], scope: None, timeout: 30 };
        let judged = embedded::check(&catalogue, &provider, &wanted).await;
        provider.shutdown().await;
        let options = TerminalOptions { width: 100, verbose: false };
        let text = terminal(&judged.judgement, &judged.recording, &judged.traffic, options);
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let at = text.find(first).unwrap_or_else(|| panic!("{first}: {text}"));
        assert!(text[at..].contains(then), "{then}: {text}");
    }
}

#[test]
fn the_table_is_whole_and_the_page_shows_it() {
    if std::env::var_os("BLESS").is_some() {
        return;
    }
    let written = table();
    let catalogue = Catalogue::built_in();
    for persona in personas() {
        let cells = written.get(persona.id()).unwrap_or_else(|| panic!("{} is not in the table", persona.id()));
        for suite in catalogue.apps() {
            let may_be_left_out = suite.app.as_ref().is_some_and(|app| app.only_for.is_some());
            assert!(cells.contains_key(&suite.id) || may_be_left_out, "{}: {} is missing", persona.id(), suite.id);
        }
        let known = |id: &String| catalogue.apps().any(|suite| suite.id == *id);
        assert!(cells.keys().all(known), "{}: {:?}", persona.id(), cells.keys());
        assert!(provider_profile::by_id(persona.provider()).is_some(), "{}", persona.id());
    }
    assert_eq!(written.len(), personas().len());
    let shown = fs::read_to_string(root().join("docs/COMPATIBILITY.md")).unwrap_or_default();
    assert_eq!(shown, page(&written), "docs/COMPATIBILITY.md is stale; run `BLESS=1 cargo test --test personas`");
}

/// The page: a matrix, and below it every cell in words.
fn page(table: &Table) -> String {
    let catalogue = Catalogue::built_in();
    let apps: Vec<(&str, &str)> = catalogue.apps().map(|s| (s.id.as_str(), s.name.as_str())).collect();
    let mut out = String::from(
        "<!-- Generated by `BLESS=1 cargo test --test personas`. Do not edit. -->\n\n# Compatibility\n\n\
         Every cell is what this tool says of the app, in its newest known version and with its settings as they are out of the box, at the\n\
         embedded provider acting as the product (`oidc-compat provider --like PERSONA`). Tests run every cell over HTTP. A persona is\n\
         as good as what is known of the product, which is said below; your own provider may be set up otherwise, so check it.\n\n\
         ✓ compatible · ✓ set: compatible with other settings of the app · ! degraded: users get in and miss something ·\n\
         ? undetermined · ✗ incompatible · ✗ set: users get in with other settings, and miss something · – left out: the app speaks\n\
         to another product alone\n\n",
    );
    let names: Vec<&str> = apps.iter().map(|(_, name)| *name).collect();
    let _ = writeln!(out, "| provider | {} |\n|---|{}", names.join(" | "), "---|".repeat(names.len()));
    for persona in personas() {
        let cells = table.get(persona.id());
        let signs = apps.iter().map(|(id, _)| cells.and_then(|cells| cells.get(*id)).map_or("–", sign));
        let _ = writeln!(out, "| [{0}](#{0}) | {1} |", persona.id(), signs.collect::<Vec<_>>().join(" | "));
    }
    for persona in personas() {
        section(&mut out, &persona, table.get(persona.id()), &apps);
    }
    out
}

fn sign(cell: &Cell) -> &'static str {
    match (cell.verdict.as_str(), cell.then.as_str()) {
        ("compatible", _) => "✓",
        ("compatible with settings", _) => "✓ set",
        ("degraded", _) => "!",
        ("incompatible", "") => "✗",
        ("incompatible", _) => "✗ set",
        _ => "?",
    }
}

fn section(out: &mut String, persona: &Persona, cells: Option<&BTreeMap<String, Cell>>, apps: &[(&str, &str)]) {
    let _ = write!(out, "\n## {}\n\n**{}.** {}\n\n", persona.id(), persona.name(), escaped(persona.about()));
    let _ = writeln!(out, "Known from: {}.\n", escaped(persona.source()));
    for (id, name) in apps {
        let Some(cell) = cells.and_then(|cells| cells.get(*id)) else { continue };
        let _ = writeln!(out, "- **{name}**: {}. {}.", cell.verdict, capital(&escaped(&cell.predicts)));
        if !cell.account.is_empty() {
            let _ = writeln!(out, "  - {}", escaped(&cell.account));
        }
        for fails in &cell.fails {
            let (requirement, message) = fails.split_once(": ").unwrap_or((fails, ""));
            let _ = writeln!(out, "  - [{requirement}](suites/{id}.md#{requirement}): {}", escaped(message));
        }
        if !cell.open.is_empty() {
            let _ = writeln!(out, "  - not judged: {}", cell.open.join(", "));
        }
        if !cell.settings.is_empty() {
            let settings: Vec<String> = cell.settings.iter().map(|s| format!("`{s}`")).collect();
            let _ = writeln!(out, "  - with {}: {}", settings.join(", "), cell.then);
        }
    }
    let deviations: Vec<_> = persona.deviations().collect();
    if !deviations.is_empty() {
        let _ = writeln!(out, "\nIts ways:\n");
        for deviation in deviations {
            let _ = writeln!(out, "- {} ({})", escaped(deviation.seen), escaped(deviation.source));
        }
    }
    let missing: Vec<_> = persona.not_acted().collect();
    if !missing.is_empty() {
        let _ = writeln!(out, "\nNot acted:\n");
        for (what, why) in missing {
            let _ = writeln!(out, "- {} {}", escaped(what), escaped(why));
        }
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' | '>' | '*' | '_' | '[' | ']' | '|' => out.extend(['\\', c]),
            '\n' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

#[test]
fn verdicts_of_the_table_are_words_of_the_tool() {
    let words =
        [Verdict::Compatible, Verdict::CompatibleWithSettings, Verdict::Degraded, Verdict::Undetermined, Verdict::Incompatible];
    let words: Vec<&str> = words.iter().map(|verdict| verdict.word()).collect();
    for (persona, cells) in table() {
        for (app, cell) in cells {
            assert!(words.contains(&cell.verdict.as_str()), "{persona}, {app}: {}", cell.verdict);
        }
    }
}
