//! The command line: one file per subcommand, and the only place that prints.

mod args;
mod asked_page;
mod asking;
mod catalogue;
mod check;
mod console;
mod demo;
pub mod drivers;
mod exit;
mod explain;
mod explained;
mod failure;
mod inspect_app;
mod judge;
mod list;
mod network;
mod outputs;
mod person;
mod progress;
mod provider;
mod run;

pub use catalogue::Catalogue;
pub use failure::Failure;
pub use inspect_app::{INSPECTION_SCHEMA, InspectionReport};
pub use run::{Judged, judged, observe_and_judge};

use clap::{CommandFactory as _, Parser, Subcommand};

use console::Stream;

/// Will this OpenID Provider work with the apps you run, and if not, what exactly has to change?
#[derive(Debug, Parser)]
#[command(name = "oidc-compat", version, max_term_width = 100, after_help = EXAMPLES, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  oidc-compat demo                              see it work, with no provider at all
  oidc-compat check https://sso.example.com     what can be told without an account
  oidc-compat check https://sso.example.com --client-id cloud \\
      --client-secret-env SECRET --user probe --password-env PASSWORD
                                                a verdict for every app
  oidc-compat inspect-app https://cloud.example.com
                                                what your app really sends to its provider
  oidc-compat explain nextcloud-user-oidc       what one app demands, and why

Exit codes:
  0 good enough   1 below what --fail-on allows   2 wrong usage   3 undetermined
  70 a bug of this tool";

#[derive(Debug, Subcommand)]
enum Command {
    /// Observe a provider and say which apps will work with it
    Check(Box<check::CheckArgs>),
    /// Ask a running app for the authorization request it would send, and compare it with what is expected
    InspectApp(Box<inspect_app::InspectArgs>),
    /// Judge a saved run again, offline
    Judge(judge::JudgeArgs),
    /// Show the whole thing on the embedded provider, healthy and broken
    Demo(demo::DemoArgs),
    /// Serve the embedded provider on loopback, healthy or with faults
    Provider(provider::ProviderArgs),
    /// List checks, suites, apps, faults or providers
    List(list::ListArgs),
    /// Explain a check, a suite, an app, a requirement, a provider or a fault
    Explain(explain::ExplainArgs),
}

/// Runs the command line of this process and gives the exit code.
pub fn run() -> u8 {
    let hook = |info: &std::panic::PanicHookInfo<'_>| {
        let place = info.location().map(|l| format!(" at {}:{}", l.file(), l.line())).unwrap_or_default();
        let what = info.payload_as_str().unwrap_or("no message");
        // Nothing can be done about a closed standard error.
        let _ = Stream::Err.write(&format!(
            "oidc-compat ran into a bug of its own{place}: {what}\nThis says nothing about your provider. Please report it, \
             with the command line (without secrets) and, if there is one, the run saved with --save.\n"
        ));
    };
    std::panic::set_hook(Box::new(hook));
    std::panic::catch_unwind(|| dispatch(Cli::parse())).unwrap_or(exit::BUG)
}

fn dispatch(cli: Cli) -> u8 {
    let done = match cli.command {
        Command::Check(args) => check::run(&args),
        Command::InspectApp(args) => inspect_app::run(&args),
        Command::Judge(args) => judge::run(&args),
        Command::Demo(args) => demo::run(&args),
        Command::Provider(args) => provider::run(&args),
        Command::List(args) => list::run(&args),
        Command::Explain(args) => explain::run(&args),
    };
    done.unwrap_or_else(|failure| {
        let colour = Stream::Err.colour();
        colored::control::set_override(colour);
        let words = failure.words(colour);
        if !words.is_empty() {
            // The exit code says it too.
            let _ = Stream::Err.write(&format!("{words}\n"));
        }
        failure.code()
    })
}

/// The help of every command, for documentation: name and text, whatever the width of the terminal.
pub fn help_texts() -> Vec<(String, String)> {
    let mut root = Cli::command().term_width(100);
    root.build();
    let commands: Vec<clap::Command> = root.get_subcommands().filter(|c| c.get_name() != "help").cloned().collect();
    let mut out = vec![("oidc-compat".to_owned(), root.render_help().to_string())];
    for command in commands {
        let name = format!("oidc-compat {}", command.get_name());
        out.push((name, command.term_width(100).render_help().to_string()));
    }
    out
}
