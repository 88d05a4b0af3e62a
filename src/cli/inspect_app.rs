//! `inspect-app`: what a running app sends to its provider, and what of it is not as expected.

use std::path::PathBuf;

use clap::Args;
use schemars::JsonSchema;
use serde::Serialize;

use super::args::{AppArgs, NetworkArgs, SuiteArgs};
use super::asking::{Asked, Asker, Login};
use super::check::read_plan;
use super::console::{self, Stream};
use super::failure::Failure;
use super::run::runtime;
use super::{asked_page, exit};
use crate::asked::{Product, Weight};
use crate::config::{self, ClientGiven, Given, Keyed, Layers};
use crate::recording::Tool;

/// Arguments of `inspect-app`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct InspectArgs {
    /// Address of the app
    url: String,
    /// Compare with this provider; else its discovery document is looked for above the authorization endpoint
    #[arg(long, value_name = "ISSUER")]
    issuer: Option<String>,
    /// Compare with this client
    #[arg(long, value_name = "ID")]
    client_id: Option<String>,
    /// Compare with this scope
    #[arg(long, value_name = "SCOPE")]
    scope: Option<String>,
    /// Compare with this redirect URI
    #[arg(long = "redirect-uri", value_name = "[ID=]URI")]
    redirect_uris: Vec<String>,
    /// Ask for this provider of the app: user_oidc's number, Social Login's or Rocket.Chat's name
    #[arg(long, value_name = "ID")]
    provider_id: Option<String>,
    /// Show this app only, and compare it in this version; repeat for more [default: all that are there]
    #[arg(long = "app", value_name = "ID[@VERSION]", help_heading = "Apps")]
    apps: Vec<String>,
    /// A setting of an app as you have it, under the app's own name; repeat for more
    #[arg(long = "set", value_name = "ID.SETTING=VALUE", help_heading = "Apps")]
    settings: Vec<String>,
    #[command(flatten)]
    own: SuiteArgs,
    #[command(flatten)]
    network: NetworkArgs,
    /// Plan file to compare with: TOML with the same keys as for `check`
    #[arg(short = 'c', long = "config", value_name = "PLAN.toml")]
    config: Option<PathBuf>,
    /// Write what was found as JSON ("-": standard output)
    #[arg(long, value_name = "FILE", help_heading = "Reports")]
    json: Option<PathBuf>,
    /// Print nothing for people
    #[arg(short, long, help_heading = "Reports")]
    quiet: bool,
}

const EXAMPLES: &str = "\
Only GETs are sent, to this address alone (to Cloudreve also the one documented call of
its API); no login is finished and nothing is changed there. The provider's discovery
document is read, too.

Examples:
  oidc-compat inspect-app https://cloud.example.com
  oidc-compat inspect-app https://cloud.example.com --provider-id 2 --client-id cloud
  oidc-compat inspect-app https://chat.example.com --issuer https://sso.example.com --json -
  oidc-compat check --from-app https://cloud.example.com --client-secret-env SECRET \\
      --user probe --password-env PASSWORD

Exit codes: 0 the request was read, 1 something in it is wrong or a login gives none,
2 wrong usage, or no app that can be asked at this address, 3 the app is there and gives
no request at all.";

/// Schema of the JSON form.
pub const INSPECTION_SCHEMA: &str = "oidc-compat/inspection/v1";

/// What was found, for programs.
#[derive(Debug, Serialize, JsonSchema)]
pub struct InspectionReport {
    /// Always [`INSPECTION_SCHEMA`].
    schema: String,
    /// Who wrote it.
    tool: Tool,
    /// The address, without a slash at its end.
    app_url: String,
    /// What lives there.
    product: Product,
    /// Its version, as far as it tells.
    version: Option<String>,
    /// Logins that lead to a provider.
    logins: Vec<Login>,
    /// What else was seen.
    notes: Vec<String>,
    /// Requests that were sent to the app.
    requests: usize,
}

/// Runs `inspect-app`.
///
/// # Errors
/// When the command line is wrong, or nothing that can be asked lives at the address.
pub fn run(args: &InspectArgs) -> Result<u8, Failure> {
    let (catalogue, plan) = read_plan(args.config.as_deref(), &args.own.suites)?;
    let known = catalogue.known();
    let flags = args.given()?;
    let layers = Layers { flags: &flags, plan: &plan };
    let named = layers.list(|g| &g.apps);
    let only = config::select_apps(named, &known, &mut Vec::new())?;
    let mut asked = runtime()?.block_on(async {
        let asker = Asker::new(&catalogue, layers, args.provider_id.as_deref()).await?;
        asker.ask("the address", &args.url, None).await
    })?;
    asked.logins.retain(|l| named.is_empty() || only.iter().any(|(app, _)| app.id == l.client.app));
    let code = exit_code(&asked);
    let to_stdout = args.json.as_deref().is_some_and(console::is_stdout);
    if !args.quiet {
        let stream = if to_stdout { Stream::Err } else { Stream::Out };
        console::style_for(stream);
        stream.write(&asked_page::page(&asked, stream.width(), asked_page::Hint::Check))?;
    }
    if let Some(place) = &args.json {
        let text = serde_json::to_string_pretty(&report(asked))
            .map_err(|e| Failure::Bug(format!("the inspection has no JSON form: {e}")))?;
        console::write_to(place, &(text + "\n"))?;
    }
    Ok(code)
}

impl InspectArgs {
    fn given(&self) -> Result<Given, Failure> {
        let mut given = Given { issuer: self.issuer.clone(), scope: self.scope.clone(), ..Given::default() };
        let apps = AppArgs { apps: self.apps.clone(), settings: self.settings.clone(), ..AppArgs::default() };
        apps.give(&mut given)?;
        self.network.give(&mut given);
        given.client = ClientGiven { id: self.client_id.clone(), secret: None, register: None };
        given.redirect_uris = self.redirect_uris.iter().map(|t| Keyed::url(t)).collect();
        Ok(given)
    }
}

fn report(asked: Asked) -> InspectionReport {
    let Asked { inspection, logins } = asked;
    InspectionReport {
        schema: INSPECTION_SCHEMA.to_owned(),
        tool: Tool::this(),
        app_url: inspection.app_url,
        product: inspection.product,
        version: inspection.version,
        logins,
        notes: inspection.notes,
        requests: inspection.requests,
    }
}

fn exit_code(asked: &Asked) -> u8 {
    let wrong = |l: &Login| l.client.request.is_none() || l.comparison.differences.iter().any(|d| d.weight == Weight::Fix);
    if asked.read().next().is_none() {
        exit::UNDETERMINED
    } else if asked.logins.iter().any(wrong) {
        exit::BELOW
    } else {
        exit::GOOD
    }
}
