//! A strict client library reads the metadata and accepts the login.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::{Ending, Evidence};
use crate::recording::Step;

/// A strict client library reads the metadata and accepts the login.
pub struct Login;

impl Check for Login {
    const META: &'static Meta = &Meta {
        id: "strict-client",
        title: "A strict client library reads the metadata and accepts the login",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "3.1.3.7"), SpecRef::new(Doc::OidcDiscovery, "4.3")],
        needs: &[Need::Step(Step::StrictClient)],
        why: "A second opinion: a library that forgives nothing meets what the strictest app would meet.",
        fix: "Read its words; the findings beside it say where the fault lies.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let record = evidence.step(Step::StrictClient)?;
        let Some(said) = record.said.as_deref() else {
            return Err(Missing::new("not-observed", "the strict client said nothing"));
        };
        if said == "ok" {
            return Ok(Outcome::Pass);
        }
        // A client that is refused at all is refused here too, and was told about already.
        if let Ok(Ending::Refused(refusal)) = evidence.flow().and_then(|flow| flow.ending())
            && let Some(cause) = refusal.cause()
        {
            return Err(Missing::new(cause, format!("the client itself is refused: {}", refusal.said)));
        }
        let finding = Finding::new(format!("The strict client refuses this provider: {said}")).compare("ok", said);
        Ok(match record.exchanges.last() {
            Some(exchange) => finding.at(*exchange, "").into(),
            None => finding.into(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::fixture::Fixture;

    #[test]
    fn ok_passes() {
        assert_eq!(Fixture::app("core").step(Step::StrictClient, vec![], Some("ok")).judge::<Login>(""), Outcome::Pass);
    }

    #[test]
    fn its_words_are_told() {
        let finding = Fixture::app("core").step(Step::StrictClient, vec![], Some("unexpected issuer URI")).fails::<Login>("");
        assert!(finding.message.contains("unexpected issuer URI"), "{}", finding.message);
    }

    #[test]
    fn silence_stays_open() {
        let missing = Fixture::app("core").step(Step::StrictClient, vec![], None).stays_open::<Login>("");
        assert_eq!(missing.cause, "not-observed");
    }

    #[test]
    fn an_untried_one_stays_open() {
        let missing = Fixture::app("core").stays_open::<Login>("");
        assert_eq!(missing.cause, "not-observed");
    }
}
