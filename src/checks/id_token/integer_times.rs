//! Times in the ID Token are whole numbers.

use serde_json::Value;

use crate::check::{Check, Finding, Level, Meta, Missing, Need, NoParams, Outcome};
use crate::evidence::Evidence;
use crate::oidc::json::excerpt;

/// Times in the ID Token are whole numbers.
pub struct IntegerTimes;

impl Check for IntegerTimes {
    const META: &'static Meta = &Meta {
        id: "id-token-integer-times",
        title: "Times in the ID Token are whole numbers",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "Some client libraries take times only as JSON integers; 1.7e9 or a fraction ends the login there.",
        fix: "Write exp, iat, nbf and auth_time without fraction and exponent.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let flow = evidence.flow()?;
        let claims = flow.id_token_claims()?;
        let place = flow.token_exchange_id()?;

        let is_odd = |name: &&str| matches!(claims.get(*name), Some(Value::Number(n)) if !n.is_i64() && !n.is_u64());
        let odd: Vec<&str> = ["exp", "iat", "nbf", "auth_time"].into_iter().filter(is_odd).collect();
        let Some(first) = odd.first() else {
            return Ok(Outcome::Pass);
        };
        Ok(Finding::new(format!("Times in the ID Token are no whole numbers: {}", odd.join(", ")))
            .compare("whole seconds", claims.get(*first).map(excerpt).unwrap_or_default())
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
    fn whole_seconds_pass() {
        assert_eq!(Fixture::app("core").judge::<IntegerTimes>(""), Outcome::Pass);
    }

    #[test]
    fn a_fraction_fails() {
        let finding = Fixture::app("core").claims(json!({ "auth_time": 1.5 })).fails::<IntegerTimes>("");
        assert!(finding.message.contains("auth_time"), "{}", finding.message);
    }

    #[test]
    fn a_login_that_never_was_stays_open() {
        let missing = Fixture::app("core").without_account().stays_open::<IntegerTimes>("");
        assert_eq!(missing.cause, "no-account");
    }
}
