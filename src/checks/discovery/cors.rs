//! Discovery document may be read by pages of other sites.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::Step;

/// Discovery document may be read by pages of other sites.
pub struct Cors;

impl Check for Cors {
    const META: &'static Meta = &Meta {
        id: "discovery-cors",
        title: "Discovery document may be read by pages of other sites",
        level: Level::May,
        spec: &[SpecRef::new(Doc::OidcDiscovery, "4")],
        needs: &[Need::Step(Step::DiscoveryCors)],
        why: "Apps that run in the browser, and administration pages that import the document there, can read it \
              only with CORS.",
        fix: "Send `Access-Control-Allow-Origin: *` with the discovery document.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let (id, response) = evidence.response(Step::DiscoveryCors)?;
        Ok(match response.header("access-control-allow-origin") {
            Some(_) => Outcome::Pass,
            None => Finding::new("The discovery document cannot be read by a page of another site")
                .compare("Access-Control-Allow-Origin: *", "no such header")
                .at(id, "")
                .into(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    #[test]
    fn a_header_passes() {
        assert_eq!(
            Fixture::app("core")
                .step(
                    Step::DiscoveryCors,
                    vec![Answer::raw(200, "application/json", "{}").header("access-control-allow-origin", "*")],
                    None
                )
                .judge::<Cors>(""),
            Outcome::Pass
        );
    }

    #[test]
    fn none_fails() {
        let finding = Fixture::app("core")
            .step(Step::DiscoveryCors, vec![Answer::raw(200, "application/json", "{}")], None)
            .fails::<Cors>("");
        assert!(!finding.message.is_empty() && !finding.evidence.is_empty());
    }

    #[test]
    fn an_untried_one_stays_open() {
        let missing = Fixture::app("core").stays_open::<Cors>("");
        assert_eq!(missing.cause, "not-observed");
    }
}
