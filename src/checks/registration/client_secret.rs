//! A client that authenticates with a secret is given one.

use serde_json::Value;

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::Step;

/// A client that authenticates with a secret is given one.
pub struct ClientSecret;

impl Check for ClientSecret {
    const META: &'static Meta = &Meta {
        id: "registration-client-secret",
        title: "A client that authenticates with a secret is given one",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::Rfc(7591), "3.2.1"), SpecRef::new(Doc::OidcRegistration, "3.2")],
        needs: &[Need::Step(Step::Discovery), Need::Step(Step::Registration)],
        why: "The client cannot redeem a code without it.",
        fix: "Answer with client_secret where token_endpoint_auth_method is client_secret_basic or client_secret_post.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let client = evidence.registration()?;
        let method = super::support::method(&client);
        if !method.starts_with("client_secret_") {
            return Ok(Outcome::NotApplicable(format!("the client authenticates with {method}, which takes no secret")));
        }
        match client.answered.get("client_secret") {
            Some(Value::String(secret)) if !secret.is_empty() => Ok(Outcome::Pass),
            _ => Ok(Finding::new(format!("The client is registered for {method}, and the answer has no client_secret"))
                .compare("a client_secret that is text", "none")
                .at(client.exchange, "/client_secret")
                .into()),
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
    fn a_secret_passes() {
        assert_eq!(registered(json!({})).judge::<ClientSecret>(""), Outcome::Pass);
    }

    #[test]
    fn none_fails() {
        let finding = registered(json!({ "client_secret": null })).fails::<ClientSecret>("");
        assert!(finding.message.contains("client_secret_basic"), "{}", finding.message);
    }

    #[test]
    fn a_public_client_does_not_count() {
        let public = registered(json!({ "client_secret": null, "token_endpoint_auth_method": "none" }));
        assert!(matches!(public.judge::<ClientSecret>(""), Outcome::NotApplicable(_)));
        assert!(matches!(answered(Answer::json(400, &json!({}))).judge::<ClientSecret>(""), Outcome::NotApplicable(_)));
    }
}
