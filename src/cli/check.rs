//! `check`: observe, judge, report.

use std::path::{Path, PathBuf};

use clap::Args;

use super::args::{AccountArgs, AppArgs, ClientArgs, NetworkArgs, ReportArgs};
use super::asking::{self, Asker};
use super::catalogue::Catalogue;
use super::console::{self, Stream};
use super::failure::Failure;
use super::run::{FURTHER_FLOWS, Judged, baseline, observe_and_judge, runtime};
use super::{asked_page, exit, outputs, progress};
use crate::check::Need;
use crate::chromium::PasskeyFile;
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
    /// A known product in the place of an issuer; `list providers` shows all
    #[arg(long, value_name = "ID", conflicts_with = "issuer")]
    provider: Option<String>,
    /// Where that product is: a host, with a port if need be
    #[arg(long, value_name = "HOST")]
    host: Option<String>,
    /// What else its address asks for, such as realm or tenant; repeat for more
    #[arg(long = "param", value_name = "NAME=VALUE")]
    params: Vec<String>,
    /// Plan file: TOML with the same keys; flags win over it
    #[arg(short = 'c', long = "config", value_name = "PLAN.toml")]
    config: Option<PathBuf>,
    /// Print what would be done and how much it costs the provider, and send nothing
    #[arg(long)]
    plan: bool,
    /// Ask this running app what it sends, and check the provider with that: client id, redirect URI, scope, settings, and
    /// the issuer if none is given; repeat for more apps
    #[arg(long = "from-app", value_name = "[ID=]URL")]
    from_apps: Vec<String>,
    /// Of an app with several providers, take this one: user_oidc's number, Social Login's or Rocket.Chat's name
    #[arg(long, value_name = "ID")]
    provider_id: Option<String>,
    /// Listen here for Logout Tokens while sessions end. With --register the clients are told; else register this address with
    /// the app's id at the provider, as in http://127.0.0.1:7200/nextcloud-user-oidc
    #[arg(long, value_name = "ADDR:PORT")]
    backchannel_listen: Option<String>,
    /// How the provider reaches that address [default: http://ADDR:PORT]
    #[arg(long, value_name = "URL", requires = "backchannel_listen")]
    backchannel_url: Option<String>,
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
  oidc-compat check --provider pocket-id --host id.example.com
  oidc-compat check --provider keycloak --host sso.example.com --param realm=staff
  oidc-compat check https://sso.example.com --set nextcloud-user-oidc.unique-uid=0
  oidc-compat check --from-app https://cloud.example.com --client-secret-env SECRET \\
      --user probe --password-env PASSWORD
  oidc-compat check https://sso.example.com --suite gitea.toml --app gitea
  oidc-compat check https://sso.example.com --register --initial-access-token-env TOKEN \\
      --user probe --password-env PASSWORD
  oidc-compat check https://sso.example.com --register --backchannel-listen 0.0.0.0:7200 \\
      --backchannel-url http://probe.example.com:7200 --user probe --password-env PASSWORD
  oidc-compat check https://sso.example.com --user probe --password-env PASSWORD \\
      --totp-secret-env TOTP
  oidc-compat check https://sso.example.com --login interactive
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
    let (catalogue, plan) = read_plan(args.config.as_deref(), &args.apps.own.suites)?;
    let known = catalogue.known();
    let flags = args.given()?;
    let plan = from_apps(args, &catalogue, Layers { flags: &flags, plan: &plan })?.unwrap_or(plan);
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
    let before = baseline(&catalogue, args.apps.baseline.as_deref())?;
    let progress = progress::progress(args.reports.quiet);
    let run = observe_and_judge(&catalogue, &target, !args.no_spec, &waivers, progress);
    let mut judged = runtime()?.block_on(run)?;
    judged.left_out.iter().for_each(|left_out| console::warn(left_out));
    save(args, &judged, &target)?;
    if let Some(before) = &before {
        judged.judgement.compare_accounts(before).iter().for_each(|warning| console::warn(warning));
    }
    let taken = args.save.as_deref().is_some_and(console::is_stdout);
    outputs::write(&judged, &args.reports, taken)?;
    Ok(exit::of(&judged.judgement, target.fail_on))
}

/// Asks the running apps, if there are any to ask: the plan with what they told.
fn from_apps(args: &CheckArgs, catalogue: &Catalogue, layers: Layers<'_>) -> Result<Option<Given>, Failure> {
    let apps = layers.list(|g| &g.from_apps);
    if apps.is_empty() {
        return Ok(None);
    }
    if args.plan {
        let urls: Vec<&str> = apps.iter().map(|k| k.value.as_str()).collect();
        console::warn(&format!(
            "--plan sends nothing, so {} is not asked; what follows stands for a run without it",
            urls.join(", ")
        ));
        return Ok(None);
    }
    let picked = args.provider_id.as_deref();
    let asked = runtime()?.block_on(async {
        let asker = Asker::new(catalogue, layers, picked).await?;
        let mut asked = Vec::new();
        for app in apps {
            asked.push(asker.ask("--from-app", &app.value, app.app.as_deref()).await?);
        }
        Ok::<_, Failure>(asked)
    })?;
    if !args.reports.quiet {
        // Not on standard output: the report there is the same as that of `judge` on the saved run.
        console::style_for(Stream::Err);
        for asked in &asked {
            Stream::Err.write(&(asked_page::page(asked, Stream::Err.width(), asked_page::Hint::Used) + "\n"))?;
        }
    }
    asking::overlay(&asked, layers, picked, &catalogue.known()).map(Some)
}

impl CheckArgs {
    fn given(&self) -> Result<Given, Failure> {
        let mut given = Given {
            issuer: self.issuer.clone(),
            provider: self.provider.clone(),
            host: self.host.clone(),
            from_apps: self.from_apps.iter().map(|t| config::Keyed::url(t)).collect(),
            fail_on: self.reports.fail_on.clone(),
            backchannel_listen: self.backchannel_listen.clone(),
            backchannel_url: self.backchannel_url.clone(),
            ..Given::default()
        };
        for text in &self.params {
            let wrong = || config::ConfigError::ParamForm(text.clone());
            let (name, value) = text.split_once('=').filter(|(name, _)| !name.is_empty()).ok_or_else(wrong)?;
            given.params.insert(name.to_owned(), value.to_owned());
        }
        self.apps.give(&mut given)?;
        self.client.give(&mut given);
        self.account.give(&mut given)?;
        self.network.give(&mut given);
        Ok(given)
    }
}

/// Reads the suite files of the command line and of the plan file, and the plan file itself; none gives nothing.
///
/// # Errors
/// When one of them cannot be read or has faults.
pub fn read_plan(file: Option<&Path>, suites: &[PathBuf]) -> Result<(Catalogue, Given), Failure> {
    let Some(file) = file else { return Ok((Catalogue::with(suites)?, Given::default())) };
    let text = store::read_text(file)?;
    let suites: Vec<PathBuf> = suites.iter().cloned().chain(config::suites_of_plan(file, &text)).collect();
    let catalogue = Catalogue::with(&suites)?;
    let plan = config::parse_plan(file, &text, &catalogue.known()).map_err(config::ConfigError::from)?;
    Ok((catalogue, plan))
}

/// The day on which waivers are looked at, UTC.
pub fn today() -> jiff::civil::Date {
    jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date()
}

fn save(args: &CheckArgs, judged: &Judged, target: &Target) -> Result<(), Failure> {
    let Some(place) = &args.save else { return Ok(()) };
    let account = target.user.iter().flat_map(|u| [Some(&u.password), u.totp.as_ref().map(|t| t.secret())]).flatten();
    // As they are now: the run may have made one.
    let passkeys = target.browser.passkey_file.clone().and_then(|file| PasskeyFile::new(file).read().ok()).unwrap_or_default();
    let keys = passkeys.iter().map(|passkey| Secret::new(passkey.private_key()));
    let token = &target.registration.initial_access_token;
    let secrets: Vec<Secret> =
        target.secrets.values().chain(target.login_secrets.values()).chain(token).chain(account).cloned().chain(keys).collect();
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
        let given = actor.target.client_id.as_deref().unwrap_or("none given");
        let client = if actor.register.is_some() { "registered for this run, and removed in the end" } else { given };
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
