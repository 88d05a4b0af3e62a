//! Token exchange for integration apps.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::Step;

/// The grant type of RFC 8693.
const GRANT: &str = "urn:ietf:params:oauth:grant-type:token-exchange";

/// The provider advertises token exchange.
pub struct TokenExchange;

impl Check for TokenExchange {
    const META: &'static Meta = &Meta {
        id: "nextcloud-token-exchange",
        title: "grant_types_supported names the token exchange",
        level: Level::May,
        spec: &[SpecRef::new(Doc::Rfc(8693), "2.1"), SpecRef::new(Doc::Rfc(8414), "2")],
        needs: &[Need::Step(Step::Discovery)],
        why: "Other Nextcloud apps ask user_oidc for tokens of their own audience, which it gets by token exchange.",
        fix: "Switch token exchange on for this client, if an integration app needs it.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let metadata = evidence.reached_metadata()?;
        let grants = metadata.list("grant_types_supported").value().unwrap_or_default();
        if grants.contains(&GRANT) {
            return Ok(Outcome::Pass);
        }
        Ok(Finding::new("The provider does not advertise the token exchange")
            .compare(GRANT, if grants.is_empty() { "none".to_owned() } else { grants.join(", ") })
            .at(evidence.discovery()?.exchange, "/grant_types_supported")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::Fixture;

    #[test]
    fn it_must_be_advertised() {
        let fixture = || Fixture::app("nextcloud-user-oidc");
        assert!(matches!(fixture().judge::<TokenExchange>(""), Outcome::Fail(_)));
        let with = fixture().discovery(json!({ "grant_types_supported": ["authorization_code", GRANT] }));
        assert_eq!(with.judge::<TokenExchange>(""), Outcome::Pass);
    }
}
