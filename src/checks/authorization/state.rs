//! state comes back unchanged.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;

/// state comes back unchanged.
pub struct State;

impl Check for State {
    const META: &'static Meta = &Meta {
        id: "authorization-state",
        title: "state comes back unchanged",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::Rfc(6749), "4.1.2"), SpecRef::new(Doc::OidcCore, "3.1.2.5")],
        needs: &[Need::Flow],
        why: "The app finds its own session by it and refuses every other value.",
        fix: "Treat state as opaque text and return it byte for byte, through login, consent and error alike.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let flow = evidence.flow()?;
        let callback = flow.callback()?;
        let Some(sent) = &flow.record.sent.state else {
            return Ok(Outcome::NotApplicable("no state was sent".to_owned()));
        };
        match callback.parameter("state") {
            Some(state) if state == sent => Ok(Outcome::Pass),
            found => {
                let actual = found.map_or("no state".to_owned(), |state| format!("{state:?}"));
                Ok(Finding::new(format!("The login comes back with {actual}"))
                    .compare(format!("{sent:?}"), actual)
                    .at(callback.exchange, "")
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
    fn the_same_passes() {
        assert_eq!(Fixture::app("core").judge::<State>(""), Outcome::Pass);
    }

    #[test]
    fn none_fails() {
        let finding = Fixture::app("core").callback(json!({ "state": null })).fails::<State>("");
        assert!(finding.message.contains("no state"), "{}", finding.message);
    }

    #[test]
    fn another_fails() {
        let finding = Fixture::app("core").callback(json!({ "state": "state" })).fails::<State>("");
        assert!(finding.message.contains("state"), "{}", finding.message);
    }

    #[test]
    fn a_login_that_never_was_stays_open() {
        let missing = Fixture::app("core").without_account().stays_open::<State>("");
        assert_eq!(missing.cause, "no-account");
    }
}
