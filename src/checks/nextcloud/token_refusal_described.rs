//! The token endpoint refuses with a description, which the user gets to read.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::{Ending, Evidence, Fetched};
use crate::php::{is_set, json_decode, to_text};
use crate::wire::Probe;

/// The token endpoint does not refuse with `error` and `error_description`.
pub struct TokenRefusalDescribed;

impl Check for TokenRefusalDescribed {
    const META: &'static Meta = &Meta {
        id: "nextcloud-token-refusal-described",
        title: "The token endpoint gives tokens instead of an error with a description",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "3.1.3.3"), SpecRef::new(Doc::Rfc(6749), "5.2")],
        needs: &[Need::Flow, Need::Probe(Probe::ClientSecretPost), Need::Probe(Probe::ClientSecretBasicRaw)],
        why: "The user reads error_description on the error page.",
        fix: "Read the description. Check client id and secret; where only another method works, register the client for the one that the app uses.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let Fetched::HttpError(id, response) = evidence.reached_token_answer()? else {
            return Ok(Outcome::Pass);
        };
        let body = json_decode(&response.body.bytes()).unwrap_or_default();
        if !is_set(body.get("error")) || !is_set(body.get("error_description")) {
            return Err(Missing::not_reached("the error has no description"));
        }
        let member = |name: &str| body.get(name).map(to_text).unwrap_or_default();
        let (error, words) = (member("error"), member("error_description"));
        let cause = match evidence.flow()?.ending()? {
            Ending::Refused(refusal) => refusal.cause(),
            _ => None,
        };
        // Whether it is the method or the secret is known where the other method was tried.
        let other = match cause {
            Some(_) => {
                let (used, other) = super::client_authentication::other_method(evidence)?;
                format!(" The app uses {used}; {other}.")
            }
            None => String::new(),
        };
        let sentence = if words.ends_with('.') || other.is_empty() { "" } else { "." };
        Ok(Finding::new(format!("The token endpoint refuses (status {}): {error}: {words}{sentence}{other}", response.status))
            .compare("tokens", format!("error {error}"))
            .words(words)
            .caused(cause)
            .at(id, "/error_description")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    fn judge(status: u16, body: serde_json::Value) -> Outcome {
        let answers = vec![Answer::json(status, &body)];
        Fixture::app("nextcloud-user-oidc").token_answers(answers).judge::<TokenRefusalDescribed>("")
    }

    #[test]
    fn the_words_are_what_php_prints() {
        let words = |description: serde_json::Value| match judge(400, json!({ "error": "e", "error_description": description })) {
            Outcome::Fail(finding) => finding.words.unwrap_or_default(),
            other => panic!("{other:?}"),
        };
        assert_eq!(words(json!("no such code")), "no such code");
        assert_eq!(words(json!(["a"])), "Array");
        assert_eq!(words(json!({ "a": 1 })), "Array");
        assert_eq!(words(json!(true)), "1");
        assert_eq!(words(json!(false)), "");
        assert_eq!(words(json!(1.5)), "1.5");
    }

    #[test]
    fn without_both_members_it_is_another_page() {
        for body in [json!({ "error": "e" }), json!({ "error_description": "d" }), json!(["error"]), json!("x"), json!(null)] {
            assert!(matches!(judge(400, body), Outcome::NotApplicable(_)));
        }
        let half = json!({ "error": null, "error_description": "d" });
        assert!(matches!(judge(500, half), Outcome::NotApplicable(_)));
        assert_eq!(judge(200, json!({ "error": "e", "error_description": "d" })), Outcome::Pass, "a success is looked at later");
    }

    #[test]
    fn a_refused_client_hears_of_the_other_method() {
        let Outcome::Fail(finding) = judge(401, json!({ "error": "invalid_client", "error_description": "No" })) else {
            panic!("this must fail")
        };
        assert_eq!(finding.cause.as_deref(), Some("client-refused"));
        assert!(finding.message.contains("No. The app uses client_secret_"), "{}", finding.message);
    }
}
