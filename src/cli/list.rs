//! `list`: what there is.

use clap::{Args, ValueEnum};
use colored::Colorize as _;
use serde_json::{Value, json};

use super::args::SuiteArgs;
use super::catalogue::Catalogue;
use super::console::{self, Stream};
use super::exit;
use super::failure::Failure;
use crate::checks;
use crate::provider_profile::{self, Kind, ProviderProfile};
use crate::reference::Fault;
use crate::report::{Page, counted, plain};
use crate::suite;

/// Arguments of `list`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct ListArgs {
    /// What to list
    what: What,
    /// As JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    own: SuiteArgs,
}

const EXAMPLES: &str = "\
Examples:
  oidc-compat list apps
  oidc-compat list checks --json
  oidc-compat list apps --suite gitea.toml
  oidc-compat list suite-schema > suite.schema.json";

/// What can be listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    /// Everything that can be judged about a provider
    Checks,
    /// App profiles and specification suites
    Suites,
    /// Apps that a verdict can be given for
    Apps,
    /// Deviations of the embedded provider
    Faults,
    /// Providers whose peculiarities are known
    Providers,
    /// JSON Schema of suite files, for editors
    SuiteSchema,
}

/// Runs `list`.
///
/// # Errors
/// When a suite file cannot be used, or nobody reads the output.
pub fn run(args: &ListArgs) -> Result<u8, Failure> {
    let catalogue = Catalogue::with(&args.own.suites)?;
    let text = if args.json || args.what == What::SuiteSchema {
        serde_json::to_string_pretty(&values(args.what, &catalogue)).map_err(|e| Failure::Bug(e.to_string()))? + "\n"
    } else {
        console::style_for(Stream::Out);
        lines(args.what, &catalogue, Stream::Out.width())
    };
    Stream::Out.write(&text)?;
    Ok(exit::GOOD)
}

fn lines(what: What, catalogue: &Catalogue, width: usize) -> String {
    let mut page = Page::new(width);
    match what {
        What::Checks => {
            for (family, checks) in checks::families().iter().filter(|(_, checks)| !checks.is_empty()) {
                page.blank();
                page.line(&family.bold().to_string());
                let rows: Vec<(&str, String)> = checks.iter().map(|c| (c.meta.id, c.meta.title.to_owned())).collect();
                table(&mut page, 2, &rows);
            }
        }
        What::Suites => {
            let row = |s: &crate::suite::Suite| {
                let requirements = counted(s.requirements.len(), "requirement");
                let file = catalogue.file(&s.id).map(|f| format!(", from {}", f.display())).unwrap_or_default();
                format!("{} ({requirements}{file})", s.about)
            };
            let rows: Vec<(&str, String)> = catalogue.all().iter().map(|s| (s.id.as_str(), row(s))).collect();
            table(&mut page, 0, &rows);
        }
        What::Apps => {
            let row = |s: &crate::suite::Suite| {
                let app = s.app.as_ref();
                let versions = app.and_then(|a| Some((a.versions.first()?, a.versions.last()?)));
                let range = versions.map(|(first, last)| format!(", {first} to {last}")).unwrap_or_default();
                let default = app.map(|a| format!(", {} unless given", a.default_version)).unwrap_or_default();
                let file = catalogue.file(&s.id).map(|f| format!(", from {}", f.display())).unwrap_or_default();
                format!("{}{range}{default}{file}", s.name)
            };
            let rows: Vec<(&str, String)> = catalogue.apps().map(|s| (s.id.as_str(), row(s))).collect();
            table(&mut page, 0, &rows);
        }
        What::Faults => return fault_lines(width),
        What::SuiteSchema => {}
        What::Providers => {
            let row = |p: &ProviderProfile| match p.kind {
                Kind::Oidc => format!("{}, {}", p.name, p.address.discovery.as_ref().unwrap_or(&p.address.issuer)),
                Kind::NotOidc => format!("{}: no OpenID Connect", p.name),
            };
            let rows: Vec<(&str, String)> = provider_profile::built_in().iter().map(|p| (p.id.as_str(), row(p))).collect();
            table(&mut page, 0, &rows);
        }
    }
    page.into_string()
}

/// The faults of the embedded provider, one below the other.
pub fn fault_lines(width: usize) -> String {
    let rows: Vec<(&str, String)> = Fault::ALL.iter().map(|f| (f.id(), f.sentence().to_owned())).collect();
    two_columns(width, &rows)
}

/// Rows of a name and a text.
pub fn two_columns(width: usize, rows: &[(&str, String)]) -> String {
    let mut page = Page::new(width);
    table(&mut page, 0, rows);
    page.into_string()
}

/// Two columns; below each other where the names would leave too little room.
fn table(page: &mut Page, indent: usize, rows: &[(&str, String)]) {
    let before = " ".repeat(indent);
    let column = rows.iter().map(|(name, _)| name.len()).max().unwrap_or(0) + 2;
    for (name, text) in rows {
        if column > 34 {
            page.line(&format!("{before}{name}"));
            page.text(indent + 4, text, |line| line.dimmed().to_string());
        } else {
            page.hanging(&format!("{before}{name:<column$}"), indent + column, text, plain);
        }
    }
}

fn values(what: What, catalogue: &Catalogue) -> Value {
    match what {
        What::Checks => {
            let all = checks::families().iter().flat_map(|(family, checks)| checks.iter().map(move |c| (family, c.meta)));
            let spec = |meta: &crate::check::Meta| meta.spec.iter().map(|s| s.words()).collect::<Vec<_>>();
            all.map(
                |(family, m)| json!({"id": m.id, "family": family, "title": m.title, "level": m.level.word(), "spec": spec(m)}),
            )
            .collect()
        }
        What::Suites => {
            let suite = |s: &crate::suite::Suite| {
                let kind = if s.app.is_some() { "app" } else { "spec" };
                json!({"id": s.id, "kind": kind, "name": s.name, "about": s.about, "requirements": s.requirements.len(), "file": catalogue.file(&s.id)})
            };
            catalogue.all().iter().map(suite).collect()
        }
        What::Apps => {
            let app = |s: &crate::suite::Suite| {
                let app = s.app.as_ref();
                let versions: Vec<String> = app.map(|a| a.versions.iter().map(ToString::to_string).collect()).unwrap_or_default();
                json!({
                    "id": s.id, "name": s.name, "about": s.about, "versions": versions,
                    "default_version": app.map(|a| a.default_version.to_string()),
                    "default_url": app.map(|a| a.default_url.as_str()),
                    "redirect_path": app.map(|a| a.redirect_path.as_str()), "file": catalogue.file(&s.id),
                })
            };
            catalogue.apps().map(app).collect()
        }
        What::Faults => Fault::ALL.iter().map(|f| json!({"id": f.id(), "sentence": f.sentence(), "spec": f.spec()})).collect(),
        What::Providers => provider_profile::built_in().iter().map(super::explained::provider_json).collect(),
        What::SuiteSchema => suite::schema(suite::SCHEMA_ID),
    }
}
