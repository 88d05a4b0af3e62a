//! A redirect URI with a fragment is not registered.

use crate::check::{Check, Doc, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::Step;

/// A redirect URI with a fragment is not registered.
pub struct Fragment;

impl Check for Fragment {
    const META: &'static Meta = &Meta {
        id: "registration-fragment",
        title: "A redirect URI with a fragment is not registered",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::Rfc(6749), "3.1.2"), SpecRef::new(Doc::Rfc(7591), "5")],
        needs: &[Need::Step(Step::Discovery), Need::Step(Step::Registration), Need::Step(Step::RegistrationOfFragment)],
        why: "The answer is appended to the redirect URI; behind a fragment it never reaches the app.",
        fix: "Refuse redirect URIs with a fragment (error invalid_redirect_uri).",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        super::support::must_be_refused(
            evidence,
            Step::RegistrationOfFragment,
            "The provider registers a redirect URI with a fragment",
        )
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::support::fixture::*;
    use super::*;
    use crate::evidence::fixture::Answer;

    #[test]
    fn a_refusal_passes() {
        let refused = Answer::json(400, &json!({ "error": "invalid_redirect_uri" }));
        let fixture = registered(json!({})).step(Step::RegistrationOfFragment, vec![refused], None);
        assert_eq!(fixture.judge::<Fragment>(""), Outcome::Pass);
    }

    #[test]
    fn a_client_fails() {
        let taken = Answer::json(201, &json!({ "client_id": "c" }));
        let finding = registered(json!({})).step(Step::RegistrationOfFragment, vec![taken], None).fails::<Fragment>("");
        assert!(finding.message.contains("registers"), "{}", finding.message);
    }

    #[test]
    fn untried_it_does_not_count() {
        assert!(matches!(registered(json!({})).judge::<Fragment>(""), Outcome::NotApplicable(_)));
    }
}
