//! The app keeps the access token out of addresses.

use crate::account::rocket_chat::identity;
use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;

/// The app keeps the access token out of addresses.
pub struct TokenInAddress;

impl Check for TokenInAddress {
    const META: &'static Meta = &Meta {
        id: "rocketchat-token-in-address",
        title: "The app keeps the access token out of addresses",
        level: Level::App,
        spec: &[SpecRef::new(Doc::Rfc(6750), "5.3")],
        needs: &[Need::Flow],
        why: "An access token in the query ends up in the logs of every server on the way. This is a setting of the app, no fault of the provider.",
        fix: "Set Identity Token Sent Via to Header in the app.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let flow = evidence.reached_flow()?;
        if flow.record.plan.userinfo.token_parameter.is_none() {
            return Ok(Outcome::Pass);
        }
        let (id, _) = identity(evidence)?;
        Ok(Finding::new("The app sends the access token in the query, and the provider takes it from there")
            .compare("Authorization: Bearer", "a parameter of the query")
            .at(id, "")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::rocketchat::support::tests::with_user;

    #[test]
    fn the_shipped_settings_put_it_there() {
        let user = || with_user("rocketchat", serde_json::json!({}));
        assert_eq!(user().judge::<TokenInAddress>(""), Outcome::Pass);
        assert!(matches!(user().set("identity_token_sent_via", "default").judge::<TokenInAddress>(""), Outcome::Fail(_)));
        let both = user().set("identity_token_sent_via", "default").set("token_sent_via", "header");
        assert_eq!(both.judge::<TokenInAddress>(""), Outcome::Pass);
    }
}
