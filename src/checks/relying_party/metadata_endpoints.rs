//! The endpoints that the app takes from the discovery document.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Check, Finding, Level, Meta, Missing, Need, Outcome};
use crate::evidence::Evidence;
use crate::oidc::json::excerpt;
use crate::recording::Step;

/// Which endpoints.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// Members of the discovery document: `authorization_endpoint` …
    endpoints: Vec<String>,
}

/// The discovery document names the endpoints that the app uses as absolute URLs.
pub struct MetadataEndpoints;

impl Check for MetadataEndpoints {
    const META: &'static Meta = &Meta {
        id: "metadata-endpoints",
        title: "The discovery document names the endpoints that the app uses as absolute URLs",
        level: Level::App,
        spec: &[],
        needs: &[Need::Step(Step::Discovery)],
        why: "The app sends the browser to them or calls them itself; it knows them from nowhere else.",
        fix: "Publish these endpoints with scheme and host.",
    };
    type Params = Params;

    fn judge(evidence: &Evidence<'_>, params: &Params) -> Result<Outcome, Missing> {
        let metadata = evidence.metadata()?;
        let is_absolute =
            |url: &str| url::Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
        let usable = |name: &&str| metadata.text(name).value().is_some_and(is_absolute);
        let wrong: Vec<&str> = params.endpoints.iter().map(String::as_str).filter(|name| !usable(name)).collect();
        let Some(first) = wrong.first() else {
            return Ok(Outcome::Pass);
        };
        let actual = metadata.0.get(*first).map_or("no such member".to_owned(), excerpt);
        Ok(Finding::new(format!("The discovery document has no usable {}", wrong.join(", ")))
            .compare("absolute URLs", actual)
            .words(wrong.join(", "))
            .at(evidence.discovery()?.exchange, format!("/{first}"))
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    const THREE: &str = "endpoints = [\"authorization_endpoint\", \"token_endpoint\", \"userinfo_endpoint\"]";

    fn changed(change: Value) -> Outcome {
        Fixture::app("cloudreve").discovery(change).judge::<MetadataEndpoints>(THREE)
    }

    #[test]
    fn absolute_urls_pass() {
        assert_eq!(changed(json!({})), Outcome::Pass);
        let without = Fixture::app("cloudreve").discovery(json!({ "userinfo_endpoint": null }));
        assert_eq!(without.judge::<MetadataEndpoints>("endpoints = [\"token_endpoint\"]"), Outcome::Pass);
    }

    #[test]
    fn what_is_missing_or_relative_is_named() {
        for (change, name) in [
            (json!({ "userinfo_endpoint": null }), "userinfo_endpoint"),
            (json!({ "token_endpoint": "/token" }), "token_endpoint"),
        ] {
            let Outcome::Fail(finding) = changed(change) else { panic!("this must fail") };
            assert_eq!(finding.message, format!("The discovery document has no usable {name}"));
        }
    }

    #[test]
    fn no_document_stays_open() {
        let nothing = Fixture::app("cloudreve").discovery_answers(vec![Answer::raw(404, "text/html", "")]);
        let missing = nothing.stays_open::<MetadataEndpoints>(THREE);
        assert_eq!(missing.cause, "no-discovery");
    }
}
