//! `explain`: one thing by its id, with its reasons.

use clap::Args;

use super::args::SuiteArgs;
use super::catalogue::Catalogue;
use super::console::{self, Stream};
use super::exit;
use super::explained::Explained;
use super::failure::Failure;
use crate::checks;
use crate::config::{ConfigError, nearest};
use crate::provider_profile;
use crate::reference::Fault;

/// Arguments of `explain`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct ExplainArgs {
    /// Id of a check, a suite, an app, a requirement (suite/id), a provider or a fault
    id: String,
    /// As JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    own: SuiteArgs,
}

const EXAMPLES: &str = "\
Examples:
  oidc-compat explain nextcloud-user-oidc
  oidc-compat explain core --json
  oidc-compat explain keycloak
  oidc-compat explain id-token-nonce-missing";

/// Runs `explain`.
///
/// # Errors
/// When there is nothing of this name, or a suite file cannot be used.
pub fn run(args: &ExplainArgs) -> Result<u8, Failure> {
    let catalogue = Catalogue::with(&args.own.suites)?;
    let found = find(&catalogue, args.id.trim())?;
    let text = if args.json {
        serde_json::to_string_pretty(&found.json()).map_err(|e| Failure::Bug(e.to_string()))? + "\n"
    } else {
        console::style_for(Stream::Out);
        found.text(Stream::Out.width())
    };
    Stream::Out.write(&text)?;
    Ok(exit::GOOD)
}

fn find<'c>(catalogue: &'c Catalogue, id: &str) -> Result<Explained<'c>, Failure> {
    if let Some(suite) = catalogue.suite(id) {
        return Ok(Explained::Suite(suite, catalogue.file(id)));
    }
    if let Some((suite, requirement)) = catalogue.requirement(id) {
        return Ok(Explained::Requirement(suite, requirement));
    }
    if let Some(check) = checks::by_id(id) {
        let used = catalogue.all().iter().flat_map(|s| s.requirements.iter().map(move |r| (s, r)));
        let used = used.filter(|(_, r)| r.check == id).map(|(s, r)| format!("{}/{}", s.id, r.id)).collect();
        return Ok(Explained::Check(check, used));
    }
    if let Some(fault) = Fault::ALL.iter().copied().find(|f| f.id() == id) {
        return Ok(Explained::Fault(fault));
    }
    if let Some(profile) = provider_profile::by_id(id) {
        return Ok(Explained::Provider(profile));
    }
    Err(ConfigError::Unknown {
        kind: "check, suite, app, requirement, provider or fault",
        name: id.to_owned(),
        near: near(catalogue, id),
        list: "checks",
    }
    .into())
}

fn near(catalogue: &Catalogue, id: &str) -> Option<String> {
    let requirements = catalogue.requirement_ids();
    let all = checks::all();
    let names = catalogue.all().iter().map(|s| s.id.as_str());
    let names = names.chain(requirements.iter().map(String::as_str));
    // A requirement's own id without its suite is the likeliest slip.
    let short = requirements.iter().find(|full| full.split_once('/').is_some_and(|(_, own)| own == id));
    let names = names.chain(all.iter().map(|c| c.meta.id)).chain(Fault::ALL.iter().map(|f| f.id()));
    let names = names.chain(provider_profile::built_in().iter().map(|p| p.id.as_str()));
    short.cloned().or_else(|| nearest(id, names).map(str::to_owned))
}
