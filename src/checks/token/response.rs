//! Code is exchanged for tokens with status 200.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::{Ending, Evidence};

/// Code is exchanged for tokens with status 200.
pub struct Response;

impl Check for Response {
    const META: &'static Meta = &Meta {
        id: "token-response",
        title: "Code is exchanged for tokens with status 200",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "3.1.3.3"), SpecRef::new(Doc::Rfc(6749), "5.1")],
        needs: &[Need::Flow],
        why: "This is where most logins fail: client authentication, redirect URI and PKCE are all looked at here.",
        fix: "Read the error that the token endpoint gave; most often the client is registered for another \
              authentication method.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let flow = evidence.flow()?;
        let (id, response) = flow.token_response()?;
        let finding = match flow.ending()? {
            Ending::Tokens(_) if response.status == 200 => return Ok(Outcome::Pass),
            Ending::Tokens(_) => Finding::new(format!("Tokens come with status {}", response.status))
                .compare("status 200", format!("status {}", response.status)),
            Ending::Refused(other) | Ending::Broken(other) => Finding::new(format!("No tokens: {}", other.said))
                .caused(other.cause())
                .compare("status 200 with tokens", other.said)
                .words(other.error.unwrap_or_default()),
        };
        Ok(finding.at(id, "").into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};
    use crate::recording::FailureKind;

    #[test]
    fn tokens_pass() {
        assert_eq!(Fixture::app("core").judge::<Response>(""), Outcome::Pass);
    }

    #[test]
    fn an_error_fails() {
        let finding = Fixture::app("core")
            .token_answers(vec![Answer::json(401, &json!({ "error": "invalid_client" }))])
            .fails::<Response>("");
        assert!(finding.message.contains("invalid_client"), "{}", finding.message);
    }

    #[test]
    fn a_page_fails() {
        let finding = Fixture::app("core").token_answers(vec![Answer::raw(500, "text/html", "<html>")]).fails::<Response>("");
        assert!(finding.message.contains("status 500"), "{}", finding.message);
    }

    #[test]
    fn another_status_fails() {
        let finding =
            Fixture::app("core").token_answers(vec![Answer::json(201, &json!({ "access_token": "a" }))]).fails::<Response>("");
        assert!(finding.message.contains("status 201"), "{}", finding.message);
    }

    #[test]
    fn no_answer_stays_open() {
        let missing = Fixture::app("core")
            .token_answers(vec![Answer::failure(FailureKind::Timeout, "timed out")])
            .stays_open::<Response>("");
        assert_eq!(missing.cause, "no-answer");
    }

    #[test]
    fn a_login_that_never_was_stays_open() {
        let missing = Fixture::app("core").without_account().stays_open::<Response>("");
        assert_eq!(missing.cause, "no-account");
    }
}
