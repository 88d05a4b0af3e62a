//! `azp` in the claims.

use serde_json::Value;

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::oidc::json::excerpt;

/// `azp`, where there is one, is the client.
pub struct AcceptedAuthorizedParty;

impl Check for AcceptedAuthorizedParty {
    const META: &'static Meta = &Meta {
        id: "accepted-authorized-party",
        title: "The ID Token's azp, where there is one, is the client",
        level: Level::Should,
        spec: &[SpecRef::new(Doc::OidcCore, "3.1.3.7")],
        needs: &[Need::Flow],
        why: "A token issued to another party is refused.",
        fix: "Leave azp out, or put the client_id of the app into it.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let token = evidence.reached_id_token()?;
        let client = evidence.client_id()?;
        let claims = evidence.reached_claims()?;
        match claims.get("azp").filter(|v| !v.is_null()) {
            Some(Value::String(azp)) if azp == client => Ok(Outcome::Pass),
            None => Ok(Outcome::Pass),
            Some(other) => Ok(Finding::new("The ID Token was issued to another party")
                .compare(format!("{client}, or no azp"), excerpt(other))
                .at(token.exchange, "/id_token/payload/azp")
                .into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{CLIENT_ID, Fixture};

    #[test]
    fn any_other_value_fails() {
        let judge =
            |azp: Value| Fixture::app("nextcloud-user-oidc").claims(json!({ "azp": azp })).judge::<AcceptedAuthorizedParty>("");
        for good in [json!(CLIENT_ID), json!(null), json!({ "null": 1 })] {
            assert_eq!(judge(good), Outcome::Pass);
        }
        for bad in [json!("other"), json!(""), json!(5), json!([CLIENT_ID]), json!(false)] {
            assert!(matches!(judge(bad), Outcome::Fail(_)));
        }
    }
}
