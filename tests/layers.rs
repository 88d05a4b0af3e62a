//! Which module may import which: the table of docs/ARCHITECTURE.md, executed.
//!
//! Reads `src/` as text. An import that the table does not allow, an impure item in a pure module, or a print outside of
//! `cli` turns this red.

use std::fs;
use std::path::{Path, PathBuf};

/// Module, and what it may import.
const LAYERS: &[(&str, &[&str])] = &[
    ("oidc", &[]),
    ("inherit", &[]),
    ("secret", &[]),
    ("snippet", &[]),
    ("totp", &["secret"]),
    ("login_steps", &[]),
    ("php", &["oidc"]),
    ("js", &[]),
    ("wire", &["oidc", "php", "js"]),
    ("asked", &["wire"]),
    ("recording", &["oidc", "wire", "secret"]),
    ("evidence", &["recording", "oidc", "wire", "check", "php", "inherit"]),
    ("check", &["evidence", "recording"]),
    ("account", &["evidence", "check", "recording", "oidc", "wire", "php", "js"]),
    ("checks", &["check", "evidence", "recording", "oidc", "wire", "account", "php", "js"]),
    ("suite", &["check", "checks", "account", "evidence", "wire", "inherit", "snippet"]),
    ("provider_profile", &["login_steps"]),
    ("judge", &["suite", "check", "evidence", "recording", "account", "wire", "provider_profile"]),
    ("report", &["judge", "suite", "check", "checks", "recording", "account", "wire", "provider_profile"]),
    ("config", &["oidc", "recording", "wire", "secret", "snippet", "suite", "provider_profile", "totp", "login_steps"]),
    ("http", &["config", "oidc", "recording", "wire", "secret"]),
    ("chromium", &["http"]),
    ("store", &["oidc", "recording", "wire", "secret", "suite"]),
    ("inspect", &["asked", "http", "recording", "wire", "oidc"]),
    (
        "observe",
        &["config", "http", "chromium", "recording", "wire", "oidc", "php", "secret", "totp", "login_steps", "provider_profile"],
    ),
    ("reference", &["oidc"]),
];

/// Modules that see neither network nor clock nor randomness nor files nor environment.
const PURE: &[&str] = &[
    "oidc",
    "inherit",
    "secret",
    "snippet",
    "totp",
    "login_steps",
    "php",
    "js",
    "wire",
    "asked",
    "recording",
    "evidence",
    "check",
    "account",
    "checks",
    "suite",
    "provider_profile",
    "judge",
    "report",
];

/// What a pure module must not name.
const IMPURE: &[&str] = &[
    "std::net::Tcp",
    "std::net::Udp",
    "std::fs",
    "std::env",
    "std::time::SystemTime",
    "std::time::Instant",
    "std::process",
    "reqwest",
    "tokio",
    "rand::",
    "Uuid::new",
    "Timestamp::now",
    "Zoned::now",
];

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut out = Vec::new();
    for entry in fs::read_dir(folder).expect("src is readable") {
        let path = entry.expect("entry is readable").path();
        if path.is_dir() {
            out.extend(rust_files(&path));
        } else if path.extension().is_some_and(|e| e == "rs") {
            out.push(path);
        }
    }
    out.sort();
    out
}

/// The code of a file without comments and without its `#[cfg(test)]` part.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).expect("source is readable");
    let text = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default().to_owned();
    text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

fn module_of(path: &Path) -> String {
    let inside = path.strip_prefix(concat!(env!("CARGO_MANIFEST_DIR"), "/src")).expect("inside src");
    let first = inside.components().next().expect("a name").as_os_str().to_string_lossy().into_owned();
    first.trim_end_matches(".rs").to_owned()
}

fn sources() -> Vec<(String, PathBuf, String)> {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src"));
    rust_files(folder)
        .into_iter()
        .filter(|path| !path.to_string_lossy().contains("src/evidence/fixture"))
        .map(|path| (module_of(&path), path.clone(), code(&path)))
        .collect()
}

#[test]
fn modules_import_only_what_the_table_allows() {
    let mut wrong = Vec::new();
    for (module, path, code) in sources() {
        if ["main", "lib", "cli"].contains(&module.as_str()) {
            continue;
        }
        let Some((_, allowed)) = LAYERS.iter().find(|(name, _)| *name == module) else {
            wrong.push(format!("{}: module {module:?} is not in the table", path.display()));
            continue;
        };
        for (i, line) in code.lines().enumerate() {
            for part in line.split("crate::").skip(1) {
                let used: String = part.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
                if !used.is_empty() && used != module && !allowed.contains(&used.as_str()) {
                    wrong.push(format!("{}:{}: {module} imports {used}", path.display(), i + 1));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "imports against the table:\n{}", wrong.join("\n"));
}

#[test]
fn families_of_checks_do_not_import_each_other() {
    let mut wrong = Vec::new();
    for (module, path, code) in sources() {
        if module != "checks" {
            continue;
        }
        let inside = path.strip_prefix(concat!(env!("CARGO_MANIFEST_DIR"), "/src/checks")).expect("inside checks");
        let family = inside.components().next().expect("a name").as_os_str().to_string_lossy().into_owned();
        for line in code.lines() {
            if let Some(rest) = line.split("crate::checks::").nth(1)
                && !rest.starts_with(&family)
            {
                wrong.push(format!("{}: {}", path.display(), line.trim()));
            }
        }
    }
    assert!(wrong.is_empty(), "one family imports another:\n{}", wrong.join("\n"));
}

#[test]
fn pure_modules_are_pure() {
    let mut wrong = Vec::new();
    for (module, path, code) in sources() {
        if !PURE.contains(&module.as_str()) {
            continue;
        }
        for (i, line) in code.lines().enumerate() {
            for impure in IMPURE {
                if line.contains(impure) {
                    wrong.push(format!("{}:{}: {impure}", path.display(), i + 1));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "impure items in pure modules:\n{}", wrong.join("\n"));
}

#[test]
fn only_the_command_line_uses_the_embedded_provider() {
    let wrong: Vec<String> = sources()
        .into_iter()
        .filter(|(module, _, code)| !["cli", "reference", "lib"].contains(&module.as_str()) && code.contains("crate::reference"))
        .map(|(_, path, _)| path.display().to_string())
        .collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn the_table_is_the_one_in_the_architecture() {
    let text = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/ARCHITECTURE.md")).expect("docs/ARCHITECTURE.md");
    for (module, allowed) in LAYERS {
        let list = if allowed.is_empty() { "nothing of ours".to_owned() } else { allowed.join(", ") };
        let row = format!("| {module} | {list} |");
        assert!(text.contains(&row), "docs/ARCHITECTURE.md lacks the row\n{row}");
    }
}
