//! openid, email and profile are listed in scopes_supported.

use crate::check::{Check, Finding, Level, Meta, Missing, Need, NoParams, Outcome};
use crate::evidence::Evidence;
use crate::oidc::json::excerpt;
use crate::recording::Step;

/// openid, email and profile are listed in scopes_supported.
pub struct ScopesListed;

impl Check for ScopesListed {
    const META: &'static Meta = &Meta {
        id: "cloudreve-scopes-listed",
        title: "openid, email and profile are listed in scopes_supported",
        level: Level::App,
        spec: &[],
        needs: &[Need::Step(Step::Discovery)],
        why: "Cloudreve always asks for these three.",
        fix: "Offer the scopes openid, email and profile to this client, and list them.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let Some(found) = evidence.metadata()?.0.get("scopes_supported") else {
            return Ok(Outcome::NotApplicable("scopes_supported is not published".to_owned()));
        };
        let listed = |scope: &&&str| found.as_array().is_some_and(|scopes| scopes.iter().any(|s| s == **scope));
        let absent: Vec<&str> = ["openid", "email", "profile"].iter().filter(|scope| !listed(scope)).copied().collect();
        if absent.is_empty() {
            return Ok(Outcome::Pass);
        }
        Ok(Finding::new(format!("scopes_supported does not list {}", absent.join(", ")))
            .compare("openid, email, profile", excerpt(found))
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
        assert_eq!(Fixture::app("cloudreve").judge::<ScopesListed>(""), Outcome::Pass);
    }

    #[test]
    fn one_less_is_told() {
        let Outcome::Fail(finding) =
            Fixture::app("cloudreve").discovery(json!({ "scopes_supported": ["openid", "profile"] })).judge::<ScopesListed>("")
        else {
            panic!("this must fail")
        };
        assert!(finding.message.contains("email"), "{}", finding.message);
    }

    #[test]
    fn no_list_does_not_count() {
        assert!(matches!(
            Fixture::app("cloudreve").discovery(json!({ "scopes_supported": null })).judge::<ScopesListed>(""),
            Outcome::NotApplicable(_)
        ));
    }
}
