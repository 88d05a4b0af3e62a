//! `judge`: a saved run, judged again, for the same or other apps, versions and settings.

use std::path::PathBuf;

use clap::Args;

use super::args::{AppArgs, ReportArgs};
use super::check::{read_plan, today};
use super::failure::Failure;
use super::run::{baseline, judged};
use super::{console, exit, outputs};
use crate::config::{self, Given, Layers};
use crate::recording::Recording;
use crate::store;

/// Arguments of `judge`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct JudgeArgs {
    /// A run saved by `check --save`
    #[arg(value_name = "RUN.json")]
    run: PathBuf,
    /// Plan file: its waivers, apps and settings count
    #[arg(short = 'c', long = "config", value_name = "PLAN.toml")]
    config: Option<PathBuf>,
    /// Judge the apps only, not the specifications
    #[arg(long)]
    no_spec: bool,
    #[command(flatten)]
    apps: AppArgs,
    #[command(flatten)]
    reports: ReportArgs,
}

const EXAMPLES: &str = "\
Apps, versions and settings are those of the run unless others are given. A run for an
app of your own needs its suite file again.

Examples:
  oidc-compat judge run.json
  oidc-compat judge run.json --app nextcloud-user-oidc@8.4.0
  oidc-compat judge run.json --set nextcloud-user-oidc.unique-uid=0 --verbose
  oidc-compat judge today.json --baseline last-year.json";

/// Runs `judge`.
///
/// # Errors
/// When the command line or a file is wrong.
pub fn run(args: &JudgeArgs) -> Result<u8, Failure> {
    outputs::one_stdout(&args.reports, None)?;
    let (catalogue, plan) = read_plan(args.config.as_deref(), &args.apps.own.suites)?;
    let known = catalogue.known();
    let mut flags = Given { fail_on: args.reports.fail_on.clone(), ..Given::default() };
    args.apps.give(&mut flags)?;
    let layers = Layers { flags: &flags, plan: &plan };
    let fail_on = config::fail_on(layers)?;
    let (waivers, ended) = catalogue.waivers(layers.list(|g| &g.waivers), today())?;
    let mut recording = store::read_run(&args.run)?;
    let mut warnings = retarget(&mut recording, layers, &known)?;
    catalogue.knows_apps_of(&recording.target)?;
    warnings.extend(catalogue.misplaced_settings(&recording.target));
    warnings.extend(ended);
    warnings.iter().for_each(|warning| console::warn(warning));
    let mut judged = judged(&catalogue, recording, !args.no_spec, &waivers)?;
    if let Some(before) = baseline(&catalogue, args.apps.baseline.as_deref())? {
        judged.judgement.compare_accounts(&before).iter().for_each(|warning| console::warn(warning));
    }
    outputs::write(&judged, &args.reports, false)?;
    Ok(exit::of(&judged.judgement, fail_on))
}

/// Puts other apps, versions and settings in the place of the run's own.
fn retarget(recording: &mut Recording, layers: Layers<'_>, known: &config::Known) -> Result<Vec<String>, Failure> {
    let mut warnings = Vec::new();
    let asked = layers.list(|g| &g.apps);
    let target = &mut recording.target;
    if !asked.is_empty() {
        let mut apps = Vec::new();
        for (app, version) in config::select_apps(asked, known, &mut warnings)? {
            let named = asked.iter().any(|a| a.starts_with(&format!("{}@", app.id)));
            match target.apps.iter().find(|a| a.id == app.id) {
                Some(own) if named => apps.push(crate::recording::AppTarget { version: version.to_string(), ..own.clone() }),
                Some(own) => apps.push(own.clone()),
                None => {
                    warnings.push(format!("{} was not part of this run: what only it sends was not observed", app.id));
                    let mut fresh = config::app_target(layers, app, &version, target.scope.as_deref(), Default::default())?;
                    let client = target.spec_client.as_ref().or(target.apps.first());
                    fresh.client_id = client.and_then(|c| c.client_id.clone());
                    fresh.has_secret = client.is_some_and(|c| c.has_secret);
                    fresh.empty_secret = client.is_some_and(|c| c.empty_secret);
                    apps.push(fresh);
                }
            }
        }
        target.apps = apps;
    }
    for (id, settings) in config::settings_of(layers, known)? {
        let spec = target.spec_client.as_mut().filter(|_| known.specs.contains(&id));
        match target.apps.iter_mut().find(|a| a.id == id).or(spec) {
            Some(app) => app.settings.extend(settings),
            None => warnings.push(format!("--set {id}.… has no effect: {id} is not among the apps of this run")),
        }
    }
    Ok(warnings)
}
