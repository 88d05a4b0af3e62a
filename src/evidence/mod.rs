//! A read-only, typed view of one recording, from where one app (or the specification's client) stands.

mod documents;
#[cfg(test)]
pub mod fixture;
mod flow;
mod view;

pub use documents::Document;
pub use flow::FlowEvidence;
pub use view::{ClaimsSource, Evidence, View};
