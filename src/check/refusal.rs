//! The shape of every check on a deviation: one that a provider must refuse, or one that it must take.

use super::{Finding, Missing, Outcome};
use crate::evidence::{Ending, Evidence, FlowEvidence, Refusal};

/// Passes on a refusal; fails on tokens and on anything that is no proper refusal.
///
/// `deviation` finishes "The provider gave tokens for …"; `expected` says what a good provider answers.
///
/// # Errors
/// When the plain login is refused as early: then nobody knows what this refusal is about.
pub fn must_refuse(evidence: &Evidence<'_>, ending: &Ending, deviation: &str, expected: &str) -> Result<Outcome, Missing> {
    Ok(match ending {
        Ending::Refused(other) => refused_anyway(evidence, ending, other, deviation).map_or(Ok(Outcome::Pass), Err)?,
        Ending::Tokens(exchange) => {
            Finding::new(format!("The provider gave tokens for {deviation}")).compare(expected, "tokens").at(*exchange, "").into()
        }
        Ending::Broken(other) => {
            if let Some(missing) = refused_anyway(evidence, ending, other, deviation) {
                return Err(missing);
            }
            let finding = Finding::new(format!("The provider did not refuse {deviation} properly: {}", other.said))
                .compare(expected, other.said.clone());
            match other.exchange {
                Some(exchange) => finding.at(exchange, "").into(),
                None => finding.into(),
            }
        }
    })
}

/// What is missing, when the plain login comes no further than this one.
pub fn refused_anyway(evidence: &Evidence<'_>, ending: &Ending, refusal: &Refusal, request: &str) -> Option<Missing> {
    let plain = evidence.flow().ok()?.ending().ok()?;
    if plain.reach() > ending.reach() {
        return None;
    }
    let cause = refusal.cause().unwrap_or("refused-anyway");
    Some(Missing::new(cause, format!("{request} is refused as any other request: {}", refusal.said)))
}

/// Passes on tokens; fails where the provider stops this login earlier than the plain one. A login that comes no further
/// either way says nothing about the deviation.
///
/// `request` finishes "The provider did not accept …". `opposite` is the login to compare with where the plain one has the
/// deviation already.
///
/// # Errors
/// When the flow came to no end, or when the plain login comes no further.
pub fn must_accept(
    evidence: &Evidence<'_>,
    flow: &FlowEvidence<'_>,
    opposite: Option<&FlowEvidence<'_>>,
    request: &str,
) -> Result<Outcome, Missing> {
    let ending = flow.ending()?;
    let other = match &ending {
        Ending::Tokens(_) => return Ok(Outcome::Pass),
        Ending::Refused(other) | Ending::Broken(other) => other,
    };
    let plain = evidence.flow()?;
    let compared = if std::ptr::eq(plain.record, flow.record) {
        opposite.and_then(|flow| flow.ending().ok())
    } else {
        Some(plain.ending()?)
    };
    if compared.is_none_or(|compared| compared.reach() <= ending.reach()) {
        let cause = other.cause().unwrap_or("refused-anyway");
        return Err(Missing::new(cause, format!("{request} is refused as any other request: {}", other.said)));
    }
    let finding = Finding::new(format!("The provider did not accept {request}: {}", other.said))
        .compare("tokens", other.said.clone())
        .words(other.error.clone().unwrap_or_default());
    Ok(match other.exchange {
        Some(exchange) => finding.at(exchange, "").into(),
        None => finding.into(),
    })
}
