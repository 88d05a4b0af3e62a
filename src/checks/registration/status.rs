//! A registration is answered 201 with JSON.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::Step;

/// A registration is answered 201 with JSON.
pub struct Status;

impl Check for Status {
    const META: &'static Meta = &Meta {
        id: "registration-status",
        title: "A registration is answered 201 with JSON",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::Rfc(7591), "3.2.1"), SpecRef::new(Doc::OidcRegistration, "3.2")],
        needs: &[Need::Step(Step::Discovery), Need::Step(Step::Registration)],
        why: "Libraries take another status, or another type, for a failure, and the client is lost.",
        fix: "Answer 201 (Created) with Content-Type: application/json.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let client = evidence.registration()?;
        let media_type = client.response.media_type().unwrap_or_default();
        let is_json = media_type == "application/json" || media_type.ends_with("+json");
        let actual = format!("{}, {}", client.response.status, if media_type.is_empty() { "no type" } else { &media_type });
        if client.response.status == 201 && is_json {
            return Ok(Outcome::Pass);
        }
        Ok(Finding::new(format!("The registration is answered {actual}"))
            .compare("201, application/json", actual)
            .at(client.exchange, "")
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
    fn created_passes() {
        assert_eq!(registered(json!({})).judge::<Status>(""), Outcome::Pass);
    }

    #[test]
    fn another_status_and_another_type_fail() {
        let finding = answered(Answer::json(200, &json!({ "client_id": "c" }))).fails::<Status>("");
        assert!(finding.message.contains("200, application/json"), "{}", finding.message);
        assert!(
            answered(Answer::raw(201, "text/html", "{\"client_id\": \"c\"}")).fails::<Status>("").actual.contains("text/html")
        );
    }
}
