//! The contract of a check: what it is, what it needs, and what can come out of it.

mod finding;
mod meta;
mod refusal;

pub use crate::recording::Need;
pub use finding::{EvidenceRef, Finding, Missing, Outcome};
pub use meta::{Doc, Level, Meta, SpecRef};
pub use refusal::{must_accept, must_refuse, refused_anyway};

use serde::de::DeserializeOwned;

use crate::evidence::Evidence;

/// One judging function with its description. One file each, below `src/checks/`.
pub trait Check {
    /// Id, title, why, fix: what `list`, `explain`, the docs and every report print.
    const META: &'static Meta;
    /// Parameters from the suite entry; `deny_unknown_fields`, so that a misspelt one fails when the suite loads.
    type Params: DeserializeOwned + Send + Sync + 'static;

    /// Judges the evidence. Pure: no clock, no network, no randomness.
    ///
    /// # Errors
    /// [`Missing`] when the evidence was never obtained; it becomes [`Outcome::Inconclusive`], or
    /// [`Outcome::NotApplicable`] where the app itself never gets this far ([`Missing::not_reached`]).
    fn judge(evidence: &Evidence<'_>, params: &Self::Params) -> Result<Outcome, Missing>;
}

/// Parameters of a check that has none.
#[derive(Debug, Clone, Copy, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoParams {}

/// A check bound to its parameters.
pub type Bound = Box<dyn Fn(&Evidence<'_>) -> Outcome + Send + Sync>;

/// A check in the registry.
#[derive(Clone, Copy)]
pub struct CheckDef {
    /// Its description.
    pub meta: &'static Meta,
    bind: fn(toml::Table) -> Result<Bound, String>,
}

impl CheckDef {
    /// The registry entry of a check.
    pub const fn of<C: Check>() -> Self {
        Self { meta: C::META, bind: bind::<C> }
    }

    /// Binds parameters.
    ///
    /// # Errors
    /// With a sentence when a parameter is unknown, missing or of the wrong type.
    pub fn bind(&self, params: toml::Table) -> Result<Bound, String> {
        (self.bind)(params)
    }
}

fn bind<C: Check>(params: toml::Table) -> Result<Bound, String> {
    let params: C::Params = params.try_into().map_err(|e: toml::de::Error| e.message().to_owned())?;
    Ok(Box::new(move |evidence| C::judge(evidence, &params).unwrap_or_else(Outcome::from)))
}
