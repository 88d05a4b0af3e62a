//! Why a command could not do its work.

use thiserror::Error;

use super::exit;
use crate::config::ConfigError;
use crate::inspect::InspectError;
use crate::observe::ObserveError;
use crate::snippet::FaultyFile;
use crate::store::StoreError;

/// The tester could not do its work. What a provider does wrong is never one of these.
#[derive(Debug, Error)]
pub enum Failure {
    /// Command line or plan file.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// A suite file of the operator's own.
    #[error("{0}")]
    Suite(FaultyFile),
    /// A file.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// An app could not be asked.
    #[error(transparent)]
    Inspect(#[from] InspectError),
    /// Nothing could be observed.
    #[error(transparent)]
    Observe(#[from] ObserveError),
    /// Two options that cannot stand together, or a value the suites do not take.
    #[error("{0}")]
    Usage(String),
    /// The embedded provider cannot listen.
    #[error(
        "the embedded provider cannot listen on 127.0.0.1:{port}: {why}; choose another port with --port, or leave it out for a free one"
    )]
    Listen {
        /// The port asked for.
        port: u16,
        /// The system's words.
        #[source]
        why: std::io::Error,
    },
    /// Standard output is gone, which is how `| head` ends.
    #[error("standard output cannot be written: {0}")]
    Output(#[source] std::io::Error),
    /// The machine refuses threads or signals.
    #[error("this machine refuses what the run needs: {0}")]
    Runtime(#[source] std::io::Error),
    /// A bug of this tool.
    #[error("{0}; this is a bug in oidc-compat, please report it")]
    Bug(String),
}

impl Failure {
    /// The exit code.
    pub fn code(&self) -> u8 {
        match self {
            Self::Output(why) if why.kind() == std::io::ErrorKind::BrokenPipe => exit::GOOD,
            Self::Bug(_) => exit::BUG,
            _ => exit::USAGE,
        }
    }

    /// What is printed on standard error, without a line end; empty when there is nothing to say.
    pub fn words(&self, colour: bool) -> String {
        use colored::Colorize as _;
        match self {
            Self::Output(why) if why.kind() == std::io::ErrorKind::BrokenPipe => String::new(),
            Self::Config(ConfigError::Plan(file)) | Self::Suite(file) => file.render(colour),
            other => format!("{} {other}", "error:".red().bold()),
        }
    }
}
