//! The client authentication method that the app picks.

use serde_json::Value;

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::{Ending, Evidence, Fetched};
use crate::php::json_decode;
use crate::wire::{ClientAuthentication, Probe};

/// The provider accepts the method that the app picks.
pub struct ClientAuthenticationMethod;

impl Check for ClientAuthenticationMethod {
    const META: &'static Meta = &Meta {
        id: "nextcloud-client-authentication",
        title: "The provider accepts the client authentication method that the app picks",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "9"), SpecRef::new(Doc::Rfc(6749), "2.3.1")],
        needs: &[Need::Flow, Need::Probe(Probe::ClientSecretPost), Need::Probe(Probe::ClientSecretBasicRaw)],
        why: "The app posts the secret wherever the metadata lists client_secret_post, and uses Basic otherwise, whatever the client is registered for.",
        fix: "Register the client for the method that the app picks, and list in token_endpoint_auth_methods_supported what clients may use.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let Fetched::HttpError(id, response) = evidence.reached_token_answer()? else {
            return Ok(Outcome::Pass);
        };
        let body = json_decode(&response.body.bytes()).unwrap_or_default();
        let error = body.get("error").and_then(Value::as_str).unwrap_or_default();
        if response.status != 401 && !matches!(error, "invalid_client" | "unauthorized_client") {
            return Ok(Outcome::Pass);
        }
        let (used, verdict) = other_method(evidence)?;
        let listed = if used == "client_secret_post" {
            "; it posts because the metadata lists client_secret_post, and no setting changes that"
        } else {
            ""
        };
        Ok(Finding::new(format!("The provider refuses the client with {used}{listed}; {verdict}"))
            .compare(format!("tokens for {used}"), format!("status {} {error}", response.status))
            .at(id, "")
            .into())
    }
}

/// The method that the app uses, and how the other one fares, in words.
///
/// # Errors
/// When there is no plan.
pub(super) fn other_method(evidence: &Evidence<'_>) -> Result<(&'static str, String), Missing> {
    let (used, other, words) = match evidence.plan()?.token.authentication {
        ClientAuthentication::Post => ("client_secret_post", Probe::ClientSecretBasicRaw, "client_secret_basic"),
        _ => ("client_secret_basic", Probe::ClientSecretPost, "client_secret_post"),
    };
    let verdict = match evidence.probe(other).and_then(|flow| flow.ending()) {
        Ok(Ending::Tokens(_)) => format!("{words} works"),
        Ok(_) => format!("{words} does not work either: check client id and secret"),
        Err(missing) => format!("{words} was not tried ({})", missing.what),
    };
    Ok((used, verdict))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    fn refused() -> Fixture {
        let no = Answer::json(401, &json!({ "error": "invalid_client" }));
        Fixture::app("nextcloud-user-oidc").token_answers(vec![no])
    }

    #[test]
    fn the_other_method_is_named() {
        assert_eq!(Fixture::app("nextcloud-user-oidc").judge::<ClientAuthenticationMethod>(""), Outcome::Pass);
        let yes = Answer::json(200, &json!({ "access_token": "x" }));
        let outcome = refused().probe(Probe::ClientSecretPost, yes).judge::<ClientAuthenticationMethod>("");
        let Outcome::Fail(finding) = outcome else { panic!("{outcome:?}") };
        assert!(finding.message.ends_with("client_secret_post works"), "{}", finding.message);
    }

    #[test]
    fn other_refusals_are_not_about_this() {
        let no = Answer::json(400, &json!({ "error": "invalid_grant" }));
        let outcome = Fixture::app("nextcloud-user-oidc").token_answers(vec![no]).judge::<ClientAuthenticationMethod>("");
        assert_eq!(outcome, Outcome::Pass);
    }
}
