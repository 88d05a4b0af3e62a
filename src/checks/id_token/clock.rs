//! Clock of the provider is right: iat is the time of issue.

use serde_json::Value;

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;

/// Clock of the provider is right: iat is the time of issue.
pub struct Clock;

impl Check for Clock {
    const META: &'static Meta = &Meta {
        id: "id-token-clock",
        title: "Clock of the provider is right: iat is the time of issue",
        level: Level::Should,
        spec: &[SpecRef::new(Doc::OidcCore, "2"), SpecRef::new(Doc::OidcCore, "3.1.3.7")],
        needs: &[Need::Flow],
        why: "Clients refuse tokens from the future, and tokens that are too old; their tolerance is a minute or \
              less.",
        fix: "Synchronise the clock of the provider (and of this machine) by NTP.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let flow = evidence.flow()?;
        let claims = flow.id_token_claims()?;
        let place = flow.token_exchange_id()?;

        const TOLERANCE: f64 = 60.0;
        let now = flow.token_exchange()?.1.received_at_ms as f64 / 1000.0;
        let Some(iat) = claims.get("iat").and_then(Value::as_f64) else {
            return Err(Missing::new("no-id-token", "the ID Token has no iat that is a number"));
        };
        let ahead = iat - now;
        if ahead.abs() <= TOLERANCE {
            return Ok(Outcome::Pass);
        }
        let direction = if ahead > 0.0 { "after" } else { "before" };
        Ok(Finding::new(format!("The ID Token says it was issued {:.0} seconds {direction} it arrived here", ahead.abs()))
            .compare(format!("about {now:.0}"), iat.to_string())
            .at(place, "/id_token/payload/iat")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Fixture, NOW};

    #[test]
    fn now_passes() {
        assert_eq!(Fixture::app("core").judge::<Clock>(""), Outcome::Pass);
    }

    #[test]
    fn the_future_fails() {
        let finding = Fixture::app("core").claims(json!({ "iat": NOW + 90 })).fails::<Clock>("");
        assert!(finding.message.contains("90 seconds after"), "{}", finding.message);
    }

    #[test]
    fn the_past_fails() {
        let finding = Fixture::app("core").claims(json!({ "iat": NOW - 400 })).fails::<Clock>("");
        assert!(finding.message.contains("400 seconds before"), "{}", finding.message);
    }

    #[test]
    fn a_login_that_never_was_stays_open() {
        let missing = Fixture::app("core").without_account().stays_open::<Clock>("");
        assert_eq!(missing.cause, "no-account");
    }
}
