//! A read-only, typed view of one recording, from where one app (or the specification's client) stands.

mod answers;
mod documents;
mod ending;
mod fetched;
#[cfg(test)]
pub mod fixture;
mod flow;
mod reached;
mod repeated_form;
mod view;

pub use documents::Document;
pub use ending::{Ending, Refusal};
pub use fetched::{Fetched, is_private};
pub use flow::FlowEvidence;
pub use reached::IssuedToken;
pub use view::{ClaimsSource, Evidence, View};
