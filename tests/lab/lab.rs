//! The lab: real providers, installed from their registries, started on loopback, checked for every app and specification, and
//! compared with what was measured before (tests/lab/NAME/expected.json).
//!
//! `cargo run --example lab -- dex npm-oidc-provider/pkce`, `-- --quick`, `-- --all`; tests/lab/README.md tells the rest.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program for a terminal")]

#[path = "../common/cell.rs"]
#[expect(dead_code, reason = "the compatibility page uses the rest")]
mod cell;
mod install;
#[path = "../common/measured.rs"]
#[expect(dead_code, reason = "the compatibility page uses the rest")]
mod measured;
mod process;
mod report;
mod run;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use clap::Parser;
use oidc_compat::cli::Catalogue;
use tokio::sync::Semaphore;

use install::Installer;
use measured::{Entry, entries};
use report::{Line, Report};
use run::Outcome;

/// Checks real providers and compares with what was measured before
#[derive(Parser)]
#[command(name = "lab")]
struct Arguments {
    /// Providers, or single variants of one
    #[arg(value_name = "NAME[/VARIANT]")]
    names: Vec<String>,
    /// All of them
    #[arg(long, conflicts_with = "names")]
    all: bool,
    /// Those that install and start within seconds
    #[arg(long, conflicts_with_all = ["names", "all"])]
    quick: bool,
    /// Write down what comes out as what is expected
    #[arg(long)]
    bless: bool,
    /// Start one variant, tell how to reach it, and wait for Ctrl-C
    #[arg(long, conflicts_with_all = ["all", "quick", "bless"])]
    serve: bool,
    /// First of the ports; each run takes two [default: free ones]
    #[arg(long)]
    port: Option<u16>,
    /// Runs at the same time [default: the number of cores]
    #[arg(long)]
    jobs: Option<usize>,
    /// Save every run into this folder, redacted
    #[arg(long, value_name = "FOLDER")]
    save: Option<PathBuf>,
}

/// One variant to run.
struct Job {
    entry: Arc<Entry>,
    variant: String,
    port: u16,
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match jobs(&arguments) {
        Err(why) => {
            eprintln!("{why}");
            ExitCode::from(2)
        }
        Ok(jobs) if jobs.is_empty() => list(),
        Ok(jobs) if arguments.serve => serve(&jobs).await,
        Ok(jobs) => all(&arguments, jobs).await,
    }
}

fn list() -> ExitCode {
    for entry in entries() {
        let quick = if entry.quick { ", quick" } else { "" };
        println!("{} ({} {}, {}{quick})", entry.id, entry.name, entry.version, entry.from);
        for (variant, about) in &entry.variant {
            println!("  {variant:16} {about}");
        }
    }
    println!("\nName some of them, or give --quick or --all.");
    ExitCode::SUCCESS
}

/// What was asked for, in the order in which it runs: what takes long first.
fn jobs(arguments: &Arguments) -> Result<Vec<Job>, String> {
    let entries: Vec<Arc<Entry>> = entries().into_iter().map(Arc::new).collect();
    let mut chosen: Vec<(Arc<Entry>, String)> = Vec::new();
    if arguments.all || arguments.quick {
        let wanted = entries.iter().filter(|entry| arguments.all || entry.quick);
        chosen.extend(wanted.flat_map(|entry| entry.variant.keys().map(|variant| (Arc::clone(entry), variant.clone()))));
    }
    for name in &arguments.names {
        let (name, variant) = name.split_once('/').map_or((name.as_str(), None), |(name, variant)| (name, Some(variant)));
        let entry = entries.iter().find(|entry| entry.id == name).ok_or_else(|| format!("there is no {name:?} in the lab"))?;
        let before = chosen.len();
        let wanted = entry.variant.keys().filter(|id| variant.is_none_or(|variant| *id == variant));
        chosen.extend(wanted.map(|id| (Arc::clone(entry), id.clone())));
        if chosen.len() == before {
            return Err(format!("{name} has no variant {:?}", variant.unwrap_or_default()));
        }
    }
    chosen.sort_by_key(|(entry, _)| std::cmp::Reverse(entry.ready_within));
    let port = |at: usize| match arguments.port {
        Some(first) => u16::try_from(at * 2).ok().and_then(|at| first.checked_add(at)).ok_or("no such port".to_owned()),
        None => run::free_port(),
    };
    let jobs = chosen.into_iter().enumerate();
    jobs.map(|(at, (entry, variant))| Ok(Job { port: port(at)?, entry, variant })).collect()
}

async fn serve(jobs: &[Job]) -> ExitCode {
    let [job] = jobs else {
        eprintln!("--serve takes one variant: NAME/VARIANT");
        return ExitCode::from(2);
    };
    let home = match Installer::default().home(&job.entry).await {
        Ok(home) => home,
        Err(Outcome::Skipped(why) | Outcome::Broken(why)) => {
            eprintln!("{}: {why}", job.entry.id);
            return ExitCode::FAILURE;
        }
        Err(Outcome::Found(_)) => unreachable!("installing finds nothing"),
    };
    let plan = job.entry.folder.join("plan.toml");
    let told = |issuer: &str, seeded: &str| {
        println!("{issuer}\nclients: {}\naccount: {}\n{seeded}", process::lab().join("clients.json").display(), plan.display());
        println!("Ctrl-C ends it.");
    };
    match run::serve(&job.entry, &job.variant, &home, job.port, told).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{}/{}: {why}", job.entry.id, job.variant);
            ExitCode::FAILURE
        }
    }
}

async fn all(arguments: &Arguments, jobs: Vec<Job>) -> ExitCode {
    let start = Instant::now();
    if let Some(Err(why)) = arguments.save.as_ref().map(std::fs::create_dir_all) {
        eprintln!("--save: {why}");
        return ExitCode::from(2);
    }
    let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    let permits = Arc::new(Semaphore::new(arguments.jobs.unwrap_or(cores).max(1)));
    let installer = Arc::new(Installer::default());
    let catalogue = Arc::new(Catalogue::built_in());
    let tasks: Vec<_> = jobs
        .into_iter()
        .map(|job| {
            let (permits, installer, catalogue) = (Arc::clone(&permits), Arc::clone(&installer), Arc::clone(&catalogue));
            let save = arguments.save.clone();
            tokio::spawn(async move {
                // The entry's own turn first: waiting for it must not keep a permit from others.
                let turn = installer.turn(&job.entry).await;
                let permit = permits.acquire().await;
                let start = Instant::now();
                let outcome = match installer.home(&job.entry).await {
                    Err(outcome) => outcome,
                    Ok(home) => run::run(&catalogue, &job.entry, &job.variant, &home, job.port, save.as_deref()).await,
                };
                drop((permit, turn));
                let line = Line { entry: job.entry, variant: job.variant, outcome, took: start.elapsed() };
                eprintln!("{}", line.progress());
                line
            })
        })
        .collect();
    let mut lines = Vec::new();
    for task in tasks {
        match task.await {
            Ok(line) => lines.push(line),
            Err(why) => eprintln!("a run panicked: {why}"),
        }
    }
    let report = Report::new(lines, start.elapsed());
    if arguments.bless {
        for file in report.bless() {
            println!("wrote {file}");
        }
    }
    println!("{}", report.text());
    if report.good() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
