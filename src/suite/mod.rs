//! Suites: which checks an app or a specification demands, in which order, and what each failure costs.

mod bind;
mod load;
mod model;

pub use bind::{BoundRequirement, bind_all};
pub use load::{SuiteError, built_in, load};
pub use model::{
    AppProfile, Applies, Impact, ProviderNameRule, Requirement, SettingDef, SettingKind, SettingPlace, Suite, SuiteKind, Symptom,
    SymptomLogin,
};
