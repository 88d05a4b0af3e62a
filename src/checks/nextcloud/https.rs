//! Nextcloud's own URL.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Check, Finding, Level, Meta, Missing, Need, Outcome};
use crate::evidence::Evidence;
use crate::recording::Step;

/// The app itself is reached over https.
pub struct OwnHttps;

/// The switches.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// Settings any of which allows http.
    unless: Vec<String>,
}

impl Check for OwnHttps {
    const META: &'static Meta = &Meta {
        id: "app-over-https",
        title: "The app itself is reached over https",
        level: Level::App,
        spec: &[],
        needs: &[Need::Step(Step::Discovery)],
        why: "The app refuses to begin a login over plain http.",
        fix: "Serve Nextcloud over https; behind a proxy, set overwriteprotocol to https.",
    };
    type Params = Params;

    fn judge(evidence: &Evidence<'_>, params: &Params) -> Result<Outcome, Missing> {
        let url = &evidence.view().target.app_url;
        if !url.starts_with("http://") || params.unless.iter().any(|name| evidence.settings().is_on(name)) {
            return Ok(Outcome::Pass);
        }
        Ok(Finding::new(format!("Nextcloud is reached over plain http: {url}")).compare("https", "http").into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::fixture::Fixture;

    #[test]
    fn plain_http_fails_unless_allowed() {
        const PARAMS: &str = "unless = [\"allow_insecure_http\"]";
        let mut fixture = Fixture::app("nextcloud-user-oidc");
        assert_eq!(fixture.clone().judge::<OwnHttps>(PARAMS), Outcome::Pass);
        fixture.target.app_url = "http://cloud.example.com".to_owned();
        assert!(matches!(fixture.clone().judge::<OwnHttps>(PARAMS), Outcome::Fail(_)));
        assert_eq!(fixture.set("allow_insecure_http", true).judge::<OwnHttps>(PARAMS), Outcome::Pass);
    }
}
