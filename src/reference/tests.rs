//! The provider as its clients see it: over HTTP, through its forms.

mod browser;

mod every_fault;
mod faulty;
mod healthy;
mod keys;
mod logout;
mod nonsense;
mod registration;

use super::{Config, Fault, Provider, RunningProvider};

/// A provider with these faults.
async fn provider(faults: &[&str]) -> RunningProvider {
    let faults = faults.iter().map(|id| id.parse::<Fault>().expect("a known fault")).collect();
    Provider::start(Config { faults, ..Config::default() }).await.expect("a free port")
}
