//! What survives of `authorization_endpoint`.

use crate::check::{Check, Finding, Level, Meta, Missing, Need, NoParams, Outcome};
use crate::evidence::Evidence;
use crate::recording::Step;

/// `authorization_endpoint` survives the app's cleaning.
pub struct AuthorizationPath;

impl Check for AuthorizationPath {
    const META: &'static Meta = &Meta {
        id: "nextcloud-authorization-path",
        title: "authorization_endpoint is ASCII, without quotes or & before its query",
        level: Level::App,
        spec: &[],
        needs: &[Need::Step(Step::Discovery)],
        why: "The app removes other characters and writes entities for these, so that the browser goes to another address.",
        fix: "Give the authorization endpoint a plain path.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let metadata = evidence.reached_metadata()?;
        let Some(endpoint) = metadata.text("authorization_endpoint").value() else {
            return Err(Missing::not_reached("there is no authorization_endpoint"));
        };
        let Ok(plan) = evidence.plan() else {
            return Err(Missing::not_reached("the app cannot begin a login"));
        };
        let base = endpoint.split(['?', '#']).next().unwrap_or_default();
        if plan.authorization.endpoint == base {
            return Ok(Outcome::Pass);
        }
        Ok(Finding::new("The app changes authorization_endpoint before it sends the browser there")
            .compare(base, plan.authorization.endpoint.clone())
            .at(evidence.discovery()?.exchange, "/authorization_endpoint")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Fixture, ISSUER};

    #[test]
    fn changed_paths_are_told() {
        let judge = |path: &str| {
            let change = json!({ "authorization_endpoint": format!("{ISSUER}{path}") });
            Fixture::app("nextcloud-user-oidc").discovery(change).judge::<AuthorizationPath>("")
        };
        assert_eq!(judge("/auth"), Outcome::Pass);
        assert_eq!(judge("/auth?a=b&c=d#e"), Outcome::Pass);
        for bad in ["/a&b", "/ä", "/it's"] {
            assert!(matches!(judge(bad), Outcome::Fail(_)), "{bad}");
        }
    }
}
