//! Userinfo without a token is refused with status 401.

use crate::check::{Check, Doc, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::Step;

/// Userinfo without a token is refused with status 401.
pub struct WithoutToken;

impl Check for WithoutToken {
    const META: &'static Meta = &Meta {
        id: "userinfo-without-token",
        title: "Userinfo without a token is refused with status 401",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::Rfc(6750), "3"), SpecRef::new(Doc::OidcCore, "5.3.3")],
        needs: &[Need::Step(Step::Discovery), Need::Step(Step::UserinfoWithoutToken)],
        why: "It holds personal data, and clients refresh their token on status 401.",
        fix: "Answer with status 401 and `WWW-Authenticate: Bearer`.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        super::endpoint::answers_401(evidence, Step::UserinfoWithoutToken, "without a token")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    #[test]
    fn status_401_passes() {
        assert_eq!(
            Fixture::app("core")
                .step(Step::UserinfoWithoutToken, vec![Answer::raw(401, "text/plain", "")], None)
                .judge::<WithoutToken>(""),
            Outcome::Pass
        );
    }

    #[test]
    fn claims_fail() {
        let finding = Fixture::app("core")
            .step(Step::UserinfoWithoutToken, vec![Answer::raw(200, "application/json", "{}")], None)
            .fails::<WithoutToken>("");
        assert!(finding.message.contains("200"), "{}", finding.message);
    }

    #[test]
    fn no_endpoint_does_not_count() {
        assert!(matches!(
            Fixture::app("core").discovery(json!({ "userinfo_endpoint": null })).judge::<WithoutToken>(""),
            Outcome::NotApplicable(_)
        ));
    }

    #[test]
    fn an_unasked_one_stays_open() {
        let missing = Fixture::app("core").stays_open::<WithoutToken>("");
        assert_eq!(missing.cause, "not-observed");
    }
}
