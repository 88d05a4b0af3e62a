//! Code is exchanged with id and secret in the body.

use crate::check::{Check, Finding, Level, Meta, Missing, Need, NoParams, Outcome};
use crate::evidence::{Ending, Evidence};
use crate::wire::Probe;

/// Code is exchanged with id and secret in the body.
pub struct Tokens;

impl Check for Tokens {
    const META: &'static Meta = &Meta {
        id: "cloudreve-tokens",
        title: "Code is exchanged with id and secret in the body",
        level: Level::App,
        spec: &[],
        needs: &[
            Need::Flow,
            Need::Probe(Probe::WithPkce),
            Need::Probe(Probe::WithNonce),
            Need::Probe(Probe::RawQuery),
            Need::Probe(Probe::PlusEncodedQuery),
        ],
        why: "Cloudreve sends client_id and client_secret in the form body and nothing in the header.",
        fix: "Check client id and secret, and let this client use client_secret_post; PKCE must stay optional.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let flow = evidence.flow()?;
        let (refusal, words) = match flow.ending()? {
            Ending::Tokens(_) => return Ok(Outcome::Pass),
            Ending::Refused(other) | Ending::Broken(other) => {
                let words = other.error.clone().unwrap_or_default();
                (other, words)
            }
        };
        if !refusal.at_token_endpoint {
            return Err(Missing::new("no-token-answer", format!("there was no token request: {}", refusal.said)));
        }
        if let Some(unknown) =
            super::unknown::other_way(evidence, &format!("the plain request gets no tokens ({})", refusal.said))
        {
            return Err(unknown);
        }
        let cause = refusal.cause();
        Ok(Finding::new(format!("No tokens for a client that posts its secret: {}", refusal.said))
            .compare("tokens", refusal.said)
            .words(words)
            .caused(cause)
            .at(flow.token_exchange_id()?, "")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    #[test]
    fn tokens_pass() {
        assert_eq!(Fixture::app("cloudreve").judge::<Tokens>(""), Outcome::Pass);
    }

    #[test]
    fn a_refusal_fails() {
        let Outcome::Fail(finding) = Fixture::app("cloudreve")
            .token_answers(vec![Answer::json(401, &json!({ "error": "invalid_client" }))])
            .judge::<Tokens>("")
        else {
            panic!("this must fail")
        };
        assert!(finding.message.contains("invalid_client"), "{}", finding.message);
    }

    #[test]
    fn what_may_be_its_own_request_is_left_open() {
        let Outcome::Inconclusive(missing) = Fixture::app("cloudreve")
            .token_answers(vec![Answer::json(400, &json!({ "error": "invalid_grant" }))])
            .probe(Probe::WithPkce, Answer::json(200, &json!({ "access_token": "at-2", "token_type": "Bearer" })))
            .judge::<Tokens>("")
        else {
            panic!("this must stay open")
        };
        assert_eq!(missing.cause, "unknown-wire");
    }

    #[test]
    fn an_error_before_stays_open() {
        let Outcome::Inconclusive(missing) =
            Fixture::app("cloudreve").callback(json!({ "code": null, "error": "invalid_scope" })).judge::<Tokens>("")
        else {
            panic!("this must stay open")
        };
        assert_eq!(missing.cause, "no-token-answer");
    }

    #[test]
    fn a_login_that_never_was_stays_open() {
        let Outcome::Inconclusive(missing) = Fixture::app("cloudreve").without_account().judge::<Tokens>("") else {
            panic!("this must stay open")
        };
        assert_eq!(missing.cause, "no-account");
    }
}
