//! Login comes back with a code.

use crate::check::{Check, Finding, Level, Meta, Missing, Need, NoParams, Outcome};
use crate::evidence::Evidence;

/// Login comes back with a code.
pub struct Code;

impl Check for Code {
    const META: &'static Meta = &Meta {
        id: "cloudreve-code",
        title: "Login comes back with a code",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "The callback page sends the code to Cloudreve's server; without one the sign-in ends there.",
        fix: "Let this client use response_type=code and the scopes openid, email and profile; PKCE and nonce must \
              stay optional, and client_secret_post must be allowed.",
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
        if let Some(unknown) = super::unknown::other_way(evidence, &format!("the plain request comes back with {said}")) {
            return Err(unknown);
        }
        let either_way = super::unknown::refused_either_way(evidence);
        if either_way.is_none()
            && let Some(unknown) = super::unknown::about_the_unknown(evidence, &said)
        {
            return Err(unknown);
        }
        let message = match either_way {
            Some(other) => format!("The login comes back with {said}; {other}"),
            None => format!("The login comes back with {said}"),
        };
        Ok(Finding::new(message)
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
    use crate::evidence::fixture::{Answer, Fixture};
    use crate::wire::Probe;

    #[test]
    fn what_may_be_cloudreves_own_request_is_left_open() {
        let mut built =
            Fixture::app("cloudreve").probe(Probe::WithPkce, Answer::json(200, &json!({ "access_token": "a" }))).build();
        let callback = built.recording.flows[0].callback.as_mut().unwrap();
        callback.parameters = vec![("error".to_owned(), "invalid_request".to_owned())];
        let missing = Code::judge(&built.evidence(), &NoParams {}).unwrap_err();
        assert_eq!(missing.cause, "unknown-wire");
        assert!(missing.what.contains("with a PKCE challenge (S256) the login works"), "{}", missing.what);
    }

    fn without_nonce(description: &str) -> Fixture {
        Fixture::app("cloudreve").callback(json!({ "code": null, "error": "invalid_request", "error_description": description }))
    }

    #[test]
    fn a_refusal_for_what_may_not_be_missing_is_left_open() {
        let missing = without_nonce("Missing 'nonce' in request.").stays_open::<Code>("");
        assert!(missing.what.contains("whether Cloudreve sends nonce is not known"), "{}", missing.what);
    }

    #[test]
    fn a_client_that_is_refused_either_way_is_refused() {
        let mut built =
            Fixture::app("cloudreve").probe(Probe::WithNonce, Answer::json(401, &json!({ "error": "invalid_client" }))).build();
        let callback = built.recording.flows[0].callback.as_mut().unwrap();
        callback.parameters = vec![
            ("error".to_owned(), "invalid_request".to_owned()),
            ("error_description".to_owned(), "Missing 'nonce' in request.".to_owned()),
        ];
        let Ok(Outcome::Fail(finding)) = Code::judge(&built.evidence(), &NoParams {}) else { panic!("this must fail") };
        assert!(finding.message.contains("with a nonce it comes back with a code"), "{}", finding.message);
    }

    #[test]
    fn a_code_passes() {
        assert_eq!(Fixture::app("cloudreve").judge::<Code>(""), Outcome::Pass);
    }

    #[test]
    fn an_error_fails() {
        let finding = Fixture::app("cloudreve").callback(json!({ "code": null, "error": "invalid_scope" })).fails::<Code>("");
        assert!(finding.message.contains("invalid_scope"), "{}", finding.message);
    }

    #[test]
    fn a_login_that_never_was_stays_open() {
        let missing = Fixture::app("cloudreve").without_account().stays_open::<Code>("");
        assert_eq!(missing.cause, "no-account");
    }
}
