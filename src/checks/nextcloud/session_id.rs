//! `sid`, for the back-channel logout.

use serde_json::Value;

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::oidc::json::excerpt;

/// The ID Token has a `sid`.
pub struct SessionId;

impl Check for SessionId {
    const META: &'static Meta = &Meta {
        id: "nextcloud-session-id",
        title: "The ID Token names its session with sid",
        level: Level::Should,
        spec: &[SpecRef::new(Doc::BackChannelLogout, "2.1")],
        needs: &[Need::Flow],
        why: "The app keeps one session for each sid; without any, only the latest login of the whole instance can be ended from outside.",
        fix: "Put sid into ID Tokens (backchannel_logout_session_supported).",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let metadata = evidence.reached_metadata()?;
        if metadata.boolean("backchannel_logout_supported").value() != Some(true) {
            return Ok(Outcome::NotApplicable("the provider has no back-channel logout".to_owned()));
        }
        let token = evidence.reached_id_token()?;
        let claims = evidence.reached_claims()?;
        match claims.get("sid") {
            Some(Value::String(_)) => Ok(Outcome::Pass),
            other => Ok(Finding::new("The ID Token has no sid that is text")
                .compare("text", other.map_or_else(|| "none".to_owned(), excerpt))
                .at(token.exchange, "/id_token/payload/sid")
                .into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::Fixture;

    #[test]
    fn back_channel_logout_needs_it() {
        let fixture = || Fixture::app("nextcloud-user-oidc").discovery(json!({ "backchannel_logout_supported": true }));
        assert_eq!(fixture().judge::<SessionId>(""), Outcome::Pass);
        assert!(matches!(fixture().claims(json!({ "sid": null })).judge::<SessionId>(""), Outcome::Fail(_)));
        assert!(matches!(Fixture::app("nextcloud-user-oidc").judge::<SessionId>(""), Outcome::NotApplicable(_)));
    }
}
