//! The discovery document is there at the second reading, too.

use serde_json::Value;

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::{Evidence, Fetched};
use crate::php::json_decode;
use crate::recording::Step;

/// A second reading of the discovery document is as good as the first.
pub struct DiscoveryAgain;

impl Check for DiscoveryAgain {
    const META: &'static Meta = &Meta {
        id: "nextcloud-discovery-again",
        title: "The discovery document is there at every reading",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcDiscovery, "4.2")],
        needs: &[Need::Step(Step::Discovery), Need::Step(Step::DiscoveryAgain)],
        why: "Without a memory cache Nextcloud reads it again in the callback, and there nothing catches a failure.",
        fix: "Do not limit the rate of the discovery document; give Nextcloud a memory cache.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        evidence.reached_metadata()?;
        let answer = match evidence.fetched(Step::DiscoveryAgain) {
            // One good reading is evidence enough; a rate limit of the tester's own making says nothing.
            Err(missing) => return Ok(Outcome::NotApplicable(format!("it was read once: {}", missing.what))),
            Ok(answer) => answer,
        };
        let Fetched::Body(id, response) = &answer else {
            return Ok(answer.finding("The second reading of the discovery document fails", "the document again").into());
        };
        match json_decode(&response.body.bytes()) {
            Some(Value::Object(_) | Value::Array(_)) => Ok(Outcome::Pass),
            _ => Ok(Finding::new("The second reading of the discovery document gives no JSON object")
                .compare("the document again", "no JSON object")
                .at(*id, "")
                .into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    #[test]
    fn a_failing_second_reading_is_told() {
        let judge = |answer: Answer| {
            Fixture::app("nextcloud-user-oidc").step(Step::DiscoveryAgain, vec![answer], None).judge::<DiscoveryAgain>("")
        };
        assert_eq!(judge(Answer::raw(200, "", "{}")), Outcome::Pass);
        assert!(matches!(judge(Answer::raw(500, "", "{}")), Outcome::Fail(_)));
        assert!(matches!(judge(Answer::raw(200, "", "null")), Outcome::Fail(_)));
        assert!(matches!(judge(Answer::raw(429, "", "")), Outcome::NotApplicable(_)));
        assert!(matches!(Fixture::app("nextcloud-user-oidc").judge::<DiscoveryAgain>(""), Outcome::NotApplicable(_)));
    }
}
