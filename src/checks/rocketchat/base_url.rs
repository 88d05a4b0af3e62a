//! Authorization and token endpoint lie below one URL.

use crate::check::{Check, Finding, Level, Meta, Missing, Need, NoParams, Outcome};
use crate::evidence::Evidence;

/// Authorization and token endpoint lie below one URL.
pub struct BaseUrl;

impl Check for BaseUrl {
    const META: &'static Meta = &Meta {
        id: "rocketchat-base-url",
        title: "Authorization and token endpoint lie below one URL",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "The newer flow puts the one URL before both paths, also before a path that is a whole URL itself.",
        fix: "Serve both endpoints from one host, or put a proxy before them that does.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let plan = evidence.plan()?;
        let whole = |url: &str| url.matches("://").count() == 1 || url.contains(['?', '#']);
        let broken =
            [Some(&plan.authorization.endpoint), plan.token.endpoint.as_ref()].into_iter().flatten().find(|url| !whole(url));
        let Some(url) = broken else { return Ok(Outcome::Pass) };
        Ok(Finding::new(format!("The app would ask {url}")).compare("endpoints below one URL", url.as_str()).into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::checks::rocketchat::support::tests::advised;
    use crate::evidence::fixture::ISSUER;

    #[test]
    fn two_hosts_have_no_url_in_common() {
        let at =
            |token: String| advised("rocketchat-passport").discovery(json!({ "token_endpoint": token })).judge::<BaseUrl>("");
        assert_eq!(at(format!("{ISSUER}/x/token?to=https://x")), Outcome::Pass);
        let Outcome::Fail(finding) = at("https://other.example/token".to_owned()) else { panic!("this must fail") };
        assert!(finding.actual.ends_with("orghttps://other.example/token"), "{}", finding.actual);
        let userinfo = advised("rocketchat-passport").discovery(json!({ "userinfo_endpoint": "https://other.example/me" }));
        assert_eq!(userinfo.judge::<BaseUrl>(""), Outcome::Pass);
    }
}
