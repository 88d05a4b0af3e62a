//! The README shows what its first command prints today: ports and times aside, word for word.
//!
//! `BLESS=1 cargo test --test readme` renews it.

use std::fs;
use std::process::Command;

const README: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
const START: &str = "BLESS=1 renews it -->\n```text\n";
const END: &str = "```\n";

/// Ports and figures that differ from run to run, made alike.
fn steady(text: &str) -> String {
    let port = regex::Regex::new(r"127\.0\.0\.1:\d+").expect("a good pattern");
    let traffic = regex::Regex::new(r"(?m)^\d+ requests, (\d+ logins?), .*$").expect("a good pattern");
    // Which of two concurrent requests comes first is a race.
    let number = regex::Regex::new(r"seen at  #\d+").expect("a good pattern");
    let text = port.replace_all(text, "127.0.0.1:8080");
    let text = number.replace_all(&text, "seen at  #…");
    traffic.replace_all(&text, "… requests, $1").into_owned()
}

#[test]
fn shows_what_the_demo_prints() {
    let out = Command::new(env!("CARGO_BIN_EXE_oidc-compat"))
        .arg("demo")
        .env("NO_COLOR", "1")
        .env_remove("CLICOLOR_FORCE")
        .output()
        .expect("the demo runs");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let now = steady(&String::from_utf8(out.stdout).expect("UTF-8"));
    let readme = fs::read_to_string(README).expect("README.md");
    let start = readme.find(START).expect("the README has a place for the demo") + START.len();
    let end = start + readme[start..].find(END).expect("the demo's block ends");
    if std::env::var_os("BLESS").is_some() {
        fs::write(README, format!("{}{now}{}", &readme[..start], &readme[end..])).expect("writable");
        return;
    }
    assert_eq!(readme[start..end], now, "the README shows another demo; renew it with BLESS=1");
}
