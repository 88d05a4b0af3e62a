//! exp of the ID Token is a number in the future.

use serde_json::Value;

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::oidc::json::excerpt;

/// exp of the ID Token is a number in the future.
pub struct Expiry;

impl Check for Expiry {
    const META: &'static Meta = &Meta {
        id: "id-token-expiry",
        title: "exp of the ID Token is a number in the future",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "2")],
        needs: &[Need::Flow],
        why: "A client must refuse an expired token, and one whose exp it cannot read.",
        fix: "Write exp as a JSON number of seconds, some minutes ahead; check the clock of the provider.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let flow = evidence.flow()?;
        let claims = flow.id_token_claims()?;
        let place = flow.token_exchange_id()?;

        let now = flow.token_exchange()?.1.received_at_ms / 1000;
        let Some(exp) = claims.get("exp").and_then(Value::as_f64) else {
            let actual = claims.get("exp").map_or("no exp".to_owned(), excerpt);
            return Ok(Finding::new(format!("The ID Token has {actual} where exp should be a number"))
                .compare("a number of seconds", actual)
                .at(place, "/id_token/payload/exp")
                .into());
        };
        if exp > now as f64 {
            return Ok(Outcome::Pass);
        }
        Ok(Finding::new(format!("The ID Token was expired when it arrived, {} seconds ago", now as f64 - exp))
            .compare(format!("later than {now}"), exp.to_string())
            .at(place, "/id_token/payload/exp")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Fixture, NOW};

    #[test]
    fn the_future_passes() {
        assert_eq!(Fixture::app("core").judge::<Expiry>(""), Outcome::Pass);
    }

    #[test]
    fn the_past_fails() {
        let finding = Fixture::app("core").claims(json!({ "exp": NOW - 1 })).fails::<Expiry>("");
        assert!(finding.message.contains("1 seconds ago"), "{}", finding.message);
    }

    #[test]
    fn text_fails() {
        let finding = Fixture::app("core").claims(json!({ "exp": "1900000000" })).fails::<Expiry>("");
        assert!(finding.message.contains("1900000000"), "{}", finding.message);
    }

    #[test]
    fn none_fails() {
        let finding = Fixture::app("core").claims(json!({ "exp": null })).fails::<Expiry>("");
        assert!(finding.message.contains("no exp"), "{}", finding.message);
    }

    #[test]
    fn a_login_that_never_was_stays_open() {
        let missing = Fixture::app("core").without_account().stays_open::<Expiry>("");
        assert_eq!(missing.cause, "no-account");
    }
}
