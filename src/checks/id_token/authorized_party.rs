//! azp of the ID Token is the client.

use serde_json::Value;

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::oidc::json::excerpt;

/// azp of the ID Token is the client.
pub struct AuthorizedParty;

impl Check for AuthorizedParty {
    const META: &'static Meta = &Meta {
        id: "id-token-authorized-party",
        title: "azp of the ID Token is the client",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "2")],
        needs: &[Need::Flow],
        why: "Clients that look at azp refuse a token in which another client is the authorized party.",
        fix: "Set azp to the requesting client, or leave it out where aud holds that client alone.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let flow = evidence.flow()?;
        let claims = flow.id_token_claims()?;
        let place = flow.token_exchange_id()?;

        let client = evidence.client_id()?;
        match claims.get("azp") {
            None => Ok(Outcome::NotApplicable("the ID Token has no azp".to_owned())),
            Some(Value::String(azp)) if azp == client => Ok(Outcome::Pass),
            Some(other) => Ok(Finding::new(format!("The authorized party of the ID Token is {}", excerpt(other)))
                .compare(format!("{client:?}"), excerpt(other))
                .at(place, "/id_token/payload/azp")
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
    fn none_does_not_count() {
        assert!(matches!(Fixture::app("core").judge::<AuthorizedParty>(""), Outcome::NotApplicable(_)));
    }

    #[test]
    fn the_client_passes() {
        assert_eq!(Fixture::app("core").claims(json!({ "azp": "rp1" })).judge::<AuthorizedParty>(""), Outcome::Pass);
    }

    #[test]
    fn another_client_fails() {
        let finding = Fixture::app("core").claims(json!({ "azp": "parent" })).fails::<AuthorizedParty>("");
        assert!(finding.message.contains("parent"), "{}", finding.message);
    }

    #[test]
    fn a_login_that_never_was_stays_open() {
        let missing = Fixture::app("core").without_account().stays_open::<AuthorizedParty>("");
        assert_eq!(missing.cause, "no-account");
    }
}
