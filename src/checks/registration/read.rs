//! A registered client can be read at its registration_client_uri.

use serde_json::Value;

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::Step;

/// A registered client can be read at its registration_client_uri.
pub struct Read;

impl Check for Read {
    const META: &'static Meta = &Meta {
        id: "registration-read",
        title: "A registered client can be read at its registration_client_uri",
        level: Level::Must,
        spec: &[
            SpecRef::new(Doc::Rfc(7592), "2.1"),
            SpecRef::new(Doc::OidcRegistration, "4.2"),
            SpecRef::new(Doc::OidcRegistration, "4.3"),
        ],
        needs: &[Need::Step(Step::Discovery), Need::Step(Step::Registration), Need::Step(Step::RegistrationRead)],
        why: "Whoever runs the app looks there for what is registered, and for a changed secret.",
        fix: "Answer GET at registration_client_uri, with the registration access token, 200 and the client metadata.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let client = evidence.registration()?;
        let (id, _, response) = evidence.registration_answer(Step::RegistrationRead)?;
        let read = serde_json::from_slice::<Value>(&response.body.bytes()).ok();
        let read = read.as_ref().and_then(|body| body.get("client_id"));
        if response.status == 200 && read.is_some() && read == client.answered.get("client_id") {
            return Ok(Outcome::Pass);
        }
        let actual =
            format!("status {}, {}", response.status, read.map_or("no client_id".to_owned(), |id| format!("client_id {id}")));
        Ok(Finding::new(format!("The registered client cannot be read: {actual}"))
            .compare("status 200, the same client_id", actual)
            .at(id, "")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::support::fixture::*;
    use super::*;
    use crate::evidence::fixture::Answer;

    #[test]
    fn the_same_client_passes() {
        let answer = Answer::json(200, &json!({ "client_id": "c-1" }));
        assert_eq!(registered(json!({})).step(Step::RegistrationRead, vec![answer], None).judge::<Read>(""), Outcome::Pass);
    }

    #[test]
    fn another_and_none_fail() {
        for answer in [Answer::json(200, &json!({ "client_id": "c-2" })), Answer::raw(404, "text/plain", "")] {
            registered(json!({})).step(Step::RegistrationRead, vec![answer], None).fails::<Read>("");
        }
    }

    #[test]
    fn unread_it_does_not_count() {
        assert!(matches!(registered(json!({})).judge::<Read>(""), Outcome::NotApplicable(_)));
    }
}
