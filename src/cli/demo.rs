//! `demo`: the whole thing on the embedded provider, over real HTTP, with nothing to set up.

use clap::Args;
use colored::Colorize as _;

use super::catalogue::Catalogue;
use super::console::{self, Stream};
use super::failure::Failure;
use super::run::{Judged, observe_and_judge, runtime};
use super::{exit, progress, provider};
use crate::config::{self, ClientGiven, Given, Layers, SecretSource, Target};
use crate::reference::{Config, Fault, Provider, RunningProvider};
use crate::report::{self, TerminalOptions};
use crate::secret::Secret;

/// Arguments of `demo`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct DemoArgs {
    /// Show everything, also what passed
    #[arg(short, long)]
    verbose: bool,
}

const EXAMPLES: &str = "\
Example:
  oidc-compat demo";

/// Broken providers to show beside the healthy one.
const BROKEN: &[(&str, &str)] = &[
    ("id-token-without-user-claims", "The same provider, with what it knows of the user in userinfo only"),
    ("id-token-kid-unknown", "The same provider, signing with a key that it does not publish"),
];

/// Runs `demo`.
///
/// # Errors
/// When loopback cannot be used.
pub fn run(args: &DemoArgs) -> Result<u8, Failure> {
    let catalogue = Catalogue::built_in();
    let (stream, width) = (Stream::Out, Stream::Out.width());
    console::style_for(stream);
    let options = TerminalOptions { width, verbose: args.verbose };
    runtime()?.block_on(async {
        stream.write("A healthy provider, on loopback:\n\n")?;
        let Judged { recording, judgement, traffic, .. } = one(&catalogue, Vec::new()).await?;
        stream.write(&report::terminal(&judgement, &recording, &traffic, options))?;
        for (fault, title) in BROKEN {
            let judged = one(&catalogue, vec![provider::fault(fault)?]).await?;
            let command = format!("oidc-compat provider --fault {fault}");
            stream.write(&format!("\n{title}:\n{}\n\n", command.dimmed()))?;
            stream.write(&report::brief(&judged.judgement, options))?;
        }
        stream.write("\nNow your own: oidc-compat check https://sso.example.com\n")
    })?;
    Ok(exit::GOOD)
}

async fn one(catalogue: &Catalogue, faults: Vec<Fault>) -> Result<Judged, Failure> {
    let config = Config { faults, ..Config::default() };
    let provider = Provider::start(config).await.map_err(|why| Failure::Listen { port: 0, why })?;
    let target = target(catalogue, &provider)?;
    let judged = observe_and_judge(catalogue, &target, true, &[], progress::progress(false)).await;
    provider.shutdown().await;
    judged
}

fn target(catalogue: &Catalogue, provider: &RunningProvider) -> Result<Target, Failure> {
    let secret = |text: &str| Some(SecretSource::Value(Secret::new(text)));
    let flags = Given {
        issuer: Some(provider.issuer().to_owned()),
        client: ClientGiven {
            id: Some(provider.client_id().to_owned()),
            secret: secret(provider.client_secret()),
            register: None,
        },
        user: Some(provider.user().to_owned()),
        password: secret(provider.password()),
        ..Given::default()
    };
    Ok(config::resolve(Layers { flags: &flags, plan: &Given::default() }, &catalogue.known())?)
}
