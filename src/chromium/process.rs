//! The process: its start, its profile, its end.

use std::fs;
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process_group};
use serde_json::{Value, json};
use tokio::io::AsyncReadExt as _;
use tokio::process::{Child, ChildStderr, Command};

use super::devtools::Devtools;
use super::flags::{Options, flags};
use super::traffic::Gate;
use super::{ChromiumError, Tab};

/// Longest wait for the first answer: a cold start on a busy machine.
const START: Duration = Duration::from_secs(30);
/// Longest wait for an orderly end.
const END: Duration = Duration::from_secs(5);
/// Last words that are kept, bytes.
const WORDS: usize = 4096;
/// Tries at removing the profile while the last processes are dying.
const REMOVALS: usize = 2_000;

/// The browser wants its pipe at the descriptors 3 and 4; the shell moves it there. It outlives the browser by one command,
/// so that the profile goes whoever ends first.
const SHELL: &str = r#"profile=$1; shift; "$@" 3<&0 4>&1 </dev/null >/dev/null; rm -rf -- "$profile""#;

/// A running browser. It ends with this value.
pub struct Chromium {
    devtools: Devtools,
    process: Process,
    name: String,
    /// What it calls itself to servers, not saying that it has no window.
    user_agent: String,
}

struct Process {
    child: Child,
    profile: PathBuf,
}

impl Chromium {
    /// Starts it.
    ///
    /// # Errors
    /// When it does not start, or does not speak.
    pub async fn start(options: &Options) -> Result<Self, ChromiumError> {
        let failed = |why: String| ChromiumError::Start { program: options.program.clone(), why };
        let profile = std::env::temp_dir().join(format!("oidc-compat-browser-{}", uuid::Uuid::new_v4().simple()));
        fs::DirBuilder::new().mode(0o700).create(&profile).map_err(|e| failed(format!("{}: {e}", profile.display())))?;
        let as_root = fs::metadata(&profile).is_ok_and(|m| m.uid() == 0);
        let mut command = Command::new("/bin/sh");
        command.args(["-c", SHELL, "oidc-compat-browser"]).arg(&profile).arg(&options.program);
        command.args(flags(options, &profile, as_root));
        for variable in ["XDG_CONFIG_HOME", "XDG_CACHE_HOME"] {
            command.env(variable, &profile);
        }
        // A group of its own: Ctrl-C is ours to hear, and its helpers can be ended with it.
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).process_group(0);
        let mut child = match command.spawn() {
            Ok(child) => child,
            Err(error) => {
                let _ = fs::remove_dir_all(&profile);
                return Err(failed(error.to_string()));
            }
        };
        let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let process = Process { child, profile };
        let (Some(stdin), Some(stdout), Some(stderr)) = (stdin, stdout, stderr) else {
            return Err(failed("it has no pipes".to_owned()));
        };
        let words = listen(stderr);
        let devtools = Devtools::over(stdin, stdout);
        let version = devtools.call_within(None, "Browser.getVersion", json!({}), START).await.map_err(|error| match error {
            ChromiumError::Gone(_) => failed(last(&words)),
            other => failed(other.to_string()),
        })?;
        let text = |name: &str| version.get(name).and_then(Value::as_str).unwrap_or_default();
        let number = text("product").split_once('/').map_or("", |(_, number)| number);
        let name = format!("Chromium {}", number.split('.').next().unwrap_or_default());
        let user_agent = text("userAgent").replace("HeadlessChrome", "Chrome");
        devtools.call(None, "Browser.setDownloadBehavior", json!({ "behavior": "deny" })).await?;
        Ok(Self { devtools, process, name, user_agent })
    }

    /// Name and major version.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Opens an empty tab in a context of its own: no cookies, no storage, nothing of other tabs. `script` runs in every document,
    /// in a world of its own, and leaves there what [`Tab::ask`] calls.
    ///
    /// # Errors
    /// When the browser is gone or refuses.
    pub async fn tab(&self, script: &str, gate: Arc<dyn Gate>) -> Result<Tab, ChromiumError> {
        Tab::open(self.devtools.clone(), &self.user_agent, script, gate).await
    }

    /// Whether it is still there.
    pub fn is_running(&mut self) -> bool {
        matches!(self.process.child.try_wait(), Ok(None))
    }

    /// Ends it in an orderly way, within bounds.
    pub async fn close(mut self) {
        // It may hang up before it answers; either way the wait below tells.
        let _ = self.devtools.call_within(None, "Browser.close", json!({}), END).await;
        let _ = tokio::time::timeout(END, self.process.child.wait()).await;
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if let Ok(None) = self.child.try_wait()
            && let Some(group) = self.child.id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw)
        {
            // What is gone already needs no signal.
            let _ = kill_process_group(group, Signal::KILL);
        }
        remove(&self.profile);
    }
}

/// Dying processes may still write.
fn remove(profile: &Path) {
    for _ in 0..REMOVALS {
        if !profile.exists() || fs::remove_dir_all(profile).is_ok() {
            return;
        }
        std::thread::yield_now();
    }
}

/// Keeps the last words that it says to nobody.
fn listen(mut stderr: ChildStderr) -> Arc<Mutex<Vec<u8>>> {
    let words: Arc<Mutex<Vec<u8>>> = Arc::default();
    let kept = Arc::clone(&words);
    tokio::spawn(async move {
        let mut chunk = [0; 1024];
        while let Ok(read @ 1..) = stderr.read(&mut chunk).await {
            let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
            kept.extend_from_slice(chunk.get(..read).unwrap_or_default());
            let surplus = kept.len().saturating_sub(WORDS);
            kept.drain(..surplus);
        }
    });
    words
}

fn last(words: &Mutex<Vec<u8>>) -> String {
    let words = words.lock().unwrap_or_else(PoisonError::into_inner);
    let text = String::from_utf8_lossy(&words).into_owned();
    let line = text.lines().rev().find(|line| !line.trim().is_empty());
    line.map_or_else(|| "it ended at once and said nothing".to_owned(), |line| format!("it ended at once: {}", line.trim()))
}
