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

#[cfg(test)]
mod tests {
    use crate::evidence::fixture::{Answer, Fixture};
    use crate::recording::{FailureKind, Recording};

    fn with_token(recording: &mut Recording) {
        let asked = recording.exchanges.iter_mut().filter(|e| e.request.url.ends_with("/userinfo"));
        asked.for_each(|e| e.request.url.push_str("?access_token=at"));
    }

    #[test]
    fn a_token_in_the_query_is_not_repeated() {
        for answer in [Answer::failure(FailureKind::Connect, "refused"), Answer::raw(429, "text/plain", "")] {
            let built = Fixture::app("rocketchat").userinfo(answer).edit(with_token).build();
            let evidence = built.evidence();
            let flow = evidence.flow().expect("the app's login");
            let (_, exchange) = flow.userinfo_exchange().expect("an exchange");
            assert!(exchange.request.url.ends_with("?access_token=at"), "{}", exchange.request.url);
            let missing = flow.userinfo_response().expect_err("no answer to go by");
            assert!(!missing.what.contains("access_token"), "{}", missing.what);
        }
    }
}
