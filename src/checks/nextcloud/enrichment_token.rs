//! The access token that the enrichment needs.

use serde_json::Value;

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::oidc::json::type_words;

/// The token answer has an `access_token` that is text.
pub struct EnrichmentToken;

impl Check for EnrichmentToken {
    const META: &'static Meta = &Meta {
        id: "nextcloud-enrichment-token",
        title: "The token answer has an access_token that is text",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "3.1.3.3"), SpecRef::new(Doc::Rfc(6749), "5.1")],
        needs: &[Need::Flow],
        why: "With the enrichment on, the app hands it to a function that takes text only.",
        fix: "Give an access token as a JSON string with every ID Token.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        evidence.reached_id_token()?;
        let (id, tokens) = evidence.reached_tokens()?;
        match tokens.get("access_token") {
            Some(Value::String(_)) => Ok(Outcome::Pass),
            other => Ok(Finding::new("The token answer has no access_token that is text")
                .compare("text", other.map_or("none", type_words))
                .at(id, "/access_token")
                .into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::Fixture;

    #[test]
    fn anything_but_text_fails() {
        let judge = |token: Value| {
            Fixture::app("nextcloud-user-oidc").token(json!({ "access_token": token })).judge::<EnrichmentToken>("")
        };
        assert_eq!(judge(json!("")), Outcome::Pass);
        for bad in [json!(null), json!({ "null": 1 }), json!(5)] {
            assert!(matches!(judge(bad), Outcome::Fail(_)));
        }
    }
}
