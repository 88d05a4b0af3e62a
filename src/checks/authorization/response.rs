//! A login comes back to the redirect URI with a code.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;

/// A login comes back to the redirect URI with a code.
pub struct Response;

impl Check for Response {
    const META: &'static Meta = &Meta {
        id: "authorization-response",
        title: "A login comes back to the redirect URI with a code",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "3.1.2.5"), SpecRef::new(Doc::Rfc(6749), "4.1.2")],
        needs: &[Need::Flow],
        why: "Without a code there is no login.",
        fix: "Register the redirect URI and the scopes of the client, and read the error that the provider gave.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let flow = evidence.flow()?;
        if let Some(obstacle) = flow.obstacle().filter(|_| flow.record.callback.is_none()) {
            let missing = flow.callback().err().unwrap_or_else(|| Missing::new("not-observed", "the login did not come back"));
            if !obstacle.is_providers() {
                return Err(missing);
            }
            let finding = Finding::new(format!("The login does not come back: {}", obstacle.said()))
                .compare("a redirect to the redirect URI with a code", obstacle.said())
                .words(obstacle.said())
                .cause(missing.cause);
            return Ok(match flow.record.authorization.last() {
                Some(exchange) => finding.at(exchange, "").into(),
                None => finding.into(),
            });
        }
        let callback = flow.callback()?;
        if callback.parameter("code").is_some_and(|code| !code.is_empty()) {
            return Ok(Outcome::Pass);
        }
        let said = match (callback.parameter("error"), callback.parameter("error_description")) {
            (Some(error), Some(description)) => format!("error {error:?} ({description})"),
            (Some(error), None) => format!("error {error:?}"),
            (None, _) => "neither code nor error".to_owned(),
        };
        Ok(Finding::new(format!("The login comes back with {said}"))
            .compare("a code", said)
            .words(callback.parameter("error").unwrap_or_default())
            .at(callback.exchange, "")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::Fixture;
    use crate::recording::Obstacle;

    #[test]
    fn a_code_passes() {
        assert_eq!(Fixture::app("core").judge::<Response>(""), Outcome::Pass);
    }

    #[test]
    fn an_error_fails() {
        let Outcome::Fail(finding) =
            Fixture::app("core").callback(json!({ "code": null, "error": "invalid_scope" })).judge::<Response>("")
        else {
            panic!("this must fail")
        };
        assert!(finding.message.contains("invalid_scope"), "{}", finding.message);
    }

    #[test]
    fn an_error_page_fails() {
        let Outcome::Fail(finding) =
            Fixture::app("core").obstacle(Obstacle::ErrorPage("unknown client".to_owned())).judge::<Response>("")
        else {
            panic!("this must fail")
        };
        assert!(finding.message.contains("unknown client"), "{}", finding.message);
    }

    #[test]
    fn a_refused_login_stays_open() {
        let Outcome::Inconclusive(missing) =
            Fixture::app("core").obstacle(Obstacle::LoginRefused("wrong password".to_owned())).judge::<Response>("")
        else {
            panic!("this must stay open")
        };
        assert_eq!(missing.cause, "login-refused");
    }

    #[test]
    fn a_login_that_never_was_stays_open() {
        let Outcome::Inconclusive(missing) = Fixture::app("core").without_account().judge::<Response>("") else {
            panic!("this must stay open")
        };
        assert_eq!(missing.cause, "no-account");
    }
}
