//! Logout tokens, as far as they can be told from outside.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::php::jwt::read_header;

/// Logout tokens can carry what the app asks of them, judged by the ID Token of the same provider.
pub struct LogoutToken;

impl Check for LogoutToken {
    const META: &'static Meta = &Meta {
        id: "nextcloud-logout-token",
        title: "The provider calls the app's back-channel logout with a token that the app accepts",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::BackChannelLogout, "2.4"), SpecRef::new(Doc::BackChannelLogout, "2.5")],
        needs: &[Need::Flow],
        why: "The app wants kid and a known alg in the header, and iss, aud, iat, exp, jti, events and sid or sub without a nonce in the claims.",
        fix: "Register the back-channel logout URL of the app; update the provider if its logout tokens lack exp or jti.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let metadata = evidence.reached_metadata()?;
        if metadata.boolean("backchannel_logout_supported").value() != Some(true) {
            return Ok(Outcome::NotApplicable("the provider has no back-channel logout".to_owned()));
        }
        let token = evidence.reached_id_token()?;
        let header = read_header(&token.text).unwrap_or_default();
        if header.get("kid").is_none_or(serde_json::Value::is_null) {
            return Ok(Finding::new("The provider signs without kid, so that the app refuses its logout tokens, too")
                .compare("a kid", "none")
                .at(token.exchange, "/id_token/header/kid")
                .into());
        }
        // The token itself goes from the provider to the app, where this tester does not stand.
        Ok(Outcome::NotApplicable("a logout token is sent to the app itself, and was not seen".to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::Fixture;

    #[test]
    fn a_provider_without_kid_is_told() {
        let fixture = || Fixture::app("nextcloud-user-oidc").discovery(json!({ "backchannel_logout_supported": true }));
        assert!(matches!(fixture().judge::<LogoutToken>(""), Outcome::NotApplicable(_)));
        assert!(matches!(fixture().header(json!({ "kid": null })).judge::<LogoutToken>(""), Outcome::Fail(_)));
    }
}
