//! The answer says when the client secret expires.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::Step;

/// The answer says when the client secret expires.
pub struct SecretExpiry;

impl Check for SecretExpiry {
    const META: &'static Meta = &Meta {
        id: "registration-client-secret-expiry",
        title: "The answer says when the client secret expires",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::Rfc(7591), "3.2.1"), SpecRef::new(Doc::OidcRegistration, "3.2")],
        needs: &[Need::Step(Step::Discovery), Need::Step(Step::Registration)],
        why: "An app whose secret ends one day stops on that day, and nobody was told.",
        fix: "Answer with client_secret_expires_at: seconds since 1970, or 0 for a secret that does not expire.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let client = evidence.registration()?;
        if !client.answered.contains_key("client_secret") {
            return Ok(Outcome::NotApplicable("no client_secret was issued".to_owned()));
        }
        let now = evidence.exchange(client.exchange)?.received_at_ms / 1000;
        let finding = |message: &str, actual: String| {
            Finding::new(message).compare("a time to come, or 0", actual).at(client.exchange, "/client_secret_expires_at")
        };
        Ok(match client.answered.get("client_secret_expires_at") {
            None => finding("The answer does not say when the client secret expires", "no such member".to_owned()).into(),
            Some(value) => match value.as_f64() {
                #[expect(clippy::cast_precision_loss, reason = "seconds of this century are exact")]
                Some(at) if at == 0.0 || at > now as f64 => Outcome::Pass,
                Some(_) => finding("The client secret has expired when it is issued", value.to_string()).into(),
                None => finding("client_secret_expires_at is no number", value.to_string()).into(),
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::support::fixture::*;
    use super::*;
    use crate::evidence::fixture::Answer;

    #[test]
    fn never_and_later_pass() {
        assert_eq!(registered(json!({})).judge::<SecretExpiry>(""), Outcome::Pass);
        assert_eq!(registered(json!({ "client_secret_expires_at": 1_900_000_000 })).judge::<SecretExpiry>(""), Outcome::Pass);
    }

    #[test]
    fn nothing_a_text_and_the_past_fail() {
        for (value, words) in [(json!(null), "does not say"), (json!("0"), "no number"), (json!(1), "has expired")] {
            let finding = registered(json!({ "client_secret_expires_at": value })).fails::<SecretExpiry>("");
            assert!(finding.message.contains(words), "{}", finding.message);
        }
    }

    #[test]
    fn without_a_secret_it_does_not_count() {
        let public = registered(json!({ "client_secret": null, "client_secret_expires_at": null }));
        assert!(matches!(public.judge::<SecretExpiry>(""), Outcome::NotApplicable(_)));
        assert!(matches!(answered(Answer::json(400, &json!({}))).judge::<SecretExpiry>(""), Outcome::NotApplicable(_)));
    }
}
