//! Programs of an entry: run to their end, or kept running until the lab is done with them.

use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::{Duration, Instant};

use tokio::process::{Child, Command};

use crate::measured::Entry;

/// Between two looks at a provider that starts.
const PAUSE: Duration = Duration::from_millis(100);
/// An installation that takes longer does not end.
const INSTALL_LIMIT: Duration = Duration::from_secs(20 * 60);
/// A provider is seeded within this time, and has ended.
const SHORT_LIMIT: Duration = Duration::from_secs(60);

/// Where an entry keeps what it installed, and what it makes during one run.
pub struct Places {
    /// Kept from run to run.
    pub home: PathBuf,
    /// New for every run.
    pub state: PathBuf,
    /// The issuer in that run.
    pub issuer: String,
}

/// One of the entry's programs, with its environment.
pub fn program(entry: &Entry, name: &str, places: &Places) -> Command {
    within(Command::new(entry.folder.join(name)), entry, places)
}

fn within(mut command: Command, entry: &Entry, places: &Places) -> Command {
    command
        .env("LAB_HOME", &places.home)
        .env("LAB_STATE", &places.state)
        .env("LAB_CLIENTS", lab().join("clients.json"))
        .env("LAB_ISSUER", &places.issuer)
        .env("LAB_VERSION", &entry.version)
        .current_dir(&places.home)
        .kill_on_drop(true);
    command
}

/// The folder of the lab.
pub fn lab() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lab")
}

/// Runs `install`, if the entry has one; its words go to a file beside what it installs.
pub async fn install(entry: &Entry, places: &Places) -> Result<(), String> {
    let log = places.home.join("install.log");
    let mut command = program(entry, "install", places);
    redirect(&mut command, &log)?;
    let status = tokio::time::timeout(INSTALL_LIMIT, command.status()).await;
    match status {
        Ok(Ok(status)) if status.success() => Ok(()),
        Ok(Ok(status)) => Err(format!("install: {status}\n{}", tail(&log))),
        Ok(Err(why)) => Err(format!("install: {why}")),
        Err(_) => Err(format!("install: not done after {} s\n{}", INSTALL_LIMIT.as_secs(), tail(&log))),
    }
}

/// Runs `seed PORT VARIANT`; the last line that it prints is what it has to tell.
pub async fn seed(entry: &Entry, places: &Places, port: u16, variant: &str) -> Result<String, String> {
    let mut command = program(entry, "seed", places);
    command.args([&port.to_string(), variant]).stdin(Stdio::null());
    let output = tokio::time::timeout(SHORT_LIMIT, command.output()).await.map_err(|_| "seed: it does not end".to_owned())?;
    let output = output.map_err(|why| format!("seed: {why}"))?;
    let told = String::from_utf8_lossy(&output.stdout);
    if output.status.success() {
        return Ok(told.lines().last().unwrap_or_default().to_owned());
    }
    Err(format!("seed: {}\n{}", output.status, last_lines(&String::from_utf8_lossy(&output.stderr))))
}

/// A provider that runs. Dropping it ends it too, by closing the guard's standard input.
pub struct Running {
    child: Child,
    log: PathBuf,
}

/// Runs `start PORT VARIANT` under the guard.
pub fn start(entry: &Entry, places: &Places, port: u16, variant: &str) -> Result<Running, String> {
    let log = places.state.join("start.log");
    let mut command = within(Command::new(lab().join("guard")), entry, places);
    command.arg(entry.folder.join("start")).args([&port.to_string(), variant]);
    redirect(&mut command, &log)?;
    command.stdin(Stdio::piped()).process_group(0).kill_on_drop(false);
    let child = command.spawn().map_err(|why| format!("start: {why}"))?;
    Ok(Running { child, log })
}

impl Running {
    /// Waits until the discovery document is there.
    pub async fn ready(&mut self, discovery: &str, within: Duration) -> Result<(), String> {
        let client = reqwest::Client::builder().tls_danger_accept_invalid_certs(true).no_proxy().timeout(Duration::from_secs(5));
        let client = client.build().map_err(|why| why.to_string())?;
        let start = Instant::now();
        loop {
            if client.get(discovery).send().await.is_ok_and(|answer| answer.status().is_success()) {
                return Ok(());
            }
            if let Ok(Some(status)) = self.child.try_wait() {
                return Err(format!("start: it ended, {status}\n{}", tail(&self.log)));
            }
            if start.elapsed() > within {
                return Err(format!("start: no {discovery} after {} s\n{}", within.as_secs(), tail(&self.log)));
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Ends it, and everything that it started.
    pub async fn stop(mut self) -> Result<ExitStatus, String> {
        let group = self.child.id();
        drop(self.child.stdin.take());
        let ended = tokio::time::timeout(SHORT_LIMIT, self.child.wait()).await;
        let status = ended.map_err(|_| "stop: it does not end".to_owned())?.map_err(|why| format!("stop: {why}"))?;
        let Some(group) = group else { return Ok(status) };
        // The guard goes first; whoever is left of its group is given the time that the guard's watcher gives.
        let start = Instant::now();
        while alive(group).await {
            if start.elapsed() > SHORT_LIMIT {
                return Err(format!("stop: process group {group} lives on"));
            }
            tokio::time::sleep(PAUSE).await;
        }
        Ok(status)
    }
}

/// Whether anybody of a process group is left, but for those who only wait to be reaped.
async fn alive(group: u32) -> bool {
    let listed = Command::new("ps").args(["-A", "-o", "pgid=,stat="]).output().await;
    let listed = listed.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    let group = group.to_string();
    listed
        .lines()
        .filter_map(|line| line.trim().split_once(char::is_whitespace))
        .any(|(id, state)| id == group && !state.trim().starts_with('Z'))
}

fn redirect(command: &mut Command, log: &Path) -> Result<(), String> {
    let file = std::fs::File::create(log).map_err(|why| format!("{}: {why}", log.display()))?;
    let again = file.try_clone().map_err(|why| format!("{}: {why}", log.display()))?;
    command.stdin(Stdio::null()).stdout(file).stderr(again);
    Ok(())
}

fn tail(log: &Path) -> String {
    last_lines(&std::fs::read_to_string(log).unwrap_or_default())
}

fn last_lines(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(15)..].iter().map(|line| format!("    {line}\n")).collect()
}
