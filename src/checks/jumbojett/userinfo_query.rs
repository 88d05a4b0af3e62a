//! A userinfo address that bears another question mark.

use crate::check::{Check, Finding, Level, Meta, Missing, Need, NoParams, Outcome};
use crate::evidence::Evidence;
use crate::recording::Step;

/// `userinfo_endpoint` has no query.
pub struct UserinfoQuery;

impl Check for UserinfoQuery {
    const META: &'static Meta = &Meta {
        id: "jumbojett-userinfo-query",
        title: "userinfo_endpoint has neither a query nor a fragment",
        level: Level::App,
        spec: &[],
        needs: &[Need::Step(Step::Discovery)],
        why: "?schema=openid is written behind the address whatever it holds, so that the last parameter of a query grows by it.",
        fix: "Publish userinfo_endpoint without a query.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        if evidence.profile_is_id_token() {
            return Err(Missing::not_reached("the app does not ask userinfo"));
        }
        let metadata = evidence.reached_metadata()?;
        let endpoint = metadata.text("userinfo_endpoint");
        let Some(url) = endpoint.value() else {
            return Err(Missing::not_reached("there is no userinfo_endpoint"));
        };
        if !url.contains(['?', '#']) {
            return Ok(Outcome::Pass);
        }
        Ok(Finding::new(format!("The app asks {url}?schema=openid"))
            .compare("an address without ? and #", url.to_string())
            .at(evidence.discovery()?.exchange, "/userinfo_endpoint")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::Fixture;

    #[test]
    fn a_query_fails() {
        let app = || Fixture::app("nextcloud-oidc-login");
        assert_eq!(app().judge::<UserinfoQuery>(""), Outcome::Pass);
        let query = app().discovery(json!({ "userinfo_endpoint": "https://op.example.org/userinfo?v=1" }));
        assert!(matches!(query.judge::<UserinfoQuery>(""), Outcome::Fail(_)));
    }
}
