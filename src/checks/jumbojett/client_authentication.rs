//! The way in which the library authenticates the client.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::{Ending, Evidence};
use crate::wire::{ClientAuthentication, Probe};

/// The provider accepts the method that the library picks.
pub struct ClientAuthenticationMethod;

impl Check for ClientAuthenticationMethod {
    const META: &'static Meta = &Meta {
        id: "jumbojett-client-authentication",
        title: "The provider accepts Basic where it lists Basic, and the secret in the body where it does not",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "9"), SpecRef::new(Doc::Rfc(6749), "2.3.1")],
        needs: &[Need::Flow, Need::Probe(Probe::ClientSecretPost), Need::Probe(Probe::ClientSecretBasic)],
        why: "Basic is used wherever the metadata lists it or lists nothing, form-encoded; only otherwise the secret is posted. No setting changes that.",
        fix: "Register the client for the method that the app picks, or list in token_endpoint_auth_methods_supported only what this client may use.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        evidence.reached_token_answer()?;
        let flow = evidence.reached_flow()?;
        let refusal = match flow.ending()? {
            Ending::Refused(refusal) if refusal.is_of_client() => refusal,
            _ => return Ok(Outcome::Pass),
        };
        let (used, other, words) = match flow.record.plan.token.authentication {
            ClientAuthentication::Post => ("client_secret_post", Probe::ClientSecretBasic, "client_secret_basic"),
            _ => ("client_secret_basic", Probe::ClientSecretPost, "client_secret_post"),
        };
        let verdict = match evidence.probe(other).and_then(|flow| flow.ending()) {
            Ok(Ending::Tokens(_)) => format!("{words} works, and the app does not use it here"),
            Ok(_) => format!("{words} does not work either: check client id and secret"),
            Err(missing) => format!("{words} was not tried ({})", missing.what),
        };
        let finding = Finding::new(format!("The provider refuses the client with {used}; {verdict}"));
        let finding = finding.compare(format!("tokens for {used}"), refusal.said.clone()).caused(refusal.cause());
        Ok(match refusal.exchange {
            Some(exchange) => finding.at(exchange, "").into(),
            None => finding.into(),
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    #[test]
    fn says_whether_the_other_method_works() {
        let app = || Fixture::app("nextcloud-oidc-login");
        assert_eq!(app().judge::<ClientAuthenticationMethod>(""), Outcome::Pass);
        let refused = Answer::json(401, &json!({ "error": "invalid_client" }));
        let tokens = Answer::json(200, &json!({ "access_token": "a", "id_token": "x" }));
        let judged = app().token_answers(vec![refused]).probe(Probe::ClientSecretPost, tokens);
        let finding = judged.fails::<ClientAuthenticationMethod>("");
        assert!(finding.message.contains("client_secret_post works"), "{}", finding.message);
    }

    #[test]
    fn other_refusals_are_not_its_business() {
        let refused = Answer::json(400, &json!({ "error": "invalid_grant" }));
        let app = Fixture::app("nextcloud-oidc-login").token_answers(vec![refused]);
        assert_eq!(app.judge::<ClientAuthenticationMethod>(""), Outcome::Pass);
    }
}
