//! The scopes that Cloudreve always asks for are listed in scopes_supported.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Check, Finding, Level, Meta, Missing, Need, Outcome};
use crate::evidence::Evidence;
use crate::oidc::json::excerpt;
use crate::recording::Step;

/// Which scopes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// Scopes that are always asked for.
    scopes: Vec<String>,
}

/// The scopes that Cloudreve always asks for are listed in scopes_supported.
pub struct ScopesListed;

impl Check for ScopesListed {
    const META: &'static Meta = &Meta {
        id: "cloudreve-scopes-listed",
        title: "The scopes that Cloudreve always asks for are listed in scopes_supported",
        level: Level::App,
        spec: &[],
        needs: &[Need::Step(Step::Discovery)],
        why: "Cloudreve cannot ask for less.",
        fix: "Offer these scopes to this client, and list them.",
    };
    type Params = Params;

    fn judge(evidence: &Evidence<'_>, params: &Self::Params) -> Result<Outcome, Missing> {
        let Some(found) = evidence.metadata()?.0.get("scopes_supported") else {
            return Ok(Outcome::NotApplicable("scopes_supported is not published".to_owned()));
        };
        let listed = |scope: &str| found.as_array().is_some_and(|scopes| scopes.iter().any(|s| s == scope));
        let absent: Vec<&str> = params.scopes.iter().map(String::as_str).filter(|scope| !listed(scope)).collect();
        if absent.is_empty() {
            return Ok(Outcome::Pass);
        }
        Ok(Finding::new(format!("scopes_supported does not list {}", absent.join(", ")))
            .compare(params.scopes.join(", "), excerpt(found))
            .at(evidence.discovery()?.exchange, "/scopes_supported")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::Fixture;

    #[test]
    fn all_three_pass() {
        assert_eq!(
            Fixture::app("cloudreve").judge::<ScopesListed>("scopes = [\"openid\", \"email\", \"profile\"]"),
            Outcome::Pass
        );
    }

    #[test]
    fn one_less_is_told() {
        let finding = Fixture::app("cloudreve")
            .discovery(json!({ "scopes_supported": ["openid", "profile"] }))
            .fails::<ScopesListed>("scopes = [\"openid\", \"email\", \"profile\"]");
        assert!(finding.message.contains("email"), "{}", finding.message);
    }

    #[test]
    fn no_list_does_not_count() {
        assert!(matches!(
            Fixture::app("cloudreve")
                .discovery(json!({ "scopes_supported": null }))
                .judge::<ScopesListed>("scopes = [\"openid\", \"email\", \"profile\"]"),
            Outcome::NotApplicable(_)
        ));
    }
}
