//! Answers that arrive at all.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::support::{BAD_URL, curl_words, member, needs_set};
use crate::check::{Check, Finding, Level, Meta, Missing, Need, Outcome};
use crate::evidence::{Call, Evidence, Fetched, is_taken};
use crate::recording::Step;

/// The request gets an answer, whatever it is.
pub struct Transfer;

/// Which request.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// The request that is meant.
    call: Call,
}

impl Check for Transfer {
    const META: &'static Meta = &Meta {
        id: "jumbojett-transfer",
        title: "The request of the app's server gets an answer",
        level: Level::App,
        spec: &[],
        needs: &[Need::Step(Step::Discovery), Need::Step(Step::JwkSet), Need::Flow],
        why: "Without an answer the user reads curl's own words.",
        fix: "Let the provider be reached from the app's server: name, address, port, and no more than 20 redirects.",
    };
    type Params = Params;

    fn judge(evidence: &Evidence<'_>, params: &Params) -> Result<Outcome, Missing> {
        let fetched = match params.call {
            Call::Discovery => evidence.fetched(Step::Discovery)?,
            Call::Token => evidence.reached_token_answer()?,
            Call::JwkSet if !needs_set(evidence)? => return Err(Missing::not_reached("the JWK Set is not fetched")),
            Call::JwkSet => evidence.fetched(Step::JwkSet)?,
            Call::Userinfo => evidence.reached_userinfo()?,
        };
        if let Some(name) = params.call.member()
            && let (exchange, Some(Value::String(url))) = member(evidence, name)?
            && !is_taken(&url)
        {
            // The tester asks what is left without blanks at the ends; libcurl asks nobody.
            let finding = Finding::new(format!("{name} of the discovery document is no address for curl: {url:?}"));
            let finding = finding.compare("an absolute URL without blanks", url).words(BAD_URL);
            return Ok(finding.at(exchange, format!("/{name}")).into());
        }
        if !matches!(fetched, Fetched::NoAnswer { .. }) {
            return Ok(Outcome::Pass);
        }
        let words = curl_words(evidence.exchange(fetched.exchange())?);
        Ok(fetched.finding("The app's server gets no answer", "an answer").words(words).into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};
    use crate::recording::FailureKind;

    fn judged(fixture: Fixture, call: &str) -> Result<(), String> {
        match fixture.judge::<Transfer>(&format!("call = \"{call}\"")) {
            Outcome::Fail(finding) => Err(finding.words.unwrap_or_default()),
            Outcome::Pass => Ok(()),
            other => panic!("{other:?}"),
        }
    }

    fn app() -> Fixture {
        Fixture::app("nextcloud-oidc-login")
    }

    #[test]
    fn any_answer_passes() {
        let error = Answer::raw(500, "text/html", "no");
        assert_eq!(judged(app().discovery_answers(vec![error.clone()]), "discovery"), Ok(()));
        assert_eq!(judged(app().token_answers(vec![error.clone()]), "token"), Ok(()));
        assert_eq!(judged(app().jwk_set_answers(vec![error.clone()]), "jwk-set"), Ok(()));
        assert_eq!(judged(app().userinfo(error), "userinfo"), Ok(()));
    }

    #[test]
    fn the_words_are_those_of_curl() {
        let dns = app().discovery_answers(vec![Answer::failure(FailureKind::Dns, "x")]);
        assert_eq!(judged(dns, "discovery"), Err("(6) Could not resolve host: op.example.org".to_owned()));
        let gone = app().token_answers(vec![Answer::failure(FailureKind::Connect, "x")]);
        assert!(judged(gone, "token").is_err_and(|words| words.starts_with("(7) Failed to connect to op.example.org port 443")));
        let circles = app().token_answers(vec![Answer::raw(302, "text/html", "").header("location", "/token")]);
        assert_eq!(judged(circles, "token"), Err("(47) Maximum (20) redirects followed".to_owned()));
    }

    #[test]
    fn addresses_that_curl_does_not_take() {
        let bad = Err("(3) URL using bad/illegal format or missing URL".to_owned());
        for (member, call) in [("token_endpoint", "token"), ("jwks_uri", "jwk-set"), ("userinfo_endpoint", "userinfo")] {
            for url in [" https://op.example.org/x", "https://op.example.org/x ", "/x", "https://op.example.org/x\n"] {
                let asked = app().discovery(json!({ member: url })).userinfo(Answer::raw(200, "application/json", "{}"));
                assert_eq!(judged(asked, call), bad, "{url:?}");
            }
        }
        let failed = |url: &str| {
            app().discovery(json!({ "token_endpoint": url })).token_answers(vec![Answer::failure(FailureKind::Url, "x")])
        };
        let protocol = Err("(1) Protocol \"foo\" not supported or disabled in libcurl".to_owned());
        assert_eq!(judged(failed("foo://x"), "token"), protocol);
        assert_eq!(judged(failed("token"), "token"), bad);
    }

    #[test]
    fn a_short_patience_of_the_tester_says_nothing() {
        let slow = app().token_answers(vec![Answer::failure(FailureKind::Timeout, "x")]);
        assert!(matches!(slow.judge::<Transfer>("call = \"token\""), Outcome::Inconclusive(_)));
    }
}
