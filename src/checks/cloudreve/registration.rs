//! Sign-in makes an account by itself.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Check, Finding, Level, Meta, Missing, Need, Outcome};
use crate::evidence::Evidence;

/// The switch.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// "Login without registration".
    enabled: bool,
}

/// Sign-in makes an account by itself.
pub struct Registration;

impl Check for Registration {
    const META: &'static Meta = &Meta {
        id: "cloudreve-registration",
        title: "Sign-in makes an account by itself",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "With \"login without registration\" off, only accounts that were linked beforehand get in.",
        fix: "Switch login without registration on, or let users link their account first.",
    };
    type Params = Params;

    fn judge(evidence: &Evidence<'_>, params: &Self::Params) -> Result<Outcome, Missing> {
        if params.enabled {
            return Ok(Outcome::Pass);
        }
        let callback = evidence.flow()?.callback()?;
        Ok(Finding::new("Only accounts that were linked beforehand get in; others see the error 40068, account not linked")
            .compare("login without registration: on", "off")
            .at(callback.exchange, "")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::fixture::Fixture;

    #[test]
    fn on_passes() {
        assert_eq!(Fixture::app("cloudreve").judge::<Registration>("enabled = true"), Outcome::Pass);
    }

    #[test]
    fn off_is_told() {
        let finding = Fixture::app("cloudreve").fails::<Registration>("enabled = false");
        assert!(finding.message.contains("40068"), "{}", finding.message);
    }
}
