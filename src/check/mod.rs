//! The contract of a check: what it is, what it needs, and what can come out of it.

mod finding;
mod meta;
mod parameter;
mod refusal;

pub use crate::recording::Need;
pub use finding::{EvidenceRef, Finding, Missing, Outcome};
pub use meta::{Doc, Level, Meta, SpecRef};
pub use parameter::Parameter;
pub use refusal::{must_accept, must_refuse, refused_anyway};

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::DeserializeOwned;

use crate::evidence::Evidence;

/// One judging function with its description. One file each, below `src/checks/`.
pub trait Check {
    /// Id, title, why, fix: what `list`, `explain`, the docs and every report print.
    const META: &'static Meta;
    /// Parameters from the suite entry; `deny_unknown_fields`, so that a misspelt one fails when the suite loads. Their
    /// descriptions are what `explain`, the docs and the schema of suite files print.
    type Params: DeserializeOwned + JsonSchema + Send + Sync + 'static;

    /// Judges the evidence. Pure: no clock, no network, no randomness.
    ///
    /// # Errors
    /// [`Missing`] when the evidence was never obtained; it becomes [`Outcome::Inconclusive`], or
    /// [`Outcome::NotApplicable`] where the app itself never gets this far ([`Missing::not_reached`]).
    fn judge(evidence: &Evidence<'_>, params: &Self::Params) -> Result<Outcome, Missing>;
}

/// Parameters of a check that has none.
#[derive(Debug, Clone, Copy, serde::Deserialize, JsonSchema)]
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
    params: fn(&mut SchemaGenerator) -> Schema,
}

impl CheckDef {
    /// The registry entry of a check.
    pub const fn of<C: Check>() -> Self {
        Self { meta: C::META, bind: bind::<C>, params: C::Params::json_schema }
    }

    /// Binds parameters.
    ///
    /// # Errors
    /// With a sentence when a parameter is unknown, missing or of the wrong type.
    pub fn bind(&self, params: toml::Table) -> Result<Bound, String> {
        (self.bind)(params)
    }

    /// What parameters it takes, as a JSON Schema; definitions that it shares with others go into `generator`.
    pub fn params_schema(&self, generator: &mut SchemaGenerator) -> Schema {
        (self.params)(generator)
    }
}

fn bind<C: Check>(params: toml::Table) -> Result<Bound, String> {
    // "…, in `key`"
    let params: C::Params =
        params.try_into().map_err(|e: toml::de::Error| e.to_string().trim_end().replace("\nin `", ", in `"))?;
    Ok(Box::new(move |evidence| C::judge(evidence, &params).unwrap_or_else(Outcome::from)))
}
