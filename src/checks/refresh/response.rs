//! A refresh token gives an access token.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::Step;

/// A refresh token gives an access token.
pub struct Response;

impl Check for Response {
    const META: &'static Meta = &Meta {
        id: "refresh-response",
        title: "A refresh token gives an access token",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::Rfc(6749), "6"), SpecRef::new(Doc::OidcCore, "12.2")],
        needs: &[Need::Flow, Need::Step(Step::Refresh)],
        why: "An app that was given a refresh token counts on it, and logs its user out when it fails.",
        fix: "Accept refresh tokens from the client they were issued to, by its own method of authentication, or issue none.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        if let Some(outcome) = super::support::none_issued(evidence)? {
            return Ok(outcome);
        }
        let (id, response) = evidence.response(Step::Refresh)?;
        let body = super::support::object(response).unwrap_or_default();
        let text = |name: &str| body.get(name).and_then(|value| value.as_str());
        let actual = match (response.is_success(), text("access_token"), text("error")) {
            (true, Some(_), _) => return Ok(Outcome::Pass),
            (true, None, _) => "no access_token".to_owned(),
            (false, _, Some(error)) => {
                let described = text("error_description").map(|words| format!(" ({words})")).unwrap_or_default();
                format!("status {}, error {error:?}{described}", response.status)
            }
            (false, _, None) => format!("status {}", response.status),
        };
        Ok(Finding::new(format!("The refresh token that the provider issued gives no tokens: {actual}"))
            .compare("status 200 with access_token", actual)
            .at(id, "")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::support::scaffolding::{is_optional, refreshed_by, with_token};
    use super::*;
    use crate::evidence::fixture::Answer;

    #[test]
    fn tokens_pass_and_a_refusal_fails() {
        assert_eq!(refreshed_by(&json!({ "access_token": "at-2" })).judge::<Response>(""), Outcome::Pass);
        assert!(matches!(refreshed_by(&json!({ "token_type": "Bearer" })).judge::<Response>(""), Outcome::Fail(_)));
        let no = Answer::json(400, &json!({ "error": "invalid_grant" }));
        let finding = with_token().step(Step::Refresh, vec![no], None).fails::<Response>("");
        assert!(finding.message.contains("invalid_grant"), "{}", finding.message);
        is_optional::<Response>();
    }
}
