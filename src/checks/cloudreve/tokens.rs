//! Code is exchanged for tokens, the client authenticating as Cloudreve does.

use crate::check::{Check, Finding, Level, Meta, Missing, Need, NoParams, Outcome};
use crate::evidence::{Ending, Evidence, Fetched};
use crate::recording::Response;
use crate::wire::ClientAuthentication;

/// Code is exchanged for tokens, the client authenticating as Cloudreve does.
pub struct Tokens;

impl Check for Tokens {
    const META: &'static Meta = &Meta {
        id: "cloudreve-tokens",
        title: "Code is exchanged for tokens, the client authenticating as Cloudreve does",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "Cloudreve has one way to authenticate: the secret in the body for the generic slot, Basic for that of Logto.",
        fix: "Check client id and secret, and allow this way of authentication for the client.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let flow = evidence.flow()?;
        let client = match evidence.plan()?.token.authentication {
            ClientAuthentication::Post => "a client that posts its secret",
            _ => "a client that authenticates by Basic",
        };
        if let Some(outcome) = no_answer(evidence, client)? {
            return Ok(outcome);
        }
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
        let response = flow.token_response()?.1;
        if let Some(why) = unknown_to_outsiders(response) {
            return Err(Missing::new("unknown-wire", why));
        }
        let cause = refusal.cause();
        Ok(Finding::new(format!("No tokens for {client}: {}", refusal.said))
            .compare("tokens", refusal.said)
            .words(words)
            .caused(cause)
            .at(flow.token_exchange_id()?, "")
            .into())
    }
}

/// The connection is lost before there is an answer, which ends the sign-in. How long Cloudreve waits is not known.
fn no_answer(evidence: &Evidence<'_>, client: &str) -> Result<Option<Outcome>, Missing> {
    let Ok((id, exchange)) = evidence.flow()?.token_exchange() else { return Ok(None) };
    let fetched = evidence.as_fetched_from_elsewhere(id, exchange, None)?;
    let lost = matches!(fetched, Fetched::NoAnswer { .. });
    Ok(lost.then(|| fetched.finding(&format!("No tokens for {client}"), "tokens").into()))
}

/// An answer that depends on what nobody outside knows: which headers are sent, and by what the body is read.
fn unknown_to_outsiders(response: &Response) -> Option<String> {
    if matches!(response.status, 406 | 415) {
        let status = response.status;
        return Some(format!(
            "the token endpoint answers with status {status}; which media types Cloudreve asks for is not known"
        ));
    }
    let bytes = response.body.bytes();
    if !response.is_success() {
        None
    } else if bytes.starts_with(b"\xef\xbb\xbf") {
        Some("the token answer begins with a byte order mark; whether Cloudreve skips it is not known".to_owned())
    } else if url::form_urlencoded::parse(&bytes).any(|(name, value)| name == "access_token" && !value.is_empty()) {
        Some("the token answer is form-encoded; whether Cloudreve reads that is not known".to_owned())
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};
    use crate::recording::FailureKind;
    use crate::wire::Probe;

    #[test]
    fn tokens_pass() {
        assert_eq!(Fixture::app("cloudreve").judge::<Tokens>(""), Outcome::Pass);
    }

    #[test]
    fn a_refusal_fails() {
        let finding = Fixture::app("cloudreve")
            .token_answers(vec![Answer::json(401, &json!({ "error": "invalid_client" }))])
            .fails::<Tokens>("");
        assert!(finding.message.contains("invalid_client"), "{}", finding.message);
    }

    #[test]
    fn what_may_be_its_own_request_is_left_open() {
        let missing = Fixture::app("cloudreve")
            .token_answers(vec![Answer::json(400, &json!({ "error": "invalid_grant" }))])
            .probe(Probe::WithPkce, Answer::json(200, &json!({ "access_token": "at-2", "token_type": "Bearer" })))
            .stays_open::<Tokens>("");
        assert_eq!(missing.cause, "unknown-wire");
    }

    #[test]
    fn an_error_before_stays_open() {
        let missing =
            Fixture::app("cloudreve").callback(json!({ "code": null, "error": "invalid_scope" })).stays_open::<Tokens>("");
        assert_eq!(missing.cause, "no-token-answer");
    }

    #[test]
    fn a_lost_connection_fails_and_a_slow_answer_stays_open() {
        let judged = |kind| Fixture::app("cloudreve").token_answers(vec![Answer::failure(kind, "gone")]).judge::<Tokens>("");
        assert!(matches!(judged(FailureKind::Protocol), Outcome::Fail(_)));
        assert!(matches!(judged(FailureKind::Connect), Outcome::Fail(_)));
        assert!(matches!(judged(FailureKind::Timeout), Outcome::Inconclusive(_)));
    }

    #[test]
    fn what_depends_on_the_unknown_stays_open() {
        let judged = |answer| Fixture::app("cloudreve").token_answers(vec![answer]).judge::<Tokens>("");
        for answer in [
            Answer::raw(406, "text/plain", "no"),
            Answer::raw(200, "application/x-www-form-urlencoded", "access_token=a&token_type=Bearer"),
            Answer::raw(200, "application/json", "\u{feff}{\"access_token\":\"a\"}"),
        ] {
            let Outcome::Inconclusive(missing) = judged(answer) else { panic!("this must stay open") };
            assert_eq!(missing.cause, "unknown-wire");
        }
        assert!(matches!(judged(Answer::raw(200, "text/html", "<html>")), Outcome::Fail(_)));
    }

    #[test]
    fn a_login_that_never_was_stays_open() {
        let missing = Fixture::app("cloudreve").without_account().stays_open::<Tokens>("");
        assert_eq!(missing.cause, "no-account");
    }
}
