//! What a running app answered when it was asked for a login: its authorization request, beside the one that its profile
//! predicts and beside what its operator says.
//!
//! [`compare`] finds the settings under which the profile sends what the app sends, and tells what no setting explains;
//! [`beside`] compares with the operator's word. Nothing here asks anybody; `inspect` does.

mod claims;
mod compare;
mod found;
mod operator;
mod request;

pub use compare::{Comparison, Difference, Expected, Inferred, Knob, Weight, compare};
pub use found::{FoundClient, Inspection, Product, Refusal};
pub use operator::{Said, beside};
pub use request::{Alphabet, AuthorizationRequest, Found, Look, Parameter};
