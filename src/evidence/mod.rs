//! A read-only, typed view of one recording, from where one app (or the specification's client) stands.

mod answers;
mod documents;
mod ending;
mod fetched;
#[cfg(test)]
pub mod fixture;
mod flow;
mod profile;
mod reached;
mod view;

pub use documents::Document;
pub use ending::{Ending, Refusal};
pub use fetched::Fetched;
pub use flow::FlowEvidence;
pub use profile::Profile;
pub use reached::IssuedToken;
pub use view::{ClaimsSource, Evidence, View};
