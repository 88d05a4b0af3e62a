//! state comes back.

use crate::check::{Check, Finding, Level, Meta, Missing, Need, NoParams, Outcome};
use crate::evidence::Evidence;

/// state comes back.
pub struct SessionId;

impl Check for SessionId {
    const META: &'static Meta = &Meta {
        id: "cloudreve-session-id",
        title: "state comes back",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "Cloudreve keeps the id of its sign-in session in state; the callback page cannot go on without it.",
        fix: "Return state with every answer, unchanged.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let callback = evidence.flow()?.callback()?;
        if callback.parameter("state").is_some_and(|state| !state.is_empty()) {
            return Ok(Outcome::Pass);
        }
        Ok(Finding::new("The login comes back without state")
            .compare("state, a UUID", "no state")
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
    fn a_state_passes() {
        assert_eq!(Fixture::app("cloudreve").judge::<SessionId>(""), Outcome::Pass);
    }

    #[test]
    fn none_fails() {
        let finding = Fixture::app("cloudreve").callback(json!({ "state": null })).fails::<SessionId>("");
        assert!(finding.message.contains("without state"), "{}", finding.message);
    }

    #[test]
    fn an_empty_one_fails() {
        let finding = Fixture::app("cloudreve").callback(json!({ "state": "" })).fails::<SessionId>("");
        assert!(finding.message.contains("without state"), "{}", finding.message);
    }

    #[test]
    fn a_login_that_never_was_stays_open() {
        let missing = Fixture::app("cloudreve").without_account().stays_open::<SessionId>("");
        assert_eq!(missing.cause, "no-account");
    }
}
