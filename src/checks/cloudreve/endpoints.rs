//! Discovery document names authorization, token and userinfo endpoint as absolute URLs.

use crate::check::{Check, Finding, Level, Meta, Missing, Need, NoParams, Outcome};
use crate::evidence::Evidence;
use crate::oidc::json::excerpt;
use crate::recording::Step;

/// Discovery document names authorization, token and userinfo endpoint as absolute URLs.
pub struct Endpoints;

impl Check for Endpoints {
    const META: &'static Meta = &Meta {
        id: "cloudreve-endpoints",
        title: "Discovery document names authorization, token and userinfo endpoint as absolute URLs",
        level: Level::App,
        spec: &[],
        needs: &[Need::Step(Step::Discovery)],
        why: "Cloudreve sends the browser to the first and calls the other two itself; all profile data come from \
              userinfo.",
        fix: "Publish authorization_endpoint, token_endpoint and userinfo_endpoint with scheme and host.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let metadata = evidence.metadata()?;
        let is_absolute =
            |url: &str| url::Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
        let usable = |name: &&&str| metadata.text(name).value().is_some_and(is_absolute);
        let wrong: Vec<&str> = ["authorization_endpoint", "token_endpoint", "userinfo_endpoint"]
            .iter()
            .filter(|name| !usable(name))
            .copied()
            .collect();
        let Some(first) = wrong.first() else {
            return Ok(Outcome::Pass);
        };
        let actual = metadata.0.get(*first).map_or("no such member".to_owned(), excerpt);
        Ok(Finding::new(format!("The discovery document has no usable {}", wrong.join(", ")))
            .compare("absolute URLs", actual)
            .at(evidence.discovery()?.exchange, format!("/{first}"))
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    #[test]
    fn three_urls_pass() {
        assert_eq!(Fixture::app("cloudreve").judge::<Endpoints>(""), Outcome::Pass);
    }

    #[test]
    fn no_userinfo_fails() {
        let Outcome::Fail(finding) =
            Fixture::app("cloudreve").discovery(json!({ "userinfo_endpoint": null })).judge::<Endpoints>("")
        else {
            panic!("this must fail")
        };
        assert!(finding.message.contains("userinfo_endpoint"), "{}", finding.message);
    }

    #[test]
    fn a_relative_url_fails() {
        let Outcome::Fail(finding) =
            Fixture::app("cloudreve").discovery(json!({ "token_endpoint": "/token" })).judge::<Endpoints>("")
        else {
            panic!("this must fail")
        };
        assert!(finding.message.contains("token_endpoint"), "{}", finding.message);
    }

    #[test]
    fn no_document_stays_open() {
        let Outcome::Inconclusive(missing) =
            Fixture::app("cloudreve").discovery_answers(vec![Answer::raw(404, "text/html", "")]).judge::<Endpoints>("")
        else {
            panic!("this must stay open")
        };
        assert_eq!(missing.cause, "no-discovery");
    }
}
