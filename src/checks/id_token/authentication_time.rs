//! auth_time of the ID Token is a number that is not in the future.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::oidc::json::excerpt;

/// auth_time of the ID Token is a number that is not in the future.
pub struct AuthenticationTime;

impl Check for AuthenticationTime {
    const META: &'static Meta = &Meta {
        id: "id-token-authentication-time",
        title: "auth_time of the ID Token is a number that is not in the future",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "2")],
        needs: &[Need::Flow],
        why: "Clients that ask for a fresh login compare it.",
        fix: "Write auth_time as a JSON number of seconds, or leave it out.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let flow = evidence.flow()?;
        let claims = flow.id_token_claims()?;
        let place = flow.token_exchange_id()?;

        let Some(auth_time) = claims.get("auth_time") else {
            return Ok(Outcome::NotApplicable("the ID Token has no auth_time".to_owned()));
        };
        let now = flow.token_exchange()?.1.received_at_ms as f64 / 1000.0;
        match auth_time.as_f64() {
            // The clock has a requirement of its own; here a minute of difference is forgiven.
            Some(seconds) if seconds <= now + 60.0 => Ok(Outcome::Pass),
            _ => Ok(Finding::new(format!("auth_time of the ID Token is {}", excerpt(auth_time)))
                .compare(format!("a number up to {now:.0}"), excerpt(auth_time))
                .at(place, "/id_token/payload/auth_time")
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
        assert!(matches!(Fixture::app("core").judge::<AuthenticationTime>(""), Outcome::NotApplicable(_)));
    }

    #[test]
    fn a_number_passes() {
        assert_eq!(Fixture::app("core").claims(json!({ "auth_time": NOW })).judge::<AuthenticationTime>(""), Outcome::Pass);
    }

    #[test]
    fn text_fails() {
        let finding = Fixture::app("core").claims(json!({ "auth_time": "now" })).fails::<AuthenticationTime>("");
        assert!(finding.message.contains("now"), "{}", finding.message);
    }

    #[test]
    fn the_future_fails() {
        let finding = Fixture::app("core").claims(json!({ "auth_time": NOW + 600 })).fails::<AuthenticationTime>("");
        assert!(!finding.message.is_empty() && !finding.evidence.is_empty());
    }

    #[test]
    fn a_login_that_never_was_stays_open() {
        let missing = Fixture::app("core").without_account().stays_open::<AuthenticationTime>("");
        assert_eq!(missing.cause, "no-account");
    }
}
