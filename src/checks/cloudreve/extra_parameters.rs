//! Answer carries no parameters beyond the usual ones.

use crate::check::{Check, Finding, Level, Meta, Missing, Need, NoParams, Outcome};
use crate::evidence::Evidence;

/// Answer carries no parameters beyond the usual ones.
pub struct ExtraParameters;

impl Check for ExtraParameters {
    const META: &'static Meta = &Meta {
        id: "cloudreve-extra-parameters",
        title: "Answer carries no parameters beyond the usual ones",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "iss, session_state and the like are seen to do no harm; nothing is known about others.",
        fix: "Leave parameters out that no specification knows.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        const USUAL: [&str; 8] = ["code", "state", "iss", "session_state", "scope", "authuser", "prompt", "hd"];
        let callback = evidence.flow()?.callback()?;
        let is_usual = |name: &str| USUAL.contains(&name) || name.starts_with("error");
        let others: Vec<&str> =
            callback.parameters.iter().map(|(name, _)| name.as_str()).filter(|name| !is_usual(name)).collect();
        if others.is_empty() {
            return Ok(Outcome::Pass);
        }
        Ok(Finding::new(format!("The answer carries {}", others.join(", ")))
            .compare("code and state", others.join(", "))
            .at(callback.exchange, "")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::Fixture;

    #[test]
    fn the_usual_ones_pass() {
        assert_eq!(
            Fixture::app("cloudreve").callback(json!({ "session_state": "x", "iss": "y" })).judge::<ExtraParameters>(""),
            Outcome::Pass
        );
    }

    #[test]
    fn another_is_told() {
        let finding = Fixture::app("cloudreve").callback(json!({ "trace": "x" })).fails::<ExtraParameters>("");
        assert!(finding.message.contains("trace"), "{}", finding.message);
    }

    #[test]
    fn a_login_that_never_was_stays_open() {
        let missing = Fixture::app("cloudreve").without_account().stays_open::<ExtraParameters>("");
        assert_eq!(missing.cause, "no-account");
    }
}
