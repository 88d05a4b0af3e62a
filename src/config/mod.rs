//! Flags and plan file, laid over each other and checked: out comes a [`Target`], or a sentence that says what to write instead.
//!
//! ```text
//! flags ─────> Given ┐
//! plan file ─> Given ┴> resolve (with what is Known) ─> Target
//! ```

mod apps;
mod clients;
mod error;
mod given;
mod issuer;
mod keyed;
mod known;
mod login_plan;
mod network;
mod plan_file;
mod provider;
mod reader;
mod resolve;
mod sign_in;
mod target;

pub use apps::{app_target, checked_url, select_apps, settings_of};
pub use error::ConfigError;
pub use given::{ClientGiven, Given, Layers, SecretSource, WaiverGiven};
pub use issuer::{Issuer, IssuerError, parse_issuer};
pub use keyed::Keyed;
pub use known::{Known, KnownApp, nearest};
pub use network::network;
pub use plan_file::{parse_plan, suites_of_plan};
pub use provider::issuer as issuer_given;
pub use resolve::{fail_on, resolve};
pub use target::{BackChannel, BrowserOptions, FailOn, LoginWay, NetworkOptions, Registration, SPEC_CLIENT, Target, User};

#[cfg(test)]
mod tests;
