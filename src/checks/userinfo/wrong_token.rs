//! Userinfo with a token that nobody issued is refused with status 401.

use crate::check::{Check, Doc, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::Step;

/// Userinfo with a token that nobody issued is refused with status 401.
pub struct WrongToken;

impl Check for WrongToken {
    const META: &'static Meta = &Meta {
        id: "userinfo-wrong-token",
        title: "Userinfo with a token that nobody issued is refused with status 401",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::Rfc(6750), "3.1"), SpecRef::new(Doc::OidcCore, "5.3.3")],
        needs: &[Need::Step(Step::Discovery), Need::Step(Step::UserinfoWrongToken)],
        why: "Whoever makes up a token must not read anything; clients look for exactly this status.",
        fix: "Verify access tokens, and answer with status 401.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        super::endpoint::answers_401(evidence, Step::UserinfoWrongToken, "with a wrong token")
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
                .step(Step::UserinfoWrongToken, vec![Answer::raw(401, "text/plain", "")], None)
                .judge::<WrongToken>(""),
            Outcome::Pass
        );
    }

    #[test]
    fn a_server_error_fails() {
        let finding = Fixture::app("core")
            .step(Step::UserinfoWrongToken, vec![Answer::raw(500, "application/json", "{}")], None)
            .fails::<WrongToken>("");
        assert!(finding.message.contains("500"), "{}", finding.message);
    }

    #[test]
    fn no_endpoint_does_not_count() {
        assert!(matches!(
            Fixture::app("core").discovery(json!({ "userinfo_endpoint": null })).judge::<WrongToken>(""),
            Outcome::NotApplicable(_)
        ));
    }

    #[test]
    fn an_unasked_one_stays_open() {
        let missing = Fixture::app("core").stays_open::<WrongToken>("");
        assert_eq!(missing.cause, "not-observed");
    }
}
