//! iat of the ID Token is a number.

use serde_json::Value;

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::oidc::json::excerpt;

/// iat of the ID Token is a number.
pub struct IssuedAt;

impl Check for IssuedAt {
    const META: &'static Meta = &Meta {
        id: "id-token-issued-at",
        title: "iat of the ID Token is a number",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "2")],
        needs: &[Need::Flow],
        why: "iat is required, and strict clients refuse a token without it.",
        fix: "Write iat as a JSON number of seconds.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let flow = evidence.flow()?;
        let claims = flow.id_token_claims()?;
        let place = flow.token_exchange_id()?;

        match claims.get("iat") {
            Some(Value::Number(_)) => Ok(Outcome::Pass),
            found => {
                let actual = found.map_or("no iat".to_owned(), excerpt);
                Ok(Finding::new(format!("The ID Token has {actual} where iat should be a number"))
                    .compare("a number of seconds", actual)
                    .at(place, "/id_token/payload/iat")
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
    fn a_number_passes() {
        assert_eq!(Fixture::app("core").judge::<IssuedAt>(""), Outcome::Pass);
    }

    #[test]
    fn none_fails() {
        let finding = Fixture::app("core").claims(json!({ "iat": null })).fails::<IssuedAt>("");
        assert!(finding.message.contains("no iat"), "{}", finding.message);
    }

    #[test]
    fn text_fails() {
        let finding = Fixture::app("core").claims(json!({ "iat": "1" })).fails::<IssuedAt>("");
        assert!(!finding.message.is_empty() && !finding.evidence.is_empty());
    }

    #[test]
    fn a_login_that_never_was_stays_open() {
        let missing = Fixture::app("core").without_account().stays_open::<IssuedAt>("");
        assert_eq!(missing.cause, "no-account");
    }
}
