//! Recordings of real providers, judged again: the verdicts and predictions stay what they were when a person checked them.
//!
//! `BLESS=1 cargo test --test recordings` writes down what comes out now; read the difference before you commit it.

#[expect(dead_code, reason = "shared with tests that run a check")]
mod common;

use std::fs;
use std::path::{Path, PathBuf};

use oidc_compat::cli::{Catalogue, judged};
use oidc_compat::recording::read_recording;
use serde_json::{Value, json};

fn folders() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/recordings");
    let mut out: Vec<PathBuf> = fs::read_dir(root).expect("fixtures/recordings").flatten().map(|e| e.path()).collect();
    out.sort();
    out
}

fn verdicts(text: &str) -> Value {
    let recording = read_recording(text).unwrap_or_else(|e| panic!("{e}"));
    let out = judged(&Catalogue::built_in(), recording, true, &[]).expect("it can be judged");
    let apps: Vec<Value> = out
        .judgement
        .apps
        .iter()
        .map(|app| {
            let advice = app.with_settings.as_ref().map(|advice| {
                let changes: Vec<String> = advice.changes.iter().map(|c| format!("{}={}", c.setting, c.to)).collect();
                json!({ "changes": changes, "verdict": advice.verdict, "proved_on_the_wire": advice.proved_on_the_wire })
            });
            json!({ "id": app.id, "version": app.version, "verdict": app.verdict, "prediction": app.prediction, "with_settings": advice })
        })
        .collect();
    let failed: Vec<String> = common::failed(&out).into_iter().collect();
    json!({ "apps": apps, "failed": failed })
}

#[test]
fn are_judged_as_before() {
    let mut wrong = Vec::new();
    for folder in folders() {
        let text = fs::read_to_string(folder.join("recording.json")).expect("recording.json");
        assert!(folder.join("ORIGIN.md").exists(), "{}: ORIGIN.md says where it comes from", folder.display());
        let now = verdicts(&text);
        let file = folder.join("expected.json");
        if std::env::var_os("BLESS").is_some() {
            fs::write(&file, serde_json::to_string_pretty(&now).expect("JSON") + "\n").expect("writable");
            continue;
        }
        let expected: Value = serde_json::from_str(&fs::read_to_string(&file).expect("expected.json")).expect("JSON");
        if now != expected {
            wrong.push(format!("{}:\nexpected {expected:#}\nnow {now:#}", folder.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn hold_no_secrets() {
    for folder in folders() {
        let text = fs::read_to_string(folder.join("recording.json")).expect("recording.json");
        let recording = read_recording(&text).unwrap_or_else(|e| panic!("{e}"));
        assert!(recording.redacted, "{}: save it without --keep-secrets", folder.display());
        for word in ["/root/", "/home/", "/work/", "/tmp/"] {
            assert!(!text.contains(word), "{}: holds a path of a machine ({word})", folder.display());
        }
    }
}
