//! Logout by Nextcloud's server, without a browser.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::Step;
use crate::wire::Version;

/// The hint alone is enough for a logout.
pub struct ServerLogout;

/// Which server.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// Version of Nextcloud; the server calls since 32.
    nextcloud: String,
}

impl Check for ServerLogout {
    const META: &'static Meta = &Meta {
        id: "nextcloud-server-logout",
        title: "The end session endpoint accepts a logout with the hint, without a question",
        level: Level::Should,
        spec: &[SpecRef::new(Doc::RpInitiatedLogout, "2")],
        needs: &[Need::Flow, Need::Step(Step::EndSessionWithHint)],
        why: "When a Nextcloud session is revoked, Nextcloud 32 and later call the endpoint from the server, with nothing but the hint.",
        fix: "End the session that the hint names, also for an expired hint, without cookies and without a page.",
    };
    type Params = Params;

    fn judge(evidence: &Evidence<'_>, params: &Params) -> Result<Outcome, Missing> {
        let server: Version = params.nextcloud.parse().unwrap_or_else(|_| Version::from_numbers(&[0]));
        if server < Version::from_numbers(&[32]) {
            return Ok(Outcome::NotApplicable(format!("Nextcloud {server} does not call the provider at a logout")));
        }
        evidence.reached_id_token()?;
        if evidence.reached_metadata()?.text("end_session_endpoint").value().is_none() {
            return Ok(Outcome::NotApplicable("there is no end_session_endpoint".to_owned()));
        }
        let (id, response) = evidence.response(Step::EndSessionWithHint)?;
        if response.status < 400 {
            return Ok(Outcome::Pass);
        }
        Ok(Finding::new(format!("A logout with the hint is answered with status {}", response.status))
            .compare("the end of the session", format!("status {}", response.status))
            .at(id, "")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    #[test]
    fn only_newer_servers_call() {
        let judge = |status: u16, nextcloud: &str| {
            let answer = Answer::raw(status, "text/html", "");
            let fixture = Fixture::app("nextcloud-user-oidc").step(Step::EndSessionWithHint, vec![answer], None);
            fixture.judge::<ServerLogout>(&format!("nextcloud = {nextcloud:?}"))
        };
        assert!(matches!(judge(400, "31.0.6"), Outcome::NotApplicable(_)));
        assert!(matches!(judge(400, "32.0.1"), Outcome::Fail(_)));
        assert_eq!(judge(302, "32.0.1"), Outcome::Pass);
    }
}
