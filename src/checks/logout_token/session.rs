//! sid of the Logout Token is that of the ID Token.

use serde_json::Value;

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::{Evidence, RegisteredClient};
use crate::oidc::CompactJws;
use crate::recording::Step;

/// sid of the Logout Token is that of the ID Token.
pub struct Session;

impl Check for Session {
    const META: &'static Meta = &Meta {
        id: "logout-token-session",
        title: "sid of the Logout Token is that of the ID Token",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::BackChannelLogout, "2.4"), SpecRef::new(Doc::BackChannelLogout, "2.1")],
        needs: &[Need::Step(Step::Discovery), Need::Step(Step::EndSessionWithHint), Need::Step(Step::BackChannelLogout)],
        why: "By sid a client ends one session; by another one it ends none, and without it all of the user.",
        fix: "Put the same sid into ID Tokens and Logout Tokens where backchannel_logout_session_supported is true.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let (message, text) = evidence.logout_token()?;
        let token = CompactJws::parse(&text);
        let supported = evidence.metadata()?.boolean("backchannel_logout_session_supported").value() == Some(true);
        // A provider may keep it to the clients that ask for it (section 2.2).
        let asked =
            |client: RegisteredClient<'_>| client.asked.get("backchannel_logout_session_required") == Some(&Value::Bool(true));
        let required = evidence.registration().is_ok_and(asked);
        let (sid, known) = (token.claim("sid"), evidence.issued_claims("sid"));
        match sid {
            None if !supported => Ok(Outcome::NotApplicable("the provider does not announce sid".to_owned())),
            None if !required => Ok(Outcome::NotApplicable("nothing says that this client requires sid".to_owned())),
            Some(sid) if known.contains(sid) => Ok(Outcome::Pass),
            other => {
                let actual = other.map_or("no sid".to_owned(), Value::to_string);
                let expected = known.first().map_or("the sid of an ID Token".to_owned(), Value::to_string);
                Ok(Finding::new(format!("sid of the Logout Token is that of no ID Token: {actual}"))
                    .compare(expected, actual)
                    .at(message.exchange, "/logout_token/payload/sid")
                    .into())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::support::fixture::*;
    use super::*;

    #[test]
    fn the_same_passes() {
        assert_eq!(heard(json!({}), json!({})).judge::<Session>(""), Outcome::Pass);
    }

    #[test]
    fn another_fails_and_none_where_it_is_announced() {
        assert_eq!(heard(json!({}), json!({ "sid": "x" })).fails::<Session>("").actual, "\"x\"");
        let none = || heard(json!({}), json!({ "sid": null }));
        assert!(matches!(none().judge::<Session>(""), Outcome::NotApplicable(_)));
        let announced = || none().discovery(json!({ "backchannel_logout_session_supported": true }));
        assert!(matches!(announced().judge::<Session>(""), Outcome::NotApplicable(_)));
        assert_eq!(required(announced()).fails::<Session>("").actual, "no sid");
    }
}
