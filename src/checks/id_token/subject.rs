//! sub of the ID Token is text of 1 to 255 ASCII characters.

use serde_json::Value;

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::oidc::json::excerpt;

/// sub of the ID Token is text of 1 to 255 ASCII characters.
pub struct Subject;

impl Check for Subject {
    const META: &'static Meta = &Meta {
        id: "id-token-subject",
        title: "sub of the ID Token is text of 1 to 255 ASCII characters",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "2")],
        needs: &[Need::Flow],
        why: "Apps key their accounts on it; a number, an empty text or one that is too long makes no account.",
        fix: "Give every user a stable sub as JSON text, at most 255 ASCII characters long.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let flow = evidence.flow()?;
        let claims = flow.id_token_claims()?;
        let place = flow.token_exchange_id()?;

        match claims.get("sub") {
            Some(Value::String(sub)) if !sub.is_empty() && sub.len() <= 255 && sub.is_ascii() => Ok(Outcome::Pass),
            found => {
                let actual = match found {
                    None => "no sub".to_owned(),
                    Some(Value::String(sub)) if sub.len() > 255 => format!("{} bytes", sub.len()),
                    Some(other) => excerpt(other),
                };
                Ok(Finding::new(format!("The subject of the ID Token is not usable: {actual}"))
                    .compare("text of 1 to 255 ASCII characters", actual)
                    .at(place, "/id_token/payload/sub")
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
    fn text_passes() {
        assert_eq!(Fixture::app("core").judge::<Subject>(""), Outcome::Pass);
    }

    #[test]
    fn a_number_fails() {
        let finding = Fixture::app("core").claims(json!({ "sub": 7 })).fails::<Subject>("");
        assert!(finding.message.contains("7"), "{}", finding.message);
    }

    #[test]
    fn an_umlaut_fails() {
        let finding = Fixture::app("core").claims(json!({ "sub": "bärbel" })).fails::<Subject>("");
        assert!(finding.message.contains("bärbel"), "{}", finding.message);
    }

    #[test]
    fn too_long_fails() {
        let finding = Fixture::app("core").claims(json!({ "sub": "x".repeat(256) })).fails::<Subject>("");
        assert!(finding.message.contains("256 bytes"), "{}", finding.message);
    }

    #[test]
    fn none_fails() {
        let finding = Fixture::app("core").claims(json!({ "sub": null })).fails::<Subject>("");
        assert!(finding.message.contains("no sub"), "{}", finding.message);
    }

    #[test]
    fn a_login_that_never_was_stays_open() {
        let missing = Fixture::app("core").without_account().stays_open::<Subject>("");
        assert_eq!(missing.cause, "no-account");
    }
}
