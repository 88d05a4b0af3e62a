//! ID Token repeats the nonce of the authentication request.

use serde_json::Value;

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::oidc::json::excerpt;

/// ID Token repeats the nonce of the authentication request.
pub struct Nonce;

impl Check for Nonce {
    const META: &'static Meta = &Meta {
        id: "id-token-nonce",
        title: "ID Token repeats the nonce of the authentication request",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "2"), SpecRef::new(Doc::OidcCore, "3.1.2.1")],
        needs: &[Need::Flow],
        why: "A client that sent a nonce must refuse a token without it: it is the protection against replayed \
              tokens.",
        fix: "Keep the nonce with the code and copy it into the ID Token unchanged, also on remembered sessions \
              and consents.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let flow = evidence.flow()?;
        let claims = flow.id_token_claims()?;
        let place = flow.token_exchange_id()?;

        let Some(sent) = &flow.record.sent.nonce else {
            return Ok(Outcome::NotApplicable("no nonce was sent".to_owned()));
        };
        match claims.get("nonce") {
            Some(Value::String(nonce)) if nonce == sent => Ok(Outcome::Pass),
            found => {
                let actual = found.map_or("no nonce".to_owned(), excerpt);
                Ok(Finding::new(format!("The ID Token has {actual}, the request had the nonce {sent:?}"))
                    .compare(sent.clone(), actual)
                    .at(place, "/id_token/payload/nonce")
                    .into())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::Fixture;

    #[test]
    fn the_same_passes() {
        assert_eq!(Fixture::app("core").judge::<Nonce>(""), Outcome::Pass);
    }

    #[test]
    fn another_fails() {
        let finding = Fixture::app("core").claims(json!({ "nonce": "x" })).fails::<Nonce>("");
        assert!(finding.message.contains("x"), "{}", finding.message);
    }

    #[test]
    fn none_fails() {
        let finding = Fixture::app("core").claims(json!({ "nonce": null })).fails::<Nonce>("");
        assert!(finding.message.contains("no nonce"), "{}", finding.message);
    }

    #[test]
    fn an_app_without_nonce_does_not_count() {
        assert!(matches!(Fixture::app("cloudreve").judge::<Nonce>(""), Outcome::NotApplicable(_)));
    }

    #[test]
    fn a_login_that_never_was_stays_open() {
        let missing = Fixture::app("core").without_account().stays_open::<Nonce>("");
        assert_eq!(missing.cause, "no-account");
    }
}
