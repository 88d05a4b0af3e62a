//! Standard claims in the ID Token have the types of the specification.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::oidc::claims::standard_type;
use crate::oidc::json::excerpt;

/// Standard claims in the ID Token have the types of the specification.
pub struct StandardClaims;

impl Check for StandardClaims {
    const META: &'static Meta = &Meta {
        id: "id-token-standard-claims",
        title: "Standard claims in the ID Token have the types of the specification",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "5.1")],
        needs: &[Need::Flow],
        why: "Typed clients refuse the token; others read the text \"false\" as true.",
        fix: "Write texts as text, email_verified as a boolean, updated_at as a number, address as an object.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let flow = evidence.flow()?;
        let claims = flow.id_token_claims()?;
        let place = flow.token_exchange_id()?;

        let wrong: Vec<(&String, String)> = claims
            .iter()
            .filter(|(_, value)| !value.is_null())
            .filter_map(|(name, value)| {
                let wanted = standard_type(name)?;
                (!wanted.fits(value)).then(|| (name, format!("{name} is {} instead of {}", excerpt(value), wanted.words())))
            })
            .collect();
        let Some((first, _)) = wrong.first() else {
            return Ok(Outcome::Pass);
        };
        let words: Vec<&str> = wrong.iter().map(|(_, words)| words.as_str()).collect();
        Ok(Finding::new(format!("Claims of the ID Token have another type: {}", words.join("; ")))
            .compare("the types of the specification", words.join("; "))
            .at(place, format!("/id_token/payload/{first}"))
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::Fixture;

    #[test]
    fn right_types_pass() {
        assert_eq!(
            Fixture::app("core").claims(json!({ "email_verified": true, "groups": 5 })).judge::<StandardClaims>(""),
            Outcome::Pass
        );
    }

    #[test]
    fn text_for_a_boolean_fails() {
        let finding = Fixture::app("core").claims(json!({ "email_verified": "true" })).fails::<StandardClaims>("");
        assert!(finding.message.contains("email_verified"), "{}", finding.message);
    }

    #[test]
    fn a_login_that_never_was_stays_open() {
        let missing = Fixture::app("core").without_account().stays_open::<StandardClaims>("");
        assert_eq!(missing.cause, "no-account");
    }
}
