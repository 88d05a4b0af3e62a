//! Tokens come as application/json.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;

/// Tokens come as application/json.
pub struct ContentType;

impl Check for ContentType {
    const META: &'static Meta = &Meta {
        id: "token-content-type",
        title: "Tokens come as application/json",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::Rfc(6749), "5.1"), SpecRef::new(Doc::OidcCore, "3.1.3.3")],
        needs: &[Need::Flow],
        why: "Clients that look at the content type refuse the answer.",
        fix: "Send `Content-Type: application/json` with the token answer.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let flow = evidence.flow()?;
        let (id, response) = flow.token_response()?;
        flow.tokens()?;
        let found = response.header("content-type").unwrap_or("no Content-Type");
        if response.media_type().as_deref() == Some("application/json") {
            return Ok(Outcome::Pass);
        }
        Ok(Finding::new(format!("Tokens come as {found}")).compare("application/json", found).at(id, "").into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    #[test]
    fn json_passes() {
        assert_eq!(Fixture::app("core").judge::<ContentType>(""), Outcome::Pass);
    }

    #[test]
    fn text_fails() {
        let finding = Fixture::app("core").token_answers(vec![Answer::raw(200, "text/plain", "{}")]).fails::<ContentType>("");
        assert!(finding.message.contains("text/plain"), "{}", finding.message);
    }

    #[test]
    fn an_error_stays_open() {
        let missing = Fixture::app("core")
            .token_answers(vec![Answer::json(400, &json!({ "error": "invalid_grant" }))])
            .stays_open::<ContentType>("");
        assert_eq!(missing.cause, "no-token-answer");
    }

    #[test]
    fn a_login_that_never_was_stays_open() {
        let missing = Fixture::app("core").without_account().stays_open::<ContentType>("");
        assert_eq!(missing.cause, "no-account");
    }
}
