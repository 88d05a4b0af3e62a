//! aud of the ID Token contains the client.

use serde_json::Value;

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::oidc::json::excerpt;

/// aud of the ID Token contains the client.
pub struct Audience;

impl Check for Audience {
    const META: &'static Meta = &Meta {
        id: "id-token-audience",
        title: "aud of the ID Token contains the client",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "2")],
        needs: &[Need::Flow],
        why: "A client must refuse a token that was not issued for it.",
        fix: "Put the client_id of the requesting client into aud, exactly as it is registered.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let flow = evidence.flow()?;
        let claims = flow.id_token_claims()?;
        let place = flow.token_exchange_id()?;

        let client = evidence.client_id()?;
        let contains = match claims.get("aud") {
            Some(Value::String(aud)) => aud == client,
            Some(Value::Array(list)) => list.iter().all(Value::is_string) && list.iter().any(|aud| aud == client),
            _ => false,
        };
        if contains {
            return Ok(Outcome::Pass);
        }
        let actual = claims.get("aud").map_or("no aud".to_owned(), excerpt);
        Ok(Finding::new(format!("The ID Token is not for this client: {actual}"))
            .compare(format!("{client:?}, or a list of texts that contains it"), actual)
            .at(place, "/id_token/payload/aud")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::Fixture;

    #[test]
    fn the_client_passes() {
        assert_eq!(Fixture::app("core").judge::<Audience>(""), Outcome::Pass);
    }

    #[test]
    fn a_list_passes() {
        assert_eq!(Fixture::app("core").claims(json!({ "aud": ["other", "rp1"] })).judge::<Audience>(""), Outcome::Pass);
    }

    #[test]
    fn another_client_fails() {
        let finding = Fixture::app("core").claims(json!({ "aud": "other" })).fails::<Audience>("");
        assert!(finding.message.contains("other"), "{}", finding.message);
    }

    #[test]
    fn an_empty_list_fails() {
        let finding = Fixture::app("core").claims(json!({ "aud": [] })).fails::<Audience>("");
        assert!(finding.message.contains("[]"), "{}", finding.message);
    }

    #[test]
    fn none_fails() {
        let finding = Fixture::app("core").claims(json!({ "aud": null })).fails::<Audience>("");
        assert!(finding.message.contains("no aud"), "{}", finding.message);
    }

    #[test]
    fn a_login_that_never_was_stays_open() {
        let missing = Fixture::app("core").without_account().stays_open::<Audience>("");
        assert_eq!(missing.cause, "no-account");
    }
}
