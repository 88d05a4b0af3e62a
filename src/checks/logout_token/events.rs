//! The Logout Token holds the event of a back-channel logout, as an object.

use serde_json::Value;

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::oidc::CompactJws;
use crate::oidc::names::BACKCHANNEL_LOGOUT_EVENT;
use crate::recording::Step;

/// The Logout Token holds the event of a back-channel logout, as an object.
pub struct Events;

impl Check for Events {
    const META: &'static Meta = &Meta {
        id: "logout-token-events",
        title: "The Logout Token holds the event of a back-channel logout, as an object",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::BackChannelLogout, "2.4"), SpecRef::new(Doc::BackChannelLogout, "2.6")],
        needs: &[Need::Step(Step::Discovery), Need::Step(Step::EndSessionWithHint), Need::Step(Step::BackChannelLogout)],
        why: "It is what makes a token a Logout Token; some clients take a list for nothing.",
        fix: "Put events: {\"http://schemas.openid.net/event/backchannel-logout\": {}} into the token.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let (message, text) = evidence.logout_token()?;
        let token = CompactJws::parse(&text);
        let event = token.claim("events").and_then(|events| events.get(BACKCHANNEL_LOGOUT_EVENT));
        if event.is_some_and(Value::is_object) {
            return Ok(Outcome::Pass);
        }
        let actual = token.claim("events").map_or("no events".to_owned(), Value::to_string);
        Ok(Finding::new(format!("The Logout Token does not hold its event as an object: {actual}"))
            .compare(format!("{{\"{BACKCHANNEL_LOGOUT_EVENT}\": {{}}}}"), actual)
            .at(message.exchange, "/logout_token/payload/events")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::support::fixture::*;
    use super::*;

    #[test]
    fn an_object_passes() {
        assert_eq!(heard(json!({}), json!({})).judge::<Events>(""), Outcome::Pass);
    }

    #[test]
    fn none_and_a_list_fail() {
        assert_eq!(heard(json!({}), json!({ "events": null })).fails::<Events>("").actual, "no events");
        heard(json!({}), json!({ "events": { BACKCHANNEL_LOGOUT_EVENT: [] } })).fails::<Events>("");
    }
}
