//! `check`: observe, judge, report.

use std::path::{Path, PathBuf};

use clap::Args;

use super::args::{AccountArgs, AppArgs, ClientArgs, NetworkArgs, ReportArgs};
use super::catalogue::Catalogue;
use super::console::{self, Stream};
use super::failure::Failure;
use super::run::{FURTHER_FLOWS, Judged, observe_and_judge, runtime};
use super::{exit, outputs, progress};
use crate::check::Need;
use crate::config::{self, Given, Layers, Target};
use crate::observe::{Actor, budget};
use crate::recording::redact;
use crate::report::{Page, counted, plain};
use crate::secret::Secret;
use crate::store;

/// Arguments of `check`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct CheckArgs {
    /// Issuer, or the whole discovery URL
    pub issuer: Option<String>,
    /// Plan file: TOML with the same keys; flags win over it
    #[arg(short = 'c', long = "config", value_name = "PLAN.toml")]
    config: Option<PathBuf>,
    /// Print what would be done and how much it costs the provider, and send nothing
    #[arg(long)]
    plan: bool,
    /// Judge the apps only, not the specifications
    #[arg(long)]
    no_spec: bool,
    #[command(flatten)]
    apps: AppArgs,
    #[command(flatten)]
    client: ClientArgs,
    #[command(flatten)]
    account: AccountArgs,
    #[command(flatten)]
    network: NetworkArgs,
    #[command(flatten)]
    reports: ReportArgs,
    /// Save the run, to be judged again later ("-": standard output)
    #[arg(long, value_name = "RUN.json", help_heading = "Reports")]
    save: Option<PathBuf>,
    /// Save secrets too: passwords, tokens, codes, cookies
    #[arg(long, requires = "save", help_heading = "Reports")]
    keep_secrets: bool,
}

const EXAMPLES: &str = "\
Examples:
  oidc-compat check https://sso.example.com
  oidc-compat check https://sso.example.com/realms/staff \\
      --app nextcloud-user-oidc@8.10.1 --client-id cloud --client-secret-env SECRET \\
      --user probe --password-env PASSWORD
  oidc-compat check https://sso.example.com --set nextcloud-user-oidc.unique-uid=0
  oidc-compat check -c plan.toml --plan
  oidc-compat check -c plan.toml --quiet --json report.json --save run.json

Exit codes: 0 compatible (with or without settings; degraded too, unless --fail-on
says otherwise), 1 below what --fail-on allows, 2 wrong usage, 3 undetermined.";

/// Runs `check`.
///
/// # Errors
/// When the command line or a file is wrong, or nothing could be observed.
pub fn run(args: &CheckArgs) -> Result<u8, Failure> {
    outputs::one_stdout(&args.reports, args.save.as_deref())?;
    let catalogue = Catalogue::built_in();
    let known = catalogue.known();
    let plan = read_plan(args.config.as_deref(), &known)?;
    let flags = args.given()?;
    let target = config::resolve(Layers { flags: &flags, plan: &plan }, &known)?;
    let (waivers, ended) = catalogue.waivers(&target.waivers, today())?;
    let actors = catalogue.actors(&target, !args.no_spec)?;
    for warning in target.warnings.iter().chain(&catalogue.misplaced_settings(&target.record)).chain(&ended) {
        console::warn(warning);
    }
    if args.plan {
        console::style_for(Stream::Out);
        Stream::Out.write(&dry_run(&target, &actors, Stream::Out.width()))?;
        return Ok(exit::GOOD);
    }
    let listener = progress::listener(args.reports.quiet);
    let run = observe_and_judge(&catalogue, &target, !args.no_spec, &waivers, listener);
    let judged = runtime()?.block_on(run)?;
    save(args, &judged, &target)?;
    let taken = args.save.as_deref().is_some_and(console::is_stdout);
    outputs::write(&judged, &args.reports, taken)?;
    Ok(exit::of(&judged.judgement, target.fail_on))
}

impl CheckArgs {
    fn given(&self) -> Result<Given, Failure> {
        let mut given = Given { issuer: self.issuer.clone(), fail_on: self.reports.fail_on.clone(), ..Given::default() };
        self.apps.give(&mut given)?;
        self.client.give(&mut given);
        self.account.give(&mut given);
        self.network.give(&mut given);
        Ok(given)
    }
}

/// Reads the plan file; none gives nothing.
///
/// # Errors
/// When it cannot be read or has faults.
pub fn read_plan(file: Option<&Path>, known: &config::Known) -> Result<Given, Failure> {
    let Some(file) = file else { return Ok(Given::default()) };
    let text = store::read_text(file)?;
    Ok(config::parse_plan(file, &text, known).map_err(config::ConfigError::from)?)
}

/// The day on which waivers are looked at, UTC.
pub fn today() -> jiff::civil::Date {
    jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date()
}

fn save(args: &CheckArgs, judged: &Judged, target: &Target) -> Result<(), Failure> {
    let Some(place) = &args.save else { return Ok(()) };
    let password = target.user.as_ref().map(|u| &u.password);
    let secrets: Vec<Secret> = target.secrets.values().chain(password).cloned().collect();
    let text = match args.keep_secrets {
        true => store::run_text(&judged.recording),
        false => redact(&judged.recording, &secrets).and_then(|redacted| store::run_text(&redacted)),
    };
    let text = text.map_err(|e| Failure::Bug(format!("the run has no JSON form: {e}")))?;
    console::write_to(place, &text)
}

/// What would be done, and what it costs.
fn dry_run(target: &Target, actors: &[Actor], width: usize) -> String {
    use colored::Colorize as _;
    let mut page = Page::new(width);
    page.line(&target.record.issuer.bold().to_string());
    page.text(0, &target.record.discovery_url, |l| l.dimmed().to_string());
    page.blank();
    let budget = budget(actors);
    let cost = format!(
        "At most {}: {} at the token endpoint, {} of them with client authentication that is refused, and {} with the password \
         ({} at a provider that keeps no session).",
        counted(budget.requests, "request"),
        budget.token_calls,
        budget.failed_authentications,
        counted(budget.logins, "login"),
        budget.logins_without_session
    );
    page.text(0, &cost, plain);
    let apps = actors.iter().filter(|a| a.app.is_some()).count();
    let further = apps * FURTHER_FLOWS;
    page.text(
        0,
        &format!("If an app fails, at most {further} more authorizations on the same session show what its settings change."),
        plain,
    );
    for actor in actors {
        page.blank();
        page.line(&actor.name().bold().to_string());
        let client = actor.target.client_id.as_deref().unwrap_or("none given");
        page.labelled(2, "client", client, plain);
        page.labelled(2, "redirect", &actor.target.redirect_uri, plain);
        let steps: Vec<String> =
            actor.needs.iter().filter_map(|n| if let Need::Step(s) = n { Some(name(s)) } else { None }).collect();
        let probes: Vec<String> =
            actor.needs.iter().filter_map(|n| if let Need::Probe(p) = n { Some(name(p)) } else { None }).collect();
        let flow = actor.needs.contains(&Need::Flow) || !probes.is_empty();
        page.labelled(2, "steps", &steps.join(", "), plain);
        if flow {
            page.labelled(2, "login", "the code flow, exactly as this client does it", plain);
        }
        page.labelled(2, "probes", &probes.join(", "), plain);
    }
    page.blank();
    page.text(0, "Nothing was sent.", plain);
    page.into_string()
}

/// The kebab-case name of a step or probe, as its JSON form spells it.
fn name(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}
