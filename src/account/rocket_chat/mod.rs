//! What Rocket.Chat's custom OAuth makes of the answer to its identity request, in both of its flows.
//!
//! ```text
//! answer ─ user_id ─> answer with id, e-mail ─ field: username, email, avatar, name ─> profile ─> account
//! ```
//!
//! The checks of the family `rocketchat` and the account rows read the same [`Profile`], so that they cannot disagree.

mod attributes;
mod field;
mod profile;
mod reach;
mod user_id;

pub(super) use attributes::fill;
pub use field::{Evaluated, Trouble, evaluate};
pub use profile::{Profile, Rules, Stop};
pub use reach::{bare_profile, identity, identity_answer, profile, token_answer};

use crate::evidence::Evidence;
use crate::wire::RocketChatFlow;

/// Which of the two flows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    /// Meteor's.
    Classic,
    /// Passport's.
    Passport,
}

impl Flow {
    /// The flow of the app that looks.
    pub fn of(evidence: &Evidence<'_>) -> Self {
        match evidence.view().behaviour.discovery.rocket_chat() {
            Some(RocketChatFlow::Passport) => Self::Passport,
            _ => Self::Classic,
        }
    }

    /// How long the app waits for an answer, milliseconds; `None`: without end.
    pub fn patience_ms(self) -> Option<u64> {
        match self {
            Self::Classic => Some(20_000),
            Self::Passport => None,
        }
    }
}
