//! The answer to a registration has a client_id.

use serde_json::Value;

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::Step;

/// The answer to a registration has a client_id.
pub struct ClientId;

impl Check for ClientId {
    const META: &'static Meta = &Meta {
        id: "registration-client-id",
        title: "The answer to a registration has a client_id",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::Rfc(7591), "3.2.1"), SpecRef::new(Doc::OidcRegistration, "3.2")],
        needs: &[Need::Step(Step::Discovery), Need::Step(Step::Registration)],
        why: "Without it the client exists and nobody can use it.",
        fix: "Answer every registration with the client_id, as text.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let client = evidence.registration()?;
        match client.answered.get("client_id") {
            Some(Value::String(id)) if !id.is_empty() => Ok(Outcome::Pass),
            other => {
                let actual = other.map_or("no such member".to_owned(), Value::to_string);
                Ok(Finding::new(format!("The registration gave no usable client_id: {actual}"))
                    .compare("a client_id that is text", actual)
                    .at(client.exchange, "/client_id")
                    .into())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::support::fixture::*;
    use super::*;
    use crate::evidence::fixture::Answer;

    #[test]
    fn an_id_passes() {
        assert_eq!(registered(json!({})).judge::<ClientId>(""), Outcome::Pass);
    }

    #[test]
    fn none_and_a_number_fail() {
        for id in [json!({ "client_id": null }), json!({ "client_id": 7 })] {
            assert!(registered(id).fails::<ClientId>("").message.contains("no usable client_id"));
        }
    }

    #[test]
    fn a_refusal_does_not_count() {
        assert!(matches!(answered(Answer::json(400, &json!({}))).judge::<ClientId>(""), Outcome::NotApplicable(_)));
    }
}
