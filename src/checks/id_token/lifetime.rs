//! ID Token lives between a minute and a day.

use serde_json::Value;

use crate::check::{Check, Finding, Level, Meta, Missing, Need, NoParams, Outcome};
use crate::evidence::Evidence;

/// ID Token lives between a minute and a day.
pub struct Lifetime;

impl Check for Lifetime {
    const META: &'static Meta = &Meta {
        id: "id-token-lifetime",
        title: "ID Token lives between a minute and a day",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "A shorter life ends logins on slow networks; a longer one makes a stolen token useful for long.",
        fix: "Let ID Tokens live for some minutes up to an hour.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let flow = evidence.flow()?;
        let claims = flow.id_token_claims()?;
        let place = flow.token_exchange_id()?;

        let (Some(exp), Some(iat)) = (claims.get("exp").and_then(Value::as_f64), claims.get("iat").and_then(Value::as_f64))
        else {
            return Err(Missing::new("no-id-token", "exp and iat of the ID Token are not both numbers"));
        };
        let seconds = exp - iat;
        if (60.0..=86_400.0).contains(&seconds) {
            return Ok(Outcome::Pass);
        }
        Ok(Finding::new(format!("The ID Token lives for {seconds:.0} seconds"))
            .compare("60 to 86400 seconds", format!("{seconds:.0} seconds"))
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
    fn five_minutes_pass() {
        assert_eq!(Fixture::app("core").judge::<Lifetime>(""), Outcome::Pass);
    }

    #[test]
    fn ten_seconds_fail() {
        let finding = Fixture::app("core").claims(json!({ "exp": NOW + 10 })).fails::<Lifetime>("");
        assert!(finding.message.contains("10 seconds"), "{}", finding.message);
    }

    #[test]
    fn a_year_fails() {
        let finding = Fixture::app("core").claims(json!({ "exp": NOW + 31_536_000 })).fails::<Lifetime>("");
        assert!(finding.message.contains("31536000"), "{}", finding.message);
    }

    #[test]
    fn a_login_that_never_was_stays_open() {
        let missing = Fixture::app("core").without_account().stays_open::<Lifetime>("");
        assert_eq!(missing.cause, "no-account");
    }
}
