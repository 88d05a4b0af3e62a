//! Whole answers of steps: a transport failure or a rate limit is missing evidence, not a property of the answer.

use super::flow::FlowEvidence;
use super::limits::limits_everybody;
use super::view::Evidence;
use crate::check::Missing;
use crate::recording::{Exchange, ExchangeId, Recording, Response, Step};

impl<'a> Evidence<'a> {
    /// The complete answer to the last request of a step.
    ///
    /// # Errors
    /// When the step was not done, its answer never arrived whole, or the provider only said that it limits the rate.
    pub fn response(&self, step: Step) -> Result<(ExchangeId, &'a Response), Missing> {
        let (id, exchange) = self.answer(step)?;
        Ok((id, whole(self.recording(), exchange)?))
    }
}

impl<'a> FlowEvidence<'a> {
    /// The complete answer of the token endpoint.
    ///
    /// # Errors
    /// As [`Evidence::response`].
    pub fn token_response(&self) -> Result<(ExchangeId, &'a Response), Missing> {
        let (id, exchange) = self.token_exchange()?;
        Ok((id, whole(self.recording(), exchange)?))
    }

    /// The complete answer of the userinfo endpoint.
    ///
    /// # Errors
    /// As [`Evidence::response`].
    pub fn userinfo_response(&self) -> Result<(ExchangeId, &'a Response), Missing> {
        let (id, exchange) = self.userinfo_exchange()?;
        Ok((id, whole(self.recording(), exchange)?))
    }
}

/// The complete answer of an exchange.
///
/// # Errors
/// When it never arrived whole, or when it only says that the rate is limited.
pub(crate) fn whole<'e>(recording: &Recording, exchange: &'e Exchange) -> Result<&'e Response, Missing> {
    if let Some(failure) = &exchange.failure {
        return Err(Missing::new(
            failure.kind.cause(),
            format!("{} gave no answer: {}", exchange.request.address(), failure.message),
        ));
    }
    match &exchange.response {
        Some(response) if response.status == 429 && !limits_everybody(recording, exchange) => {
            Err(Missing::new("rate-limited", format!("{} answered 429 (too many requests)", exchange.request.address())))
        }
        Some(response) => Ok(response),
        None => Err(Missing::new("no-answer", format!("{} gave no answer", exchange.request.address()))),
    }
}
