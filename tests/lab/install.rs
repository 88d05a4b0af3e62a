//! What an entry needs before it can start, fetched once and kept.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio::sync::{Mutex, OwnedMutexGuard};

use crate::measured::Entry;
use crate::process::{self, Places};
use crate::run::{self, Outcome};

/// Files of an entry that do not change what is installed.
const NOT_INSTALLED: &[&str] = &["README.md", "expected.json", "plan.toml"];
/// In the place of an entry's folder, once everything is there.
const STAMP: &str = "installed";

/// Where an entry lies once it is there; whoever asks meanwhile waits.
type Installed = Arc<Mutex<Option<Result<PathBuf, Refusal>>>>;

/// Installs each entry once, however many of its variants run.
#[derive(Default)]
pub struct Installer {
    /// By entry: whether it is there.
    entries: Mutex<BTreeMap<String, Installed>>,
    /// By entry: whose turn it is, where only one can run at a time.
    turns: Mutex<BTreeMap<String, Arc<Mutex<()>>>>,
}

#[derive(Clone)]
enum Refusal {
    Skipped(String),
    Broken(String),
}

impl Installer {
    /// Waits until no other variant of an entry runs that stands only one.
    pub async fn turn(&self, entry: &Entry) -> Option<OwnedMutexGuard<()>> {
        if !entry.alone {
            return None;
        }
        let turn = Arc::clone(self.turns.lock().await.entry(entry.id.clone()).or_default());
        Some(turn.lock_owned().await)
    }

    /// The folder of an installed entry.
    pub async fn home(&self, entry: &Entry) -> Result<PathBuf, Outcome> {
        let slot = Arc::clone(self.entries.lock().await.entry(entry.id.clone()).or_default());
        let mut slot = slot.lock().await;
        if slot.is_none() {
            *slot = Some(home(entry).await);
        }
        match slot.clone() {
            Some(Ok(home)) => Ok(home),
            Some(Err(Refusal::Skipped(why))) => Err(Outcome::Skipped(why)),
            Some(Err(Refusal::Broken(why))) => Err(Outcome::Broken(why)),
            None => Err(Outcome::Broken("it was not installed".to_owned())),
        }
    }
}

async fn home(entry: &Entry) -> Result<PathBuf, Refusal> {
    if let Some(why) = missing(entry) {
        return Err(Refusal::Skipped(why));
    }
    let home = run::cache().join(&entry.id);
    fs::create_dir_all(&home).map_err(|why| Refusal::Broken(format!("{}: {why}", home.display())))?;
    if !entry.folder.join("install").exists() {
        return Ok(home);
    }
    let wanted = fingerprint(&entry.folder).map_err(|why| Refusal::Broken(why.to_string()))?;
    let stamp = home.join(STAMP);
    if fs::read_to_string(&stamp).is_ok_and(|there| there == wanted) {
        return Ok(home);
    }
    let _ = fs::remove_file(&stamp);
    eprintln!("{}: installing", entry.id);
    process::install(entry, &Places { home: home.clone(), state: home.clone(), issuer: String::new() })
        .await
        .map_err(Refusal::Broken)?;
    fs::write(&stamp, wanted).map_err(|why| Refusal::Broken(why.to_string()))?;
    Ok(home)
}

/// What keeps an entry from running here.
fn missing(entry: &Entry) -> Option<String> {
    if let Some(binary) = &entry.binary
        && run::address(entry).is_none()
        && std::env::var_os(binary).is_none_or(|path| !Path::new(&path).is_file())
    {
        let or = entry.address.as_ref().map(|name| format!(", or {name} one that runs")).unwrap_or_default();
        return Some(format!("no registry has {}: {binary} names its binary{or}", entry.name));
    }
    let lacks = |need: &&String| if *need == "root" { !is_root() } else { !on_path(need) };
    entry.needs.iter().find(lacks).map(|need| format!("{need} is not here"))
}

fn on_path(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

fn is_root() -> bool {
    let id = std::process::Command::new("id").arg("-u").output();
    id.is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

/// Everything that decides what is installed, as one text.
fn fingerprint(folder: &Path) -> std::io::Result<String> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)?.flatten().map(|entry| entry.path()).filter(|p| p.is_file()).collect();
    files.sort();
    let mut out = String::new();
    for file in files {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if !NOT_INSTALLED.contains(&name.as_str()) {
            out += &format!("=== {name}\n{}", fs::read_to_string(&file)?);
        }
    }
    Ok(out)
}
