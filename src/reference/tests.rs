//! The provider as its clients see it: over HTTP, through its forms.

mod browser;

mod every_fault;
mod faulty;
mod healthy;
mod keys;
mod logout;
mod nonsense;
mod personas;
mod registration;

use super::{Config, Fault, Persona, Provider, RunningProvider};

/// A provider with these faults.
async fn provider(faults: &[&str]) -> RunningProvider {
    let faults = faults.iter().map(|id| id.parse::<Fault>().expect("a known fault")).collect();
    Provider::start(Config { faults, ..Config::default() }).await.expect("a free port")
}

/// A provider that acts as a product.
async fn acting(id: &str) -> RunningProvider {
    let all = Persona::all().expect("good files");
    let persona = all.into_iter().find(|persona| persona.id() == id).expect("a persona");
    Provider::start(Config { persona: Some(persona), ..Config::default() }).await.expect("a free port")
}
