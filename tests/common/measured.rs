//! The lab's files: what an entry is (tests/lab/NAME/entry.toml) and what was measured there (tests/lab/NAME/expected.json).
//! The runner writes the second, the compatibility page shows it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::cell::Cell;

/// A provider of the lab: one folder.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Entry {
    /// Name of its folder.
    #[serde(skip)]
    pub id: String,
    #[serde(skip)]
    pub folder: PathBuf,
    /// The product.
    pub name: String,
    /// The version that `install` installs.
    pub version: String,
    /// Where it comes from, in words.
    pub from: String,
    /// Programs that must be there; `root` stands for the right to install packages.
    #[serde(default)]
    pub needs: Vec<String>,
    /// The environment variable that names its binary, where no registry has it.
    #[serde(default)]
    pub binary: Option<String>,
    /// The environment variable that names a running one, which is neither started nor stopped.
    #[serde(default)]
    pub address: Option<String>,
    /// It installs and starts quickly enough for every run of CI.
    #[serde(default)]
    pub quick: bool,
    /// With `{port}`.
    pub issuer: String,
    /// Seconds that it may take to start.
    pub ready_within: u64,
    /// Only one of them can run at a time.
    #[serde(default)]
    pub alone: bool,
    /// Requirements of the specifications that it meets at one time and not at another, for reasons of its own.
    #[serde(default)]
    pub varies: Vec<String>,
    /// Id to what it is.
    pub variant: BTreeMap<String, String>,
}

/// What was measured: variant to findings.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Expected(pub BTreeMap<String, Measured>);

/// What was measured at one variant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measured {
    /// Version of the product.
    pub version: String,
    /// The day.
    pub date: jiff::civil::Date,
    /// The product that it was recognised as.
    pub recognised_as: Option<String>,
    /// Whether a person went through it; absent as long as nobody did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by_hand: Option<ByHand>,
    #[serde(flatten)]
    pub findings: Findings,
}

/// Every cell and every failed finding was done again without this tool: the app's requests typed from what is known of the app,
/// the provider's deviations with curl or by its equal. What was found agreed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ByHand {
    /// The day.
    pub date: jiff::civil::Date,
    /// What was not, or came out differently since: apps, and findings as `suite/requirement`.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub but_for: BTreeSet<String>,
}

impl ByHand {
    /// What is left of it when other findings are measured: whatever changed was not gone through.
    pub fn after(mut self, before: &Findings, now: &Findings) -> Self {
        let changed = now.apps.iter().filter(|(app, cell)| before.apps.get(*app) != Some(cell)).map(|(app, _)| app.clone());
        self.but_for.extend(changed);
        for (suite, fails) in &now.fails {
            let id = |finding: &String| format!("{suite}/{}", finding.split(':').next().unwrap_or(finding));
            let known: BTreeSet<String> = before.fails.get(suite).into_iter().flatten().map(id).collect();
            self.but_for.extend(fails.iter().map(id).filter(|id| !known.contains(id)));
        }
        self
    }

    /// For people.
    pub fn words(&self) -> String {
        let but_for: Vec<&str> = self.but_for.iter().map(String::as_str).collect();
        if but_for.is_empty() { self.date.to_string() } else { format!("{}, but for {}", self.date, but_for.join(", ")) }
    }
}

/// What does not depend on the day.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Findings {
    /// By id of the app.
    pub apps: BTreeMap<String, Cell>,
    /// Requirements of specification suites that fail, by suite.
    pub fails: BTreeMap<String, Vec<String>>,
    /// Requirements of specification suites that nobody could judge.
    pub open: BTreeMap<String, Vec<String>>,
}

/// Every entry, by name.
pub fn entries() -> Vec<Entry> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lab");
    let mut out: Vec<Entry> = fs::read_dir(folder).expect("tests/lab").flatten().filter_map(|e| entry(&e.path())).collect();
    out.sort_by(|a, b| a.id.cmp(&b.id));
    out
}

fn entry(folder: &Path) -> Option<Entry> {
    let text = fs::read_to_string(folder.join("entry.toml")).ok()?;
    let entry: Entry = toml::from_str(&text).unwrap_or_else(|why| panic!("{}: {why}", folder.display()));
    let id = folder.file_name()?.to_string_lossy().into_owned();
    Some(Entry { id, folder: folder.to_owned(), ..entry })
}

impl Entry {
    /// What is expected of it; empty as long as nobody wrote it down.
    pub fn expected(&self) -> Expected {
        let file = self.expected_file();
        let Ok(text) = fs::read_to_string(&file) else { return Expected::default() };
        serde_json::from_str(&text).unwrap_or_else(|why| panic!("{}: {why}", file.display()))
    }

    pub fn expected_file(&self) -> PathBuf {
        self.folder.join("expected.json")
    }
}
