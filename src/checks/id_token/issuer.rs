//! iss of the ID Token is the issuer of the discovery document, byte for byte.

use serde_json::Value;

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::oidc::json::excerpt;
use crate::recording::Step;

/// iss of the ID Token is the issuer of the discovery document, byte for byte.
pub struct Issuer;

impl Check for Issuer {
    const META: &'static Meta = &Meta {
        id: "id-token-issuer",
        title: "iss of the ID Token is the issuer of the discovery document, byte for byte",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "2"), SpecRef::new(Doc::OidcDiscovery, "4.3")],
        needs: &[Need::Step(Step::Discovery), Need::Flow],
        why: "A client must refuse a token of another issuer, and compares byte by byte: a slash at the end is \
              enough.",
        fix: "Let discovery document and tokens take the issuer from one and the same setting.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let Some(issuer) = evidence.metadata()?.text("issuer").value() else {
            return Err(Missing::new("no-discovery", "the discovery document has no issuer that is text"));
        };

        let flow = evidence.flow()?;
        let claims = flow.id_token_claims()?;
        let place = flow.token_exchange_id()?;

        match claims.get("iss") {
            Some(Value::String(iss)) if iss == issuer => Ok(Outcome::Pass),
            found => {
                let actual = found.map_or("no iss".to_owned(), excerpt);
                Ok(Finding::new(format!("The ID Token was issued by {actual}, the discovery document says {issuer:?}"))
                    .compare(issuer, actual)
                    .at(place, "/id_token/payload/iss")
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
    fn the_same_issuer_passes() {
        assert_eq!(Fixture::app("core").judge::<Issuer>(""), Outcome::Pass);
    }

    #[test]
    fn a_slash_more_fails() {
        let finding = Fixture::app("core").claims(json!({ "iss": "https://op.example.org/" })).fails::<Issuer>("");
        assert!(finding.message.contains("op.example.org/"), "{}", finding.message);
    }

    #[test]
    fn none_fails() {
        let finding = Fixture::app("core").claims(json!({ "iss": null })).fails::<Issuer>("");
        assert!(finding.message.contains("no iss"), "{}", finding.message);
    }

    #[test]
    fn no_id_token_stays_open() {
        let missing = Fixture::app("core").token(json!({ "id_token": 5 })).stays_open::<Issuer>("");
        assert_eq!(missing.cause, "no-id-token");
    }

    #[test]
    fn a_login_that_never_was_stays_open() {
        let missing = Fixture::app("core").without_account().stays_open::<Issuer>("");
        assert_eq!(missing.cause, "no-account");
    }
}
