//! The process: none is left behind, and none is missed in silence.

use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::binary::{Served, command, run};
use super::program_or_skip;

/// Whether this machine lets a browser run at all, tried without any of our code: some containers have one and do not.
pub fn runs_here(program: PathBuf) -> Result<PathBuf, String> {
    let profile = temporary("probe");
    let as_root = fs::metadata(&profile).is_ok_and(|m| m.uid() == 0);
    let mut command = Command::new(&program);
    command.args(["--headless=new", "--disable-gpu", "--disable-dev-shm-usage", "--dump-dom", "about:blank"]);
    command.args(as_root.then_some("--no-sandbox")).arg(format!("--user-data-dir={}", profile.display()));
    let output = command.stdin(Stdio::null()).output().map_err(|why| why.to_string())?;
    let works = String::from_utf8_lossy(&output.stdout).contains("<html>");
    if works { Ok(program) } else { Err(format!("{} does not run on this machine", program.display())) }
}

/// A provider whose login page is a script.
fn scripted() -> Served {
    Served::start(&["--fault", "authorize-scripted-login"])
}

/// Words without their lines.
fn flat(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_whole_check_where_only_a_browser_gets_in() {
    program_or_skip!();
    let served = scripted();
    for way in ["browser", "auto"] {
        let output = run(&served.check(&["--login", way, "--app", "cloudreve", "--no-spec"]));
        assert_eq!(output.status.code(), Some(0), "{}", flat(&output.stdout));
    }
    let by_forms = run(&served.check(&["--login", "form", "--app", "cloudreve", "--no-spec"]));
    assert_eq!(by_forms.status.code(), Some(3));
}

/// Verdict, prediction and outcomes of every app and specification.
fn judged(served: &Served, way: &str) -> Vec<String> {
    let output = run(&served.check(&["--login", way, "--quiet", "--json", "-"]));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("a report");
    let all = ["apps", "specs"].iter().flat_map(|kind| report[kind].as_array().cloned().unwrap_or_default());
    let told = all.flat_map(|suite| {
        let id = suite["id"].clone();
        let outcomes = suite["requirements"].as_array().cloned().unwrap_or_default();
        let outcomes = outcomes.into_iter().map(move |r| format!("{id} {} {}", r["id"], r["outcome"]));
        outcomes.chain([format!("{} {} {}", suite["id"], suite["verdict"], suite["prediction"])])
    });
    told.collect()
}

#[test]
fn whoever_logs_in_the_judgement_is_the_same() {
    program_or_skip!();
    // The embedded provider keeps its users' claims from login to login.
    let served = Served::start(&[]);
    let (by_forms, by_browser) = (judged(&served, "form"), judged(&served, "browser"));
    assert!(by_forms.len() > 100);
    assert_eq!(by_forms, by_browser);
}

#[test]
fn without_a_browser_the_other_ways_are_named() {
    let served = scripted();
    let without = |way: &str| {
        let mut command = command(&served.check(&["--login", way, "--app", "cloudreve", "--no-spec"]));
        command.env("OIDC_COMPAT_CHROMIUM", "/nowhere/chromium").output().unwrap()
    };
    let (chosen, auto) = (without("browser"), without("auto"));
    assert_eq!((chosen.status.code(), auto.status.code()), (Some(2), Some(3)));
    for said in [flat(&chosen.stderr), flat(&auto.stdout)] {
        for part in ["OIDC_COMPAT_CHROMIUM names /nowhere/chromium", "--login form", "--login interactive"] {
            assert!(said.contains(part), "{part}: {said}");
        }
    }
}

#[test]
fn a_program_that_is_no_browser_is_told() {
    let served = scripted();
    let mut command = command(&served.check(&["--login", "browser", "--app", "cloudreve", "--no-spec"]));
    let output = command.env("OIDC_COMPAT_CHROMIUM", "/bin/false").env("TMPDIR", temporary("false")).output().unwrap();
    let said = flat(&output.stdout);
    assert!(said.contains("/bin/false does not start: it ended at once"), "{said}");
}

#[test]
fn whatever_ends_the_tool_ends_the_browser_too() {
    program_or_skip!();
    let served = scripted();
    for signal in ["INT", "KILL"] {
        let folder = temporary(signal);
        let mut command = command(&served.check(&["--login", "browser"]));
        command.env("TMPDIR", &folder).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        until("the browser runs", || !browsers(&folder).is_empty());
        let id = child.id().to_string();
        assert!(Command::new("/bin/kill").args(["-s", signal, &id]).status().unwrap().success());
        child.wait().unwrap();
        until("the browser is gone", || browsers(&folder).is_empty());
        until("the profile is gone", || fs::read_dir(&folder).unwrap().next().is_none());
    }
}

/// A folder of its own for temporary files.
fn temporary(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("ends-{}-{name}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// Processes whose command line names this folder, our own tool left out.
fn browsers(folder: &Path) -> Vec<String> {
    let folder = folder.display().to_string();
    let lines = fs::read_dir("/proc").unwrap().filter_map(|entry| fs::read(entry.ok()?.path().join("cmdline")).ok());
    lines.map(|line| String::from_utf8_lossy(&line).into_owned()).filter(|line| line.contains(&folder)).collect()
}

fn until(what: &str, mut met: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(30);
    while !met() {
        assert!(Instant::now() < deadline, "in vain: {what}");
        std::thread::park_timeout(Duration::from_millis(20));
    }
}
