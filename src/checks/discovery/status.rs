//! Discovery document is answered with status 200.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::Step;

/// Discovery document is answered with status 200.
pub struct Status;

impl Check for Status {
    const META: &'static Meta = &Meta {
        id: "discovery-status",
        title: "Discovery document is answered with status 200",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcDiscovery, "4.2")],
        needs: &[Need::Step(Step::Discovery)],
        why: "Many clients follow no redirect here and take any other status for an outage.",
        fix: "Answer the discovery URL itself with 200: no redirect, no login page, no maintenance page.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let (id, response) = evidence.response(Step::Discovery)?;
        if response.status == 200 {
            return Ok(Outcome::Pass);
        }
        let location = response.header("location").map(|to| format!(", to {to}")).unwrap_or_default();
        Ok(Finding::new(format!("The discovery document is answered with status {}{location}", response.status))
            .compare("status 200", format!("status {}{location}", response.status))
            .at(id, "")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};
    use crate::recording::FailureKind;

    #[test]
    fn status_200_passes() {
        assert_eq!(Fixture::app("core").judge::<Status>(""), Outcome::Pass);
    }

    #[test]
    fn a_redirect_fails() {
        let finding = Fixture::app("core")
            .discovery_answers(vec![Answer::raw(301, "text/html", "").header("location", "https://x/")])
            .fails::<Status>("");
        assert!(finding.message.contains("301, to https://x/"), "{}", finding.message);
    }

    #[test]
    fn an_unreachable_provider_stays_open() {
        let missing = Fixture::app("core")
            .discovery_answers(vec![Answer::failure(FailureKind::Timeout, "timed out")])
            .stays_open::<Status>("");
        assert_eq!(missing.cause, "no-answer");
    }
}
