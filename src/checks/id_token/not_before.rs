//! nbf of the ID Token is a number that is not in the future.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::oidc::json::excerpt;

/// nbf of the ID Token is a number that is not in the future.
pub struct NotBefore;

impl Check for NotBefore {
    const META: &'static Meta = &Meta {
        id: "id-token-not-before",
        title: "nbf of the ID Token is a number that is not in the future",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::Rfc(7519), "4.1.5")],
        needs: &[Need::Flow],
        why: "A client must not accept the token before that time.",
        fix: "Leave nbf out, or set it to the time of issue.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let flow = evidence.flow()?;
        let claims = flow.id_token_claims()?;
        let place = flow.token_exchange_id()?;

        let now = flow.token_exchange()?.1.received_at_ms as f64 / 1000.0;
        let Some(nbf) = claims.get("nbf") else {
            return Ok(Outcome::NotApplicable("the ID Token has no nbf".to_owned()));
        };
        match nbf.as_f64() {
            // One second for the rounding of both clocks.
            Some(seconds) if seconds <= now + 1.0 => Ok(Outcome::Pass),
            _ => Ok(Finding::new(format!("The ID Token is not valid yet: nbf is {}", excerpt(nbf)))
                .compare(format!("a number up to {now:.0}"), excerpt(nbf))
                .at(place, "/id_token/payload/nbf")
                .into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Fixture, NOW};

    #[test]
    fn none_does_not_count() {
        assert!(matches!(Fixture::app("core").judge::<NotBefore>(""), Outcome::NotApplicable(_)));
    }

    #[test]
    fn now_passes() {
        assert_eq!(Fixture::app("core").claims(json!({ "nbf": NOW })).judge::<NotBefore>(""), Outcome::Pass);
    }

    #[test]
    fn the_future_fails() {
        let finding = Fixture::app("core").claims(json!({ "nbf": NOW + 30 })).fails::<NotBefore>("");
        assert!(finding.message.contains("not valid yet"), "{}", finding.message);
    }

    #[test]
    fn text_fails() {
        let finding = Fixture::app("core").claims(json!({ "nbf": "0" })).fails::<NotBefore>("");
        assert!(!finding.message.is_empty() && !finding.evidence.is_empty());
    }

    #[test]
    fn a_login_that_never_was_stays_open() {
        let missing = Fixture::app("core").without_account().stays_open::<NotBefore>("");
        assert_eq!(missing.cause, "no-account");
    }
}
