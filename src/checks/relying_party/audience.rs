//! `aud` in the claims.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::oidc::json::excerpt;

/// `aud` is the client, or a list that holds it; what is neither text nor list is not looked at.
pub struct AcceptedAudience;

/// What the app looks at.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// Another text than the client is an error of another kind.
    #[serde(default)]
    lists_only: bool,
}

impl Check for AcceptedAudience {
    const META: &'static Meta = &Meta {
        id: "accepted-audience",
        title: "The ID Token's aud is the client, or a list that holds it",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "3.1.3.7")],
        needs: &[Need::Flow],
        why: "A token for another client is refused.",
        fix: "Put the client_id into aud; remove an audience mapper that replaces it.",
    };
    type Params = Params;

    fn judge(evidence: &Evidence<'_>, params: &Params) -> Result<Outcome, Missing> {
        let token = evidence.reached_id_token()?;
        let client = evidence.client_id()?;
        let claims = evidence.reached_claims()?;
        let fits = match claims.get("aud") {
            Some(Value::String(aud)) => aud == client || params.lists_only,
            Some(Value::Array(list)) => list.iter().any(|v| v == client),
            // An object of userinfo arrives as an array; one of the ID Token stays an object, which nobody looks at.
            Some(Value::Object(map)) => {
                let own = evidence.reached_id_token_claims()?;
                own.get("aud").is_some_and(|v| !v.is_null()) || map.values().any(|v| v == client)
            }
            _ => true,
        };
        if fits {
            return Ok(Outcome::Pass);
        }
        let actual = claims.get("aud").map_or_else(|| "none".to_owned(), excerpt);
        Ok(Finding::new("The ID Token is for another audience")
            .compare(client, actual)
            .at(token.exchange, "/id_token/payload/aud")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, CLIENT_ID, Fixture};

    fn judge(aud: Value) -> Outcome {
        Fixture::app("nextcloud-user-oidc").claims(json!({ "aud": aud })).judge::<AcceptedAudience>("")
    }

    #[test]
    fn texts_and_lists_must_fit_the_rest_passes() {
        for good in [json!(CLIENT_ID), json!(["x", CLIENT_ID]), json!(null), json!(5), json!(true), json!({ "a": "x" })] {
            assert_eq!(judge(good), Outcome::Pass);
        }
        for bad in [json!("other"), json!(""), json!([]), json!([[CLIENT_ID]])] {
            assert!(matches!(judge(bad), Outcome::Fail(_)));
        }
    }

    #[test]
    fn an_object_of_userinfo_counts_as_a_list() {
        let answer = Answer::json(200, &json!({ "aud": { "a": "other" } }));
        let fixture = Fixture::app("nextcloud-user-oidc").claims(json!({ "aud": null })).userinfo(answer);
        let outcome = fixture.set("enrich_login_id_token_with_userinfo", true).judge::<AcceptedAudience>("");
        assert!(matches!(outcome, Outcome::Fail(_)));
    }
}
