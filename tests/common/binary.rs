//! The built binary, and the embedded provider as a process beside it.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

/// The binary with these arguments, its output without colours.
pub fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_oidc-compat"));
    command.args(arguments).env("NO_COLOR", "1").env_remove("CLICOLOR_FORCE");
    command
}

/// Runs it to its end.
pub fn run(arguments: &[&str]) -> Output {
    command(arguments).output().expect("the binary runs")
}

/// Exit code and both streams, in a form that snapshots can hold.
pub fn told(arguments: &[&str]) -> String {
    let output = run(arguments);
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let folder = temporary().display().to_string();
    format!("exit {}\n{out}{err}", output.status.code().unwrap_or(-1)).replace(&folder, "FOLDER")
}

fn temporary() -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
}

/// A file for one test.
pub fn file(name: &str, text: &str) -> String {
    let path = temporary().join(name);
    fs::write(&path, text).expect("writable");
    path.display().to_string()
}

/// The embedded provider as a process of its own.
pub struct Served {
    child: std::process::Child,
    told: serde_json::Value,
}

impl Served {
    /// Starts it.
    pub fn start(arguments: &[&str]) -> Self {
        use std::io::BufRead as _;
        let mut child = command(&[&["provider"], arguments].concat()).stdout(std::process::Stdio::piped()).spawn().expect("runs");
        let mut line = String::new();
        std::io::BufReader::new(child.stdout.take().expect("piped")).read_line(&mut line).expect("a line");
        Self { child, told: serde_json::from_str(&line).expect("one JSON object") }
    }

    /// A member of what it says of itself.
    pub fn text(&self, member: &str) -> &str {
        self.told[member].as_str().unwrap_or_default()
    }

    /// `check` with its client and account, and more.
    pub fn check<'a>(&'a self, more: &[&'a str]) -> Vec<&'a str> {
        let own = [
            "check",
            self.text("issuer"),
            "--client-id",
            self.text("client_id"),
            "--client-secret",
            self.text("client_secret"),
            "--user",
            self.text("user"),
            "--password",
            self.text("password"),
        ];
        [&own, more].concat()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
