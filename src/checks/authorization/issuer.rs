//! iss of the answer is the issuer.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::Step;

/// iss of the answer is the issuer.
pub struct Issuer;

impl Check for Issuer {
    const META: &'static Meta = &Meta {
        id: "authorization-issuer",
        title: "iss of the answer is the issuer",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::Rfc(9207), "2"), SpecRef::new(Doc::Rfc(9207), "3")],
        needs: &[Need::Step(Step::Discovery), Need::Flow],
        why: "Clients that know RFC 9207 refuse an answer with another issuer, or without one where it was \
              announced.",
        fix: "Send iss with every answer, errors included, exactly as the discovery document spells the issuer.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let metadata = evidence.metadata()?;
        let callback = evidence.flow()?.callback()?;
        let announced = metadata.boolean("authorization_response_iss_parameter_supported").value() == Some(true);
        let Some(issuer) = metadata.text("issuer").value() else {
            return Err(Missing::new("no-discovery", "the discovery document has no issuer that is text"));
        };
        match callback.parameter("iss") {
            Some(iss) if iss == issuer => Ok(Outcome::Pass),
            None if !announced => Ok(Outcome::NotApplicable("the provider does not announce iss".to_owned())),
            found => {
                let actual = found.map_or("no iss".to_owned(), |iss| format!("{iss:?}"));
                Ok(Finding::new(format!("The answer comes back with {actual}, the issuer is {issuer:?}"))
                    .compare(format!("{issuer:?}"), actual)
                    .at(callback.exchange, "")
                    .into())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Fixture, ISSUER};

    #[test]
    fn none_does_not_count() {
        assert!(matches!(Fixture::app("core").judge::<Issuer>(""), Outcome::NotApplicable(_)));
    }

    #[test]
    fn the_issuer_passes() {
        assert_eq!(Fixture::app("core").callback(json!({ "iss": ISSUER })).judge::<Issuer>(""), Outcome::Pass);
    }

    #[test]
    fn another_fails() {
        let finding = Fixture::app("core").callback(json!({ "iss": "https://other" })).fails::<Issuer>("");
        assert!(finding.message.contains("other"), "{}", finding.message);
    }

    #[test]
    fn announced_and_absent_fails() {
        let finding =
            Fixture::app("core").discovery(json!({ "authorization_response_iss_parameter_supported": true })).fails::<Issuer>("");
        assert!(finding.message.contains("no iss"), "{}", finding.message);
    }

    #[test]
    fn a_login_that_never_was_stays_open() {
        let missing = Fixture::app("core").without_account().stays_open::<Issuer>("");
        assert_eq!(missing.cause, "no-account");
    }
}
