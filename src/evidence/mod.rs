//! A read-only, typed view of one recording, from where one app (or the specification's client) stands.

mod answers;
mod call;
mod curled;
mod documents;
mod ending;
mod fetched;
#[cfg(test)]
pub mod fixture;
mod flow;
mod hybridauth;
mod limits;
mod logout_tokens;
mod php_jwt;
mod profile;
mod reached;
mod registered;
mod repeated_form;
mod view;

pub use call::Call;
pub use curled::{Curled, is_taken};
pub use documents::Document;
pub use ending::{Ending, Refusal};
pub use fetched::{Answered, Fetched, is_private};
pub use flow::FlowEvidence;
pub use hybridauth::{ServerCall, TwoSources, userinfo_url};
pub use logout_tokens::LogoutMessage;
pub use profile::Profile;
pub use reached::IssuedToken;
pub use registered::{RegisteredClient, refusal_words};
pub use view::{ClaimsSource, Evidence, View};
