//! A lifetime that is over before it begins.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::{Evidence, ServerCall};
use crate::wire::Endpoint;

/// Access tokens live long enough for one userinfo request.
pub struct Lifetime;

impl Check for Lifetime {
    const META: &'static Meta = &Meta {
        id: "social-login-lifetime",
        title: "expires_in is well above 0 where a refresh token comes along",
        level: Level::Should,
        spec: &[SpecRef::new(Doc::Rfc(6749), "5.1")],
        needs: &[Need::Flow],
        why: "With a lifetime that is over the app refreshes before it asks userinfo, and that request has no client authentication.",
        fix: "Give expires_in in seconds, well above 0, or leave the refresh token out.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let (id, members) = evidence.hybridauth_members(ServerCall::Token)?;
        if evidence.endpoint(Endpoint::Userinfo).is_none() {
            return Ok(Outcome::NotApplicable("without a userinfo URL the app never refreshes".to_owned()));
        }
        if crate::php::hybridauth::due_refresh(&members).is_none() {
            return Ok(Outcome::Pass);
        }
        let actual = members.get("expires_in").map(ToString::to_string).unwrap_or_default();
        Ok(Finding::new("The app refreshes at every login, before it asks userinfo, without client authentication")
            .compare("expires_in above 0, or no refresh token", format!("expires_in {actual}"))
            .at(id, "/expires_in")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::Fixture;

    #[test]
    fn only_with_a_refresh_token() {
        let judge = |change| Fixture::app("nextcloud-sociallogin").token(change).judge::<Lifetime>("");
        assert_eq!(judge(json!({ "expires_in": 0 })), Outcome::Pass);
        assert_eq!(judge(json!({ "refresh_token": "rt-1" })), Outcome::Pass);
        assert!(matches!(judge(json!({ "expires_in": "soon", "refresh_token": "rt-1" })), Outcome::Fail(_)));
    }
}
