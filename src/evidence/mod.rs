//! A read-only, typed view of one recording, from where one app (or the specification's client) stands.

mod answers;
mod documents;
mod ending;
#[cfg(test)]
pub mod fixture;
mod flow;
mod view;

pub use documents::Document;
pub use ending::{Ending, Refusal};
pub use flow::FlowEvidence;
pub use view::{ClaimsSource, Evidence, View};
