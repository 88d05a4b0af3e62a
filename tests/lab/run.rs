//! One run: one variant of one provider, from nothing to findings.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use oidc_compat::cli::{Catalogue, Judged, observe_and_judge};
use oidc_compat::config::{self, ClientGiven, Given, Layers, SecretSource};
use oidc_compat::judge::{OutcomeWord, SpecJudgement};
use oidc_compat::observe::Silent;
use oidc_compat::secret::Secret;
use serde::Deserialize;

use crate::cell::{self, Cell};
use crate::measured::{Entry, Findings};
use crate::process::{self, Places};

/// What came of it.
pub enum Outcome {
    /// Findings, and how long each part took.
    Found(Box<Found>),
    /// It cannot run here, and why.
    Skipped(String),
    /// It should have run.
    Broken(String),
}

pub struct Found {
    pub findings: Findings,
    pub recognised_as: Option<String>,
    pub ready: Duration,
    pub check: Duration,
}

/// A client as clients.json and `seed` tell of it.
#[derive(Deserialize)]
struct Client {
    id: String,
    secret: String,
}

#[derive(Deserialize)]
struct Clients {
    clients: Vec<Client>,
}

/// What `seed` prints.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Seeded {
    /// Clients whose ids or secrets the provider made up: by app.
    #[serde(default)]
    clients: BTreeMap<String, Client>,
}

/// Runs one variant of an entry that is installed.
pub async fn run(catalogue: &Catalogue, entry: &Entry, variant: &str, home: &Path, port: u16, save: Option<&Path>) -> Outcome {
    match tried(catalogue, entry, variant, home, port, save).await {
        Ok(found) => Outcome::Found(Box::new(found)),
        Err(why) => Outcome::Broken(why),
    }
}

async fn tried(
    catalogue: &Catalogue,
    entry: &Entry,
    variant: &str,
    home: &Path,
    port: u16,
    save: Option<&Path>,
) -> Result<Found, String> {
    let issuer = issuer(entry, port);
    let places = places(variant, home, &issuer)?;
    let discovery = format!("{issuer}/.well-known/openid-configuration");
    let start = Instant::now();
    let mut running = match address(entry) {
        Some(_) => None,
        None => Some(process::start(entry, &places, port, variant)?),
    };
    if let Some(running) = &mut running {
        running.ready(&discovery, Duration::from_secs(entry.ready_within)).await?;
    }
    let seeded = match entry.folder.join("seed").exists() {
        true => process::seed(entry, &places, port, variant).await?,
        false => String::new(),
    };
    let (ready, start) = (start.elapsed(), Instant::now());
    let judged = check(catalogue, entry, &places, &issuer, &seeded).await?;
    let check = start.elapsed();
    if let Some(folder) = save {
        let text = serde_json::to_string(&judged.recording).map_err(|why| why.to_string())?;
        let file = folder.join(format!("{}-{variant}.run.json", entry.id));
        fs::write(&file, text).map_err(|why| format!("{}: {why}", file.display()))?;
    }
    if let Some(running) = running {
        running.stop().await?;
    }
    // What a broken run leaves behind is for a person to look at.
    let _ = fs::remove_dir_all(&places.state);
    let recognised_as = judged.judgement.provider.recognised_as.clone();
    Ok(Found { findings: findings(&judged), recognised_as, ready, check })
}

/// Serves one variant until Ctrl-C, for a person.
pub async fn serve(entry: &Entry, variant: &str, home: &Path, port: u16, told: impl FnOnce(&str, &str)) -> Result<(), String> {
    let issuer = issuer(entry, port);
    let places = places(variant, home, &issuer)?;
    let mut running = process::start(entry, &places, port, variant)?;
    running.ready(&format!("{issuer}/.well-known/openid-configuration"), Duration::from_secs(entry.ready_within)).await?;
    let seeded = match entry.folder.join("seed").exists() {
        true => process::seed(entry, &places, port, variant).await?,
        false => String::new(),
    };
    told(&issuer, &seeded);
    let _ = tokio::signal::ctrl_c().await;
    running.stop().await.map(|_| ())
}

fn places(variant: &str, home: &Path, issuer: &str) -> Result<Places, String> {
    let state = home.join(format!("state-{variant}"));
    let _ = fs::remove_dir_all(&state);
    fs::create_dir_all(&state).map_err(|why| format!("{}: {why}", state.display()))?;
    Ok(Places { home: home.to_owned(), state, issuer: issuer.to_owned() })
}

/// Where a running one is, if the environment says so.
pub fn address(entry: &Entry) -> Option<String> {
    entry.address.as_ref().and_then(|name| std::env::var(name).ok()).filter(|url| !url.is_empty())
}

fn issuer(entry: &Entry, port: u16) -> String {
    address(entry).unwrap_or_else(|| entry.issuer.replace("{port}", &port.to_string()))
}

/// As `oidc-compat check ISSUER -c plan.toml` would, with the clients of the lab.
async fn check(catalogue: &Catalogue, entry: &Entry, places: &Places, issuer: &str, seeded: &str) -> Result<Judged, String> {
    let file = entry.folder.join("plan.toml");
    let text = fs::read_to_string(&file).map_err(|why| format!("{}: {why}", file.display()))?;
    let known = catalogue.known();
    let plan = config::parse_plan(&file, &text, &known).map_err(|why| why.render(false))?;
    let certificates = places.state.join("ca.pem");
    let flags = Given {
        issuer: Some(issuer.to_owned()),
        app_clients: clients(seeded)?,
        ca_file: certificates.exists().then_some(certificates),
        ..Given::default()
    };
    let target = config::resolve(Layers { flags: &flags, plan: &plan }, &known).map_err(|why| why.to_string())?;
    observe_and_judge(catalogue, &target, true, &[], Arc::new(Silent)).await.map_err(|why| why.to_string())
}

fn clients(seeded: &str) -> Result<BTreeMap<String, ClientGiven>, String> {
    let seeded: Seeded = match seeded {
        "" => Seeded::default(),
        text => serde_json::from_str(text).map_err(|why| format!("seed printed {text:?}: {why}"))?,
    };
    let all: Clients = serde_json::from_str(include_str!("clients.json")).map_err(|why| format!("clients.json: {why}"))?;
    let all = all.clients.into_iter().map(|client| (client.id.clone(), client)).chain(seeded.clients);
    let given = |client: Client| ClientGiven {
        id: Some(client.id),
        secret: Some(SecretSource::Value(Secret::new(client.secret))),
        register: None,
    };
    Ok(all.map(|(app, client)| (app, given(client))).collect())
}

fn findings(judged: &Judged) -> Findings {
    let base = cell::base(&judged.recording.target.discovery_url);
    let judgement = &judged.judgement;
    let with = |outcome: OutcomeWord, words: fn(&oidc_compat::judge::JudgedRequirement, &str) -> String| {
        let of = |suite: &SpecJudgement| -> Vec<String> {
            suite.requirements.iter().filter(|r| r.outcome == outcome).map(|r| words(r, &base)).collect()
        };
        judgement.specs.iter().map(|suite| (suite.id.clone(), of(suite))).collect()
    };
    Findings {
        apps: judgement.apps.iter().map(|app| (app.id.clone(), Cell::of(app, &base))).collect(),
        fails: with(OutcomeWord::Fail, cell::failure),
        open: with(OutcomeWord::Inconclusive, |requirement, _| requirement.id.clone()),
    }
}

/// A port on loopback that nobody has at the moment.
pub fn free_port() -> Result<u16, String> {
    let socket = std::net::TcpListener::bind(("127.0.0.1", 0)).map_err(|why| why.to_string())?;
    socket.local_addr().map(|address| address.port()).map_err(|why| why.to_string())
}

/// Where entries keep what they install.
pub fn cache() -> PathBuf {
    match std::env::var_os("OIDC_COMPAT_LAB_DIR") {
        Some(folder) => PathBuf::from(folder),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("target/lab"),
    }
}
