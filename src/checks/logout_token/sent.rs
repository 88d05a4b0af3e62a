//! A Logout Token is sent when a session ends.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::Step;

/// A Logout Token is sent when a session ends.
pub struct Sent;

impl Check for Sent {
    const META: &'static Meta = &Meta {
        id: "logout-token-sent",
        title: "A Logout Token is sent when a session ends",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::BackChannelLogout, "2.5")],
        needs: &[Need::Step(Step::Discovery), Need::Step(Step::EndSessionWithHint), Need::Step(Step::BackChannelLogout)],
        why: "Apps whose session is not ended stay open for whoever sits at the browser next.",
        fix: "Send a Logout Token to the backchannel_logout_uri of every client of the session, or take backchannel_logout_supported out of the metadata.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        if !evidence.logout_messages()?.is_empty() {
            return Ok(Outcome::Pass);
        }
        let was_told = evidence.registration().is_ok_and(|client| client.asked.contains_key("backchannel_logout_uri"));
        if !was_told {
            return Err(Missing::new(
                "not-observed",
                "no Logout Token came; whether the client is registered with the address of this run is not known",
            ));
        }
        Ok(Finding::new("Sessions ended, and no Logout Token came")
            .compare("a POST to backchannel_logout_uri", "nothing")
            .at(evidence.discovery()?.exchange, "/backchannel_logout_supported")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::support::fixture::*;
    use super::*;
    use crate::evidence::fixture::Fixture;

    #[test]
    fn one_passes() {
        assert_eq!(heard(json!({}), json!({})).judge::<Sent>(""), Outcome::Pass);
    }

    #[test]
    fn silence_fails_where_the_client_was_registered_for_it() {
        assert!(silent(true).fails::<Sent>("").message.contains("no Logout Token came"));
        assert_eq!(silent(false).stays_open::<Sent>("").cause, "not-observed");
    }

    #[test]
    fn a_run_that_does_not_listen_does_not_count() {
        assert!(matches!(Fixture::app("core").judge::<Sent>(""), Outcome::NotApplicable(_)));
    }
}
