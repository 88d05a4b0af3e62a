//! A login comes back with a code.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;

/// A login comes back with a code.
pub struct Code;

impl Check for Code {
    const META: &'static Meta = &Meta {
        id: "authorization-code",
        title: "A login comes back with a code",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "3.1.2.5"), SpecRef::new(Doc::Rfc(6749), "4.1.2")],
        needs: &[Need::Flow],
        why: "Without a code there is no login.",
        fix: "Read the error that came instead; scopes, response type and consent of the client are the usual \
              reasons.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let callback = evidence.flow()?.callback()?;
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
        assert_eq!(Fixture::app("core").judge::<Code>(""), Outcome::Pass);
    }

    #[test]
    fn an_error_fails() {
        let finding = Fixture::app("core").callback(json!({ "code": null, "error": "invalid_scope" })).fails::<Code>("");
        assert!(finding.message.contains("invalid_scope"), "{}", finding.message);
    }

    #[test]
    fn nothing_fails() {
        let finding = Fixture::app("core").callback(json!({ "code": null })).fails::<Code>("");
        assert!(finding.message.contains("neither"), "{}", finding.message);
    }

    #[test]
    fn an_error_page_stays_open() {
        let missing = Fixture::app("core").obstacle(Obstacle::ErrorPage("unknown client".to_owned())).stays_open::<Code>("");
        assert_eq!(missing.cause, "provider-error-page");
    }

    #[test]
    fn a_login_that_never_was_stays_open() {
        let missing = Fixture::app("core").without_account().stays_open::<Code>("");
        assert_eq!(missing.cause, "no-account");
    }
}
