//! A web client does not register a redirect URI without TLS.

use crate::check::{Check, Doc, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::Step;

/// A web client does not register a redirect URI without TLS.
pub struct PlainHttp;

impl Check for PlainHttp {
    const META: &'static Meta = &Meta {
        id: "registration-plain-http",
        title: "A web client does not register a redirect URI without TLS",
        level: Level::May,
        spec: &[SpecRef::new(Doc::OidcRegistration, "2"), SpecRef::new(Doc::Rfc(7591), "5")],
        needs: &[Need::Step(Step::Discovery), Need::Step(Step::Registration), Need::Step(Step::RegistrationOfPlainHttp)],
        why: "Codes that travel without encryption can be read on the way.",
        fix: "Refuse redirect URIs of plain http for application_type web, but for loopback addresses.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        super::support::must_be_refused(
            evidence,
            Step::RegistrationOfPlainHttp,
            "The provider registers a redirect URI of plain http for a web client",
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
        let fixture = registered(json!({})).step(Step::RegistrationOfPlainHttp, vec![refused], None);
        assert_eq!(fixture.judge::<PlainHttp>(""), Outcome::Pass);
    }

    #[test]
    fn a_client_fails() {
        let taken = Answer::json(201, &json!({ "client_id": "c" }));
        let finding = registered(json!({})).step(Step::RegistrationOfPlainHttp, vec![taken], None).fails::<PlainHttp>("");
        assert!(finding.message.contains("registers"), "{}", finding.message);
    }

    #[test]
    fn untried_it_does_not_count() {
        assert!(matches!(registered(json!({})).judge::<PlainHttp>(""), Outcome::NotApplicable(_)));
    }
}
