//! Suites: which checks an app or a specification demands, in which order, and what each failure costs.

mod bind;
mod faults;
mod load;
mod model;
mod own;
mod parse;
mod schema;
mod words;

pub use bind::{BoundRequirement, bind_all};
pub use load::{built_in, load};
pub use model::{
    AppProfile, Applies, Impact, ProviderNameRule, Requirement, SettingDef, SettingKind, SettingPlace, Suite, SuiteKind, Symptom,
    SymptomLogin, filled,
};
pub use own::load_own;
pub use schema::{SCHEMA_ID, schema};
