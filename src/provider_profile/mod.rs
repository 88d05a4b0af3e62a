//! What is known of the products that operators run: where each has its issuer, how its answers give it away, where in its
//! administration pages each fix is made, what to register there, and how it really differs from what one expects.
//!
//! Knowledge, not judgement: no verdict depends on it. Files below fixtures/providers, one per product, compiled in.

mod address;
mod load;
mod model;
mod recognise;
mod refusal;
mod topic;

pub use address::{AddressError, Filled, fill, not_oidc};
pub use load::{ProfileError, built_in, by_id, load};
pub use model::{
    Address, Basis, Deviation, Kind, LoginPage, Parameter, ProviderProfile, RegisterAt, RegisterFor, Screen, Sign, Signs,
};
pub use recognise::{Answer, recognise, recognised_by};
pub use refusal::{REFUSALS, of_finding};
pub use topic::{Topic, of_cause};
