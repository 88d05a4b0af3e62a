//! A registered client can be removed.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::Step;

/// A registered client can be removed.
pub struct Removal;

impl Check for Removal {
    const META: &'static Meta = &Meta {
        id: "registration-removal",
        title: "A registered client can be removed",
        level: Level::Should,
        spec: &[SpecRef::new(Doc::Rfc(7592), "2.3")],
        needs: &[Need::Step(Step::Discovery), Need::Step(Step::Registration), Need::Step(Step::RegistrationRemoval)],
        why: "Clients that nobody uses stay at the provider, each with a secret that opens it.",
        fix: "Answer DELETE at registration_client_uri, with the registration access token, 204; 405 where it is not supported.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        evidence.registration()?;
        let (id, _, response) = evidence.registration_answer(Step::RegistrationRemoval)?;
        match response.status {
            204 => Ok(Outcome::Pass),
            405 => Ok(Outcome::NotApplicable("the provider does not let clients be removed (status 405)".to_owned())),
            status => Ok(Finding::new(format!("Removing the registered client is answered {status}"))
                .compare("status 204", format!("status {status}"))
                .at(id, "")
                .into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::support::fixture::*;
    use super::*;
    use crate::evidence::fixture::Answer;

    fn removed(status: u16) -> Outcome {
        registered(json!({}))
            .step(Step::RegistrationRemoval, vec![Answer::raw(status, "text/plain", "")], None)
            .judge::<Removal>("")
    }

    #[test]
    fn no_content_passes() {
        assert_eq!(removed(204), Outcome::Pass);
    }

    #[test]
    fn another_answer_fails() {
        assert!(matches!(removed(500), Outcome::Fail(_)) && matches!(removed(200), Outcome::Fail(_)));
    }

    #[test]
    fn what_is_not_supported_does_not_count() {
        assert!(matches!(removed(405), Outcome::NotApplicable(_)));
    }
}
