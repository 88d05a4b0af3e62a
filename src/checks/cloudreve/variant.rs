//! Login works in the other form that Cloudreve may use.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Check, Level, Meta, Missing, Need, Outcome, must_accept};
use crate::evidence::Evidence;
use crate::wire::Probe;

/// The other form.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// The deviation from the plain request.
    probe: Probe,
}

/// Login works in the other form that Cloudreve may use.
pub struct Variant;

impl Check for Variant {
    const META: &'static Meta = &Meta {
        id: "cloudreve-variant",
        title: "Login works in the other form that Cloudreve may use",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "Nobody outside knows in which form Cloudreve sends its request; both were tried.",
        fix: "Accept both forms for this client.",
    };
    type Params = Params;

    fn judge(evidence: &Evidence<'_>, params: &Self::Params) -> Result<Outcome, Missing> {
        let request = format!("a login {}", super::unknown::words(params.probe));
        must_accept(evidence, &evidence.probe(params.probe)?, None, &request)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    #[test]
    fn tokens_pass() {
        assert_eq!(
            Fixture::app("cloudreve")
                .probe(Probe::WithNonce, Answer::json(200, &json!({ "access_token": "at-2", "token_type": "Bearer" })))
                .judge::<Variant>("probe = \"with-nonce\""),
            Outcome::Pass
        );
    }

    #[test]
    fn a_refusal_is_told() {
        let finding = Fixture::app("cloudreve")
            .probe(Probe::WithPkce, Answer::json(400, &json!({ "error": "invalid_grant" })))
            .fails::<Variant>("probe = \"with-pkce\"");
        assert!(finding.message.contains("with a PKCE challenge"), "{}", finding.message);
    }

    #[test]
    fn an_untried_one_stays_open() {
        let missing = Fixture::app("cloudreve").stays_open::<Variant>("probe = \"raw-query\"");
        assert_eq!(missing.cause, "not-observed");
    }
}
