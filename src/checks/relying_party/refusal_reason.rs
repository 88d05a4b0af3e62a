//! What a refusal is about.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, Outcome, SpecRef};
use crate::evidence::{Evidence, Fetched};
use crate::php;
use crate::recording::{ExchangeId, Obstacle};

/// The provider does not refuse the app because of one part of its requests.
pub struct RefusalReason;

/// Which part, and how a refusal because of it reads.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// The part, in words: "the claims parameter".
    about: String,
    /// `error` codes that mean it.
    #[serde(default)]
    errors: Vec<String>,
    /// Words in the error, its description or the error page that mean it, in lower case.
    #[serde(default)]
    words: Vec<String>,
    /// Parameter of the authorization request that must have been sent for it to be meant.
    sent: Option<String>,
    /// Parameter of the authorization request that must not have been sent.
    not_sent: Option<String>,
    /// Only refusals of the token endpoint.
    #[serde(default)]
    at_token: bool,
    /// Only refusals of the authorization request.
    #[serde(default)]
    at_authorization: bool,
}

impl Check for RefusalReason {
    const META: &'static Meta = &Meta {
        id: "refusal-reason",
        title: "The provider does not refuse the app because of this part of its requests",
        level: Level::Should,
        spec: &[SpecRef::new(Doc::OidcCore, "3.1.2.6"), SpecRef::new(Doc::Rfc(6749), "5.2")],
        needs: &[Need::Flow],
        why: "The user sees a general error; only the provider's words tell what it did not like.",
        fix: "Allow this part of the request at the provider, or change the setting of the app that sends it.",
    };
    type Params = Params;

    fn judge(evidence: &Evidence<'_>, params: &Params) -> Result<Outcome, Missing> {
        let flow = evidence.reached_flow()?;
        let authorization = &flow.record.plan.authorization;
        if params.sent.as_ref().is_some_and(|name| !authorization.has(name)) {
            return Ok(Outcome::NotApplicable(format!("the app does not send {}", params.about)));
        }
        if params.not_sent.as_ref().is_some_and(|name| authorization.has(name)) {
            return Ok(Outcome::NotApplicable(format!("the app sends {}", params.not_sent.clone().unwrap_or_default())));
        }
        let Some((exchange, error, said)) = refusal(evidence, params.at_token)? else {
            return Ok(Outcome::Pass);
        };
        if params.at_authorization && flow.record.token.last() == Some(exchange) {
            return Ok(Outcome::Pass);
        }
        let lower = params.sent.iter().fold(said.to_lowercase(), |said, name| without_echo(evidence, &said, name));
        let meant = params.errors.contains(&error) || params.words.iter().any(|word| lower.contains(word.as_str()));
        if !meant {
            return Ok(Outcome::Pass);
        }
        Ok(Finding::new(format!("The provider refuses the app because of {}: {said}", params.about))
            .compare("no refusal", said)
            .at(exchange, "")
            .into())
    }
}

/// These words without the parameter of the request that a page repeats with its value: the page tells what it was asked, not
/// what it did not like.
fn without_echo(evidence: &Evidence<'_>, said: &str, name: &str) -> String {
    let asked = || {
        let first = evidence.reached_flow().ok()?.record.authorization.exchanges.first().copied()?;
        let url = url::Url::parse(&evidence.exchange(first).ok()?.request.url).ok()?;
        let value = url.query_pairs().find(|(n, _)| n == name)?.1.to_lowercase();
        Some(value.chars().take(12).collect::<String>())
    };
    let Some(value) = asked().filter(|value| value.len() > 3) else { return said.to_owned() };
    let mut out = String::new();
    let mut rest = said;
    while let Some(at) = rest.find(name) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let after = from.get(name.len()..).unwrap_or_default();
        let repeated = after.trim_start_matches([' ', ':', '=', '"', '\'']);
        let labelled = after.get(..after.len() - repeated.len()).is_some_and(|gap| gap.contains([':', '=']));
        if labelled && repeated.starts_with(&value) {
            rest = repeated.find(' ').and_then(|end| repeated.get(end..)).unwrap_or_default();
        } else {
            out.push_str(name);
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

/// The refusal, if there was one: where, the `error` code, all its words.
fn refusal(evidence: &Evidence<'_>, at_token: bool) -> Result<Option<(ExchangeId, String, String)>, Missing> {
    let flow = evidence.reached_flow()?;
    // The words of the provider, not those of the tester, which may hold the whole request.
    if let Some(Obstacle::ErrorPage(said)) = flow.obstacle().filter(|_| flow.record.callback.is_none() && !at_token) {
        return Ok(flow.record.authorization.last().map(|id| (id, String::new(), said.clone())));
    }
    if let Some(obstacle) = flow.obstacle().filter(|o| o.is_providers() && flow.record.callback.is_none() && !at_token) {
        return Err(Missing::not_reached(obstacle.said()));
    }
    let callback = evidence.reached_callback()?;
    if let Some(error) = callback.last_parameter("error").filter(|e| !e.is_empty()) {
        let said = format!("{error} {}", callback.last_parameter("error_description").unwrap_or_default());
        return Ok((!at_token).then(|| (callback.exchange, error.to_owned(), said.trim().to_owned())));
    }
    match evidence.reached_token_answer() {
        Ok(Fetched::HttpError(id, response)) => {
            let body = php::json_decode(&response.body.bytes()).unwrap_or_default();
            let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
            let (error, said) = (text("error"), format!("{} {}", text("error"), text("error_description")));
            Ok(Some((id, error, said.trim().to_owned())))
        }
        Ok(_) => Ok(None),
        Err(missing) if missing.is_not_reached() => Ok(None),
        Err(missing) => Err(missing),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    const SCOPE: &str = "about = \"a scope\"\nerrors = [\"invalid_scope\"]\nwords = [\"scope\"]";

    fn fixture() -> Fixture {
        Fixture::app("nextcloud-user-oidc")
    }

    #[test]
    fn words_and_codes_are_recognised() {
        assert_eq!(fixture().judge::<RefusalReason>(SCOPE), Outcome::Pass);
        let callback = fixture().callback(json!({ "code": null, "error": "invalid_scope" }));
        assert!(matches!(callback.judge::<RefusalReason>(SCOPE), Outcome::Fail(_)));
        let page = fixture().obstacle(Obstacle::ErrorPage("Unknown Scope".to_owned()));
        assert!(matches!(page.judge::<RefusalReason>(SCOPE), Outcome::Fail(_)));
        let other = fixture().callback(json!({ "code": null, "error": "access_denied" }));
        assert_eq!(other.judge::<RefusalReason>(SCOPE), Outcome::Pass);
    }

    #[test]
    fn what_a_page_repeats_is_no_reason() {
        let params: Params = toml::from_str("about = \"the state\"\nwords = [\"state\"]\nsent = \"state\"").unwrap();
        let state = "a-state-of-some-length";
        let page = |words: String| {
            let mut built = fixture().obstacle(Obstacle::ErrorPage(words)).build();
            let first = built.recording.flows[0].authorization.exchanges[0];
            built.recording.exchanges[first].request.url = format!("https://op.example.org/authorize?scope=openid&state={state}");
            RefusalReason::judge(&built.evidence(), &params).unwrap()
        };
        assert_eq!(page(format!("error : invalid_client state : {state} more")), Outcome::Pass);
        assert_eq!(page(format!("invalid_client, state={state}")), Outcome::Pass);
        assert!(matches!(page(format!("state: {state} but the state is too long")), Outcome::Fail(_)));
    }

    #[test]
    fn a_client_that_is_refused_at_the_token_endpoint_was_known_before() {
        const CLIENT: &str = "about = \"the client\"\nerrors = [\"invalid_client\"]\nat_authorization = true";
        let refused = vec![Answer::json(401, &json!({ "error": "invalid_client" }))];
        assert_eq!(fixture().token_answers(refused).judge::<RefusalReason>(CLIENT), Outcome::Pass);
        let callback = fixture().callback(json!({ "code": null, "error": "invalid_client" }));
        assert!(matches!(callback.judge::<RefusalReason>(CLIENT), Outcome::Fail(_)));
    }

    #[test]
    fn the_token_endpoint_has_its_own() {
        const PKCE: &str = "about = \"the code verifier\"\nwords = [\"verifier\"]\nsent = \"code_challenge\"\nat_token = true";
        let refuse = || vec![Answer::json(400, &json!({ "error": "invalid_grant", "error_description": "bad code_verifier" }))];
        assert!(matches!(fixture().token_answers(refuse()).judge::<RefusalReason>(PKCE), Outcome::Fail(_)));
        let without = fixture().token_answers(refuse()).set("use_pkce", false).judge::<RefusalReason>(PKCE);
        assert!(matches!(without, Outcome::NotApplicable(_)), "{without:?}");
    }
}
