//! The shape of every check on a deviation: one that a provider must refuse, or one that it must take.

use super::{Finding, Outcome};
use crate::evidence::Ending;

/// Passes on a refusal; fails on tokens and on anything that is no proper refusal.
///
/// `deviation` finishes "The provider gave tokens for …"; `expected` says what a good provider answers.
pub fn must_refuse(ending: &Ending, deviation: &str, expected: &str) -> Outcome {
    match ending {
        Ending::Refused(_) => Outcome::Pass,
        Ending::Tokens(exchange) => {
            Finding::new(format!("The provider gave tokens for {deviation}")).compare(expected, "tokens").at(*exchange, "").into()
        }
        Ending::Broken(other) => {
            let finding = Finding::new(format!("The provider did not refuse {deviation} properly: {}", other.said))
                .compare(expected, other.said.clone());
            match other.exchange {
                Some(exchange) => finding.at(exchange, "").into(),
                None => finding.into(),
            }
        }
    }
}

/// Passes on tokens; fails on a refusal and on everything else.
///
/// `request` finishes "The provider did not accept …".
pub fn must_accept(ending: &Ending, request: &str) -> Outcome {
    match ending {
        Ending::Tokens(_) => Outcome::Pass,
        Ending::Refused(other) | Ending::Broken(other) => {
            let finding = Finding::new(format!("The provider did not accept {request}: {}", other.said))
                .compare("tokens", other.said.clone())
                .words(other.error.clone().unwrap_or_default());
            match other.exchange {
                Some(exchange) => finding.at(exchange, "").into(),
                None => finding.into(),
            }
        }
    }
}
