//! What goes wrong in the field, set up and diagnosed: tests/diagnoses.toml, run as a user would run it, and the page made of
//! it, docs/TROUBLESHOOTING.md.
//!
//! `BLESS=1 cargo test --test diagnoses` writes the page; read the difference before you commit it.

#[expect(dead_code, reason = "shared with tests that need more of it")]
#[path = "common/binary.rs"]
mod binary;
#[expect(dead_code, reason = "shared with tests that need more of it")]
mod standins;
#[path = "common/tls_front.rs"]
mod tls_front;

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use binary::{Served, file, run};
use serde::Deserialize;
use serde_json::Value;
use tls_front::TlsFront;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    diagnosis: Vec<Diagnosis>,
}

/// One row of a product's troubleshooting.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Diagnosis {
    product: String,
    symptom: String,
    cause: String,
    like: Option<String>,
    #[serde(default)]
    fault: Vec<String>,
    /// Serve it over TLS, with a private authority.
    #[serde(default)]
    tls: bool,
    /// Path that is given as issuer, in place of the right one.
    issuer: Option<String>,
    /// A run before, to compare with.
    before: Option<Vec<String>>,
    check: Vec<String>,
    /// A cause or a requirement.
    r#where: String,
    says: String,
    fix: String,
    /// A setting that the report proposes, and what to type for it.
    settings: Option<String>,
    how: Option<String>,
}

/// What the report said.
struct Said {
    title: String,
    message: String,
    fix: String,
    settings: Vec<String>,
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn diagnoses() -> Vec<Diagnosis> {
    let text = fs::read_to_string(root().join("tests/diagnoses.toml")).expect("tests/diagnoses.toml");
    toml::from_str::<File>(&text).unwrap_or_else(|why| panic!("tests/diagnoses.toml: {why}")).diagnosis
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

impl Diagnosis {
    async fn report(&self, number: usize) -> Value {
        let front = TlsFront::bind().await;
        let mut arguments: Vec<String> = self.like.iter().flat_map(|like| ["--like".to_owned(), like.clone()]).collect();
        arguments.extend(self.fault.iter().flat_map(|fault| ["--fault".to_owned(), fault.clone()]));
        let port = std::net::TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("loopback").port();
        let mut more = self.check.clone();
        if self.tls {
            arguments.extend(["--port".to_owned(), port.to_string(), "--public-url".to_owned(), front.url()]);
            more.extend(["--ca-file".to_owned(), file(&format!("diagnosis-{number}.pem"), &front.authority)]);
            front.serve(port);
        }
        let provider = Served::start(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
        if let Some(before) = &self.before {
            let saved = file(&format!("diagnosis-{number}.json"), "");
            let mut first: Vec<&str> = before.iter().map(String::as_str).collect();
            first.extend(["--no-spec", "--quiet", "--save", &saved]);
            let output = run(&provider.check(&first));
            assert!(output.status.success(), "{output:?}");
            more.extend(["--baseline".to_owned(), saved]);
        }
        more.extend(["--no-spec", "--quiet", "--json", "-"].map(str::to_owned));
        let more: Vec<&str> = more.iter().map(String::as_str).collect();
        let mut all = provider.check(&more);
        let origin = url::Url::parse(provider.text("issuer")).expect("a URL").origin().ascii_serialization();
        let other = self.issuer.as_ref().map(|path| format!("{origin}{path}"));
        if let Some(other) = &other {
            all[1] = other;
        }
        let output = tokio::task::block_in_place(|| run(&all));
        let report = String::from_utf8_lossy(&output.stdout).replace(&origin, "https://op.example");
        serde_json::from_str(&report).unwrap_or_else(|why| panic!("{}: {why}: {output:?}", self.cause))
    }

    fn said(&self, report: &Value) -> Option<Said> {
        let (holder, id) = self.r#where.split_once('/')?;
        let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
        let app = list(&report["apps"]).into_iter().next()?;
        let changes = list(&app["with_settings"]["changes"]);
        let settings = changes.iter().map(|change| {
            let value = change["to"].as_str().map_or_else(|| change["to"].to_string(), str::to_owned);
            format!("{}={value}: `{}`", text(&change["setting"]), text(&change["how"]))
        });
        let (entry, title) = if holder == "cause" {
            let cause = list(&report["causes"]).into_iter().find(|cause| cause["id"] == id)?;
            let title = text(&cause["title"]);
            (cause, title)
        } else {
            let failed = |r: &Value| r["id"] == id && r["outcome"] == "fail";
            (list(&app["requirements"]).into_iter().find(failed)?, self.r#where.clone())
        };
        Some(Said { title, message: text(&entry["message"]), fix: text(&entry["fix"]), settings: settings.collect() })
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_cause_is_named_with_its_fix() {
    let mut all = Vec::new();
    let mut wrong = String::new();
    for (number, diagnosis) in diagnoses().into_iter().enumerate() {
        let report = diagnosis.report(number).await;
        let Some(said) = diagnosis.said(&report) else {
            let causes: Vec<String> = report["causes"].as_array().iter().flat_map(|c| c.iter()).map(|c| text(&c["id"])).collect();
            let because = &report["apps"][0]["prediction"]["because"];
            let _ = writeln!(
                wrong,
                "{}: {}: no {}, but {causes:?}, {because}",
                diagnosis.product, diagnosis.cause, diagnosis.r#where
            );
            continue;
        };
        let settings = said.settings.join(", ");
        let wanted = |wanted: &Option<String>| wanted.as_ref().is_none_or(|wanted| settings.contains(wanted));
        let holds = said.message.contains(&diagnosis.says) && said.fix.contains(&diagnosis.fix);
        if !holds || !wanted(&diagnosis.settings) || !wanted(&diagnosis.how) {
            let _ =
                writeln!(wrong, "{}: {}:\n  {}\n  {}\n  {settings}", diagnosis.product, diagnosis.cause, said.message, said.fix);
        }
        all.push((diagnosis, said));
    }
    assert!(wrong.is_empty(), "{wrong}");
    let page = page(&all);
    let path = root().join("docs/TROUBLESHOOTING.md");
    if std::env::var_os("BLESS").is_some() {
        fs::write(path, page).expect("writable");
        return;
    }
    let shown = fs::read_to_string(path).unwrap_or_default();
    assert_eq!(shown, page, "docs/TROUBLESHOOTING.md is stale; run `BLESS=1 cargo test --test diagnoses`");
}

/// A login button that is missing is the app's affair: the app is asked.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_login_page_without_the_button_is_told() {
    let nextcloud = standins::Nextcloud::start(&[]).await;
    let output = tokio::task::block_in_place(|| run(&["inspect-app", &nextcloud.url()]));
    let told = String::from_utf8_lossy(&output.stderr) + String::from_utf8_lossy(&output.stdout);
    assert!(told.contains("offers no login with an OpenID Connect app"), "{told}");
    assert!(told.contains("occ app:enable user_oidc"), "{told}");
}

/// The page: by product, then by symptom.
fn page(all: &[(Diagnosis, Said)]) -> String {
    let mut out = String::from(
        "# Troubleshooting\n\nSymptoms that guides and users of these products name, their causes, and what the report says about each. \
         Every cause was set up on\nthe embedded provider and diagnosed: this page is generated by `BLESS=1 cargo test --test diagnoses`.\n\n\
         A login button that is missing altogether is the app's affair: `oidc-compat inspect-app URL` tells what its login page offers.\n",
    );
    let (mut product, mut symptom) = ("", "");
    for (diagnosis, said) in all {
        if product != diagnosis.product {
            let _ = write!(out, "\n## {}\n", diagnosis.product);
            symptom = "";
        }
        if symptom != diagnosis.symptom {
            let _ = write!(out, "\n### {}\n", diagnosis.symptom);
        }
        (product, symptom) = (&diagnosis.product, &diagnosis.symptom);
        let _ = write!(out, "\n{}\n\n", diagnosis.cause);
        let _ = writeln!(out, "- {}: {}", said.title, said.message.trim_end_matches('.'));
        let _ = writeln!(out, "- Fix: {}", said.fix);
        for setting in &said.settings {
            let _ = writeln!(out, "- Set {setting}");
        }
        let shown: Vec<String> =
            diagnosis.check.iter().map(|a| if a.contains(' ') { format!("\"{a}\"") } else { a.clone() }).collect();
        let _ = writeln!(out, "- Seen with `check {}`", shown.join(" "));
    }
    out
}
